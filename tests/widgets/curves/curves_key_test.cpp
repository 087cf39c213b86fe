// SPDX-License-Identifier: GPL-3.0-or-later

#include "curves_data.h"
#include "tests/widgets/settle.h"
#include "widgets/common/control_states.h"
#include "widgets/common/theme.h"
#include "widgets/curves/curves_view.h"
#include "widgets/plot/line_style.h"
#include "widgets/plot/plot_canvas.h"

#include <QAbstractButton>
#include <QSpinBox>

#include <cmath>

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
    EXPECT_TRUE(key->accessibleName().contains("over the last 10 batches")) << "there are no more";
    show({test::run(1, 2, 0, 100, 1)});
    EXPECT_TRUE(key->accessibleName().contains("over the last batch"));
    show({test::run(1, 2, 0, 100, 30)});
    EXPECT_TRUE(key->isVisible());
    EXPECT_TRUE(key->accessibleName().contains("last 20 batches")) << "no epoch has been tested";
    EXPECT_TRUE(key->accessibleName().contains("training batches"));
    EXPECT_FALSE(key->accessibleName().contains("by epoch")) << "no such line is drawn";
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

/// The pixels of a picture that have a colour, except for rounding.
int pixelsNear(const QImage& picture, const QColor& color) {
    int count = 0;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            const QColor at = picture.pixelColor(x, y);
            count += std::abs(at.red() - color.red()) <= 2 &&
                             std::abs(at.green() - color.green()) <= 2 &&
                             std::abs(at.blue() - color.blue()) <= 2
                         ? 1
                         : 0;
        }
    }
    return count;
}

TEST_F(CurvesKeyTest, TheKeyNamesSmoothedAndSingleBatches) {
    auto* key = child<QWidget>(view, "curvesKey");
    auto* smoothing = child<QSpinBox>(view, "curvesSmoothing");
    show({test::run(1, 2, 2, 100)});
    smoothing->setValue(20);
    test::settle(view);
    EXPECT_TRUE(key->accessibleName().contains("training batches, smoothed"));
    EXPECT_TRUE(key->accessibleName().contains("single batches"));
    const theme::PlotColors colors = theme::plotColors(view.palette());
    const QColor pale = plot::over(colors.text, colors.background, 0.45);
    EXPECT_GE(pixelsNear(key->grab().toImage(), pale), 20) << "paler than the others";
    smoothing->setValue(1);
    test::settle(view);
    EXPECT_TRUE(key->accessibleName().contains("training batches"));
    EXPECT_FALSE(key->accessibleName().contains("smoothed"));
    EXPECT_FALSE(key->accessibleName().contains("single batches"));
    smoothing->setValue(20);
    click("curvesBatches");
    test::settle(view);
    EXPECT_FALSE(key->accessibleName().contains("batches")) << "none is drawn";
}

TEST_F(CurvesKeyTest, TheFirstEpochFillsHalfOfThePlot) {
    RunCurves run = test::run(1, 2, 0, 1000, 30);
    run.stepsPerEpoch = 1000;
    show({run});
    EXPECT_NEAR(child<PlotCanvas>(view, "curvesAccuracy")->xAxis->range().upper, 1.02 / 32, 1e-6);
}

/// Of a run that diverged.
RunCurves divergedRun(RunId id) {
    RunCurves run = test::run(id, 2, 0, 100, 20);
    test::editSteps(run, [](std::vector<StepEvent>& steps) {
        for (StepEvent& step : steps) {
            for (LayerScore& score : step.layers) {
                score.loss = std::pow(10.0, static_cast<double>(step.step));
            }
        }
    });
    return run;
}

TEST_F(CurvesKeyTest, LossesOverManyPowersOfTenHaveALogarithmicAxis) {
    auto* log = child<QAbstractButton>(view, "curvesLog");
    const QCPAxis* axis = child<PlotCanvas>(view, "curvesLoss")->yAxis;
    show({divergedRun(1)});
    EXPECT_EQ(axis->scaleType(), QCPAxis::stLogarithmic);
    EXPECT_EQ(axis->label(), "loss (nats, log)");
    EXPECT_TRUE(log->isChecked());
    EXPECT_TRUE(controlStates(view).value("curvesLog").toMap().isEmpty()) << "no choice to keep";
    show({test::run(2, 2, 2, 20)});
    EXPECT_EQ(axis->scaleType(), QCPAxis::stLinear);
    EXPECT_EQ(axis->label(), "loss (nats)");
    EXPECT_FALSE(log->isChecked());
    show({divergedRun(3)});
    log->click();
    EXPECT_EQ(axis->scaleType(), QCPAxis::stLinear) << "the user wants it";
    show({divergedRun(4)});
    EXPECT_EQ(axis->scaleType(), QCPAxis::stLinear) << "for other runs, too";
    const QVariantMap states = controlStates(view);
    log->click();
    EXPECT_EQ(axis->scaleType(), QCPAxis::stLogarithmic);
    restoreControlStates(view, states);
    test::settle(view);
    EXPECT_FALSE(log->isChecked());
    EXPECT_EQ(axis->scaleType(), QCPAxis::stLinear);
}

} // namespace
} // namespace asge
