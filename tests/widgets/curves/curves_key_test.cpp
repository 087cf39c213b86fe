// SPDX-License-Identifier: GPL-3.0-or-later

#include "curves_data.h"
#include "tests/widgets/settle.h"
#include "widgets/curves/curves_view.h"
#include "widgets/plot/plot_canvas.h"

#include <QAbstractButton>

namespace asge {
namespace {

using test::child;

class CurvesKeyTest : public testing::Test {
  protected:
    CurvesKeyTest() {
        view.resize(1100, 500);
        view.show();
    }
    void show(std::vector<RunCurves> runs) {
        view.setRuns(std::move(runs));
        test::settle(view);
    }
    void click(const char* name) { child<QAbstractButton>(view, name)->click(); }

    CurvesView view;
};

TEST_F(CurvesKeyTest, TheKeyExplainsLinesAndNumbers) {
    auto* key = child<QWidget>(view, "curvesKey");
    show({test::run(1, 2, 0, 100, 10)});
    EXPECT_TRUE(key->isVisible());
    EXPECT_TRUE(key->accessibleName().contains("last 20 batches")) << "no epoch has been tested";
    EXPECT_TRUE(key->accessibleName().contains("training batches"));
    show({test::run(1, 2, 2, 100)});
    EXPECT_TRUE(key->accessibleName().contains("test accuracy"));
    EXPECT_TRUE(key->accessibleName().contains("train, by epoch"));
    EXPECT_FALSE(key->accessibleName().contains("validation"));
    click("curvesValidation");
    click("curvesTrain");
    EXPECT_TRUE(key->accessibleName().contains("validation, by epoch"));
    EXPECT_FALSE(key->accessibleName().contains("train, by epoch"));
    test::settle(view); // the layout is updated by an event
    EXPECT_GE(key->width(), key->sizeHint().width()) << "nothing is cut off";
}

TEST_F(CurvesKeyTest, TheFirstEpochFillsHalfOfThePlot) {
    RunCurves run = test::run(1, 2, 0, 1000, 30);
    run.stepsPerEpoch = 1000;
    show({run});
    EXPECT_NEAR(child<PlotCanvas>(view, "curvesAccuracy")->xAxis->range().upper, 1.02 / 32, 1e-6);
}

} // namespace
} // namespace asge
