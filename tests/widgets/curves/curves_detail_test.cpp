// SPDX-License-Identifier: GPL-3.0-or-later

// Curves of very long runs, of branches, and of runs that were resumed.

#include "curves_data.h"
#include "tests/widgets/marks.h"
#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"
#include "widgets/curves/curves_model.h"
#include "widgets/curves/curves_view.h"
#include "widgets/plot/plot_canvas.h"

#include <gmock/gmock.h>

#include <QCheckBox>
#include <QComboBox>
#include <QSpinBox>
#include <QTest>

#include <cmath>
#include <limits>

namespace asge {
namespace {

using test::child;

class CurvesDetailTest : public testing::Test {
  protected:
    CurvesDetailTest() {
        view.setPalette(theme::lightPalette());
        view.resize(1100, 500);
        view.show();
    }
    void show(std::vector<RunCurves> runs) {
        view.setRuns(std::move(runs));
        test::settle(view);
    }
    PlotCanvas& loss() { return *child<PlotCanvas>(view, "curvesLoss"); }
    void zoomTo(double low, double high) {
        loss().followX({low, high});
        loss().replot();
    }
    /// The greatest finite value of a graph.
    static double greatest(const QCPGraph* graph) {
        double most = -1;
        for (const QCPGraphData& point : *graph->data()) {
            most = std::isfinite(point.value) ? std::max(most, point.value) : most;
        }
        return most;
    }

