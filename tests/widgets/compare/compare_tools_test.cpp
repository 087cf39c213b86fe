// SPDX-License-Identifier: GPL-3.0-or-later

// The controls above the chart of any metric.

#include "tests/widgets/curves/curves_data.h"
#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"
#include "widgets/compare/compare_chart.h"
#include "widgets/plot/end_labels.h"
#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_legend.h"

#include "tests/widgets/marks.h"

#include <gmock/gmock.h>

#include <QComboBox>

#include <set>

namespace asge {
namespace {

using test::child;

class CompareToolsTest : public testing::Test {
  protected:
    CompareToolsTest() {
        view.setPalette(theme::lightPalette());
        view.resize(690, 500); // between two docks in a window of 1366 × 768 pixels
        view.show();
        std::vector<ComparedRun> runs;
        for (const RunId id : {1, 2}) {
            ComparedRun run;
            run.curves = test::run(id, 2, 3, 10);
            run.summary.id = id;
            run.summary.name = id == 1 ? "wide" : "narrow";
            runs.push_back(run);
        }
        view.setRuns(runs);
        test::settle(view);
    }

    CompareChart view;
};

TEST_F(CompareToolsTest, NeedTwoRowsAtMost) {
    for (const char* metric : {"Test accuracy", "Best layer (by validation), test accuracy"}) {
        for (const char* name : {"chartMetric", "chartX"}) {
            auto* box = child<QComboBox>(view, name);
            ASSERT_GE(box->findText(QString::fromLatin1(metric)), 0);
            box->setCurrentIndex(box->findText(QString::fromLatin1(metric)));
        }
        test::settle(view);
        std::set<int> rows;
        for (const char* tool : {"chartMetric", "chartX", "chartGrouping", "chartMembers",
                                 "chartLogX", "chartLogY", "chartReset", "chartExport"}) {
            const auto* widget = child<QWidget>(view, tool);
            rows.insert(widget->mapTo(&view, widget->rect().center()).y() / 20);
        }
        EXPECT_LE(rows.size(), 2U) << metric;
    }
}

TEST_F(CompareToolsTest, ShortNamesStandAtTheLines) {
    QStringList ends;
    const auto* canvas = child<PlotCanvas>(view, "chartCanvas");
    for (const EndLabels::Label& label : test::itemsOf<EndLabels>(*canvas).front()->shown()) {
        ends << label.text;
    }
    EXPECT_THAT(ends, testing::UnorderedElementsAre("wide", "narrow"));
    QStringList names;
    for (const LegendButton* entry : view.findChildren<LegendButton*>()) {
        names << entry->accessibleName();
    }
    EXPECT_THAT(names, testing::ElementsAre("wide", "narrow"));
}

} // namespace
} // namespace asge