    CurvesView view;
};

TEST_F(CurvesDetailTest, ASinglePeakIsVisibleAtAnyZoom) {
    RunCurves run = test::run(1, 1, 20, 1000);
    test::editSteps(run, [](auto& steps) { steps[12344].layers[0].loss = 77; }); // in epoch 13
    show({run});
    const QCPGraph* raw = loss().graph(0);
    EXPECT_LT(raw->data()->size(), 4 * loss().width() * 2 + 3)
        << "no more points than the pixels need";
    EXPECT_EQ(greatest(raw), 77);
    zoomTo(12, 13);
    EXPECT_EQ(greatest(raw), 77);
    zoomTo(12.34, 12.35);
    EXPECT_EQ(greatest(raw), 77);
    EXPECT_EQ(raw->data()->size(), 13) << "every visible point, and one beyond each edge";
    zoomTo(14, 15);
    EXPECT_LT(greatest(raw), 77);
    loss().resetView();
    loss().replot();
    EXPECT_EQ(greatest(raw), 77);
}

TEST_F(CurvesDetailTest, BrokenValuesAreMarkedAndLeftOutAtAnyZoom) {
    RunCurves run = test::run(1, 1, 20, 1000);
    test::editSteps(run, [](auto& steps) {
        for (std::size_t i = 10000; i < 14000; ++i) {
            steps[i].layers[0].loss = std::numeric_limits<double>::infinity();
        }
    });
    show({run});
    const auto gap = [&] {
        double widest = 0;
        const auto& data = *loss().graph(0)->data();
        for (auto at = data.constBegin() + 1; at < data.constEnd(); ++at) {
            const bool joined = std::isfinite(at->value) && std::isfinite((at - 1)->value);
            widest = joined ? std::max(widest, at->key - (at - 1)->key) : widest;
        }
        return widest;
    };
    const auto marks = [&] { return loss().graph(loss().graphCount() - 1); };
    EXPECT_LT(gap(), 0.1) << "no line over the four epochs that are missing";
    ASSERT_EQ(marks()->data()->size(), 1);
    EXPECT_NEAR(marks()->data()->at(0)->key, 10.001, 1e-9);
    zoomTo(9.99, 10.02);
    EXPECT_LT(gap(), 0.01);
    EXPECT_EQ(marks()->data()->size(), 1);
}

TEST_F(CurvesDetailTest, EachOfManyBrokenValuesIsMarked) {
    RunCurves run = test::run(1, 1, 20, 1000);
    test::editSteps(run, [](auto& steps) {
        for (std::size_t i = 1; i < steps.size(); i += 2) { // each step begins a segment
            steps[i].layers[0].loss = std::numeric_limits<double>::quiet_NaN();
        }
    });
    show({run});
    const auto& marks = *loss().graph(loss().graphCount() - 1)->data();
    const int wide = loss().axisRect()->width();
    EXPECT_GT(marks.size(), wide / 2);
    EXPECT_LE(marks.size(), 2 * wide) << "one for each column that has any";
    zoomTo(19.9, 20);
    EXPECT_EQ(marks.size(), 51) << "single marks, including both ends";
    loss().resetView();
}

TEST_F(CurvesDetailTest, SmoothingUsesEveryStep) {
    RunCurves run = test::run(1, 1, 20, 1000);
    std::vector<double> expected;
    curves::Smoother smoother(200);
    for (const StepSeries::Step& step : run.steps) {
        expected.push_back(smoother.next(step.layers[0].loss));
    }
    show({run});
    child<QSpinBox>(view, "curvesSmoothing")->setValue(200);
    const QCPGraph* smooth = loss().graph(1);
    ASSERT_GT(smooth->data()->size(), 400);
    for (const QCPGraphData& point : *smooth->data()) {
        const auto step = static_cast<std::size_t>(std::llround(1000 * point.key));
        EXPECT_EQ(point.value, expected[step - 1]) << step;
    }
}

/// A branch from the end of epoch 2 of a run with 10 steps per epoch.
RunCurves branchOf(const RunCurves& parent, RunId id) {
    RunCurves child = test::run(id, 2, 5, 10);
    test::editSteps(child, [](auto& steps) { steps.erase(steps.begin(), steps.begin() + 20); });
    child.epochs.erase(child.epochs.begin(), child.epochs.begin() + 2);
    child.branch = BranchPoint{parent.id, parent.name, 2, 20};
    return child;
}

TEST_F(CurvesDetailTest, ABranchBeginsWhereItLeftItsParent) {
    const RunCurves parent = test::run(1, 2, 4, 10);
    curves::EpochClock clock;
    RunCurves fresh = branchOf(parent, 2);
    fresh.epochs.clear();
    fresh.stepsPerEpoch = 10;
    clock.update(fresh);
    EXPECT_DOUBLE_EQ(clock.place(3, 25), 2.5) << "before its own first epoch";
    EXPECT_TRUE(clock.update(branchOf(parent, 2)) || true);
    EXPECT_DOUBLE_EQ(clock.place(3, 21), 2.1);
    EXPECT_DOUBLE_EQ(clock.place(5, 50), 5);
}

TEST_F(CurvesDetailTest, ADottedLineJoinsABranchToItsParent) {
    const RunCurves parent = test::run(1, 2, 4, 10);
    show({parent, branchOf(parent, 2)});
    child<QCheckBox>(view, "curvesTrain")->click();
    child<QCheckBox>(view, "curvesBatches")->click();
    const auto joined = test::itemsOf<QCPItemLine>(loss());
    ASSERT_EQ(joined.size(), 1U) << "only the test line is shown";
    EXPECT_EQ(joined[0]->start->coords(), QPointF(2, test::epoch(2, 2, 10).test()[1].loss));
    EXPECT_EQ(joined[0]->end->coords(), QPointF(3, test::epoch(2, 3, 10).test()[1].loss));
    EXPECT_EQ(joined[0]->pen().color(), theme::runColor(1, false)) << "in the branch's colour";
    child<QComboBox>(view, "curvesAxis")->setCurrentIndex(1);
    ASSERT_EQ(test::itemsOf<QCPItemLine>(loss()).size(), 1U);
    EXPECT_EQ(test::itemsOf<QCPItemLine>(loss())[0]->start->coords().x(), 20);
    child<QCheckBox>(view, "curvesBatches")->click();
    ASSERT_EQ(test::itemsOf<QCPItemLine>(loss()).size(), 2U) << "the smoothed batches too";
    EXPECT_EQ(test::itemsOf<QCPItemLine>(loss())[0]->start->coords().x(), 20);
    EXPECT_EQ(test::itemsOf<QCPItemLine>(loss())[0]->end->coords().x(), 21);
    child<QAbstractButton>(view, "curvesLegend1")->click();
    EXPECT_TRUE(test::itemsOf<QCPItemLine>(loss()).empty()) << "its parent is hidden";
}

TEST_F(CurvesDetailTest, NoLineGoesBack) {
    const RunCurves parent = test::run(1, 2, 4, 10);
    show({branchOf(parent, 2), parent});
    child<QComboBox>(view, "curvesAxis")->setCurrentIndex(1);
    for (int i = 0; i + 1 < loss().graphCount(); ++i) {
        const auto& data = *loss().graph(i)->data();
        for (auto at = data.constBegin() + 1; at < data.constEnd(); ++at) {
            EXPECT_GT(at->key, (at - 1)->key);
        }
    }
    RunCurves orphan = branchOf(parent, 2);
    orphan.branch->parent = 0; // the parent is not in this store
    show({orphan, parent});
    EXPECT_TRUE(test::itemsOf<QCPItemLine>(loss()).empty());
    show({orphan});
    ASSERT_EQ(test::marksOf(loss()).size(), 1U) << "the branch point is marked";
    EXPECT_EQ(test::marksOf(loss())[0].x, 20);
    EXPECT_EQ(loss().xAxis->range().lower, 0);
}

TEST_F(CurvesDetailTest, MarksWhereARunWasResumed) {
    RunCurves run = test::run(1, 2, 4, 20);
    run.segments = {{1, "", "cpu", ""}, {31, "", "cuda:0", ""}};
    show({run});
    ASSERT_EQ(test::marksOf(loss()).size(), 1U) << "the beginning of a run is not a resume";
    EXPECT_EQ(test::marksOf(loss())[0].x, 1.5);
}

TEST_F(CurvesDetailTest, ALogarithmicAxisBeginsWithTheFirstPoint) {
    show({test::run(1, 2, 4, 20)});
    child<QComboBox>(view, "curvesAxis")->setCurrentIndex(1);
    child<QCheckBox>(view, "curvesLogX")->click();
    EXPECT_EQ(loss().xAxis->scaleType(), QCPAxis::stLogarithmic);
    EXPECT_NEAR(loss().xAxis->range().lower, 1 / 1.05, 1e-9);
    EXPECT_NEAR(loss().xAxis->range().upper, 80 * 1.05, 1e-9);
    EXPECT_EQ(loss().graph(0)->data()->size(), 80);
    child<QCheckBox>(view, "curvesLogX")->click();
    EXPECT_EQ(loss().xAxis->range().lower, 0);
}

} // namespace
} // namespace asge
