// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/compare_chart.h"

#include "tests/widgets/curves/curves_data.h"
#include "tests/widgets/marks.h"
#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"
#include "widgets/compare/compare_grouping.h"
#include "widgets/compare/compare_means.h"
#include "widgets/plot/level_lines.h"
#include "widgets/plot/line_style.h"
#include "widgets/plot/plot_legend.h"

#include <gmock/gmock.h>

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <limits>

namespace asge {
namespace {

using compare::Metric;
using compare::Sample;
using test::child;
using testing::ElementsAre;

constexpr double kNoSample = std::numeric_limits<double>::quiet_NaN();

/// Sets a score on the test images.
void setScore(EpochEvent& epoch, Place layer, const LayerScore& score) {
    epoch.values.set(MetricId::loss, Split::test, layer, score.loss);
    epoch.values.set(MetricId::accuracy, Split::test, layer, score.accuracy);
}

ComparedRun seeded(RunId id, int layers, int epochs, int seed, int batch, double shift = 0) {
    ComparedRun run;
    run.curves = test::run(id, layers, epochs, 10);
    for (EpochEvent& epoch : run.curves.epochs) {
        std::vector<LayerScore> scores = epoch.test();
        for (LayerScore& score : scores) {
            score.accuracy += shift;
        }
        epoch.values.setScores(Split::test, scores);
    }
    run.summary.id = id;
    run.summary.name = run.curves.name.toStdString();
    run.summary.experimentJson = R"({"method":"asge","train":{"batch":)" + std::to_string(batch) +
                                 R"(,"seed":)" + std::to_string(seed) + "}}";
    return run;
}

TEST(CompareMetric, EveryMetricHasItsValue) {
    EpochEvent epoch = test::epoch(3, 4, 10);
    epoch.values.set(MetricId::accuracy, Split::test,
                     Predictions{.last = 0.5, .fusion = 0.625, .best = 0.75});
    epoch.values.setRun(MetricId::learningRate, 0.01);
    epoch.values.setRun(MetricId::imagesPerSecond, 321);
    epoch.values.setRun(MetricId::probeShare, 0.0625);
    epoch.values.setRun(MetricId::waitShare, 0.125);
    EXPECT_EQ(valueOf(Metric::testAccuracy, epoch, 1), 100 * epoch.test()[1].accuracy);
    EXPECT_EQ(valueOf(Metric::trainAccuracy, epoch, 2), 100 * epoch.train()[2].accuracy);
    EXPECT_EQ(valueOf(Metric::validationAccuracy, epoch, 0), 100 * epoch.validation()[0].accuracy);
    EXPECT_EQ(valueOf(Metric::testLoss, epoch, 1), epoch.test()[1].loss);
    EXPECT_EQ(valueOf(Metric::trainLoss, epoch, 1), epoch.train()[1].loss);
    EXPECT_EQ(valueOf(Metric::validationLoss, epoch, 1), epoch.validation()[1].loss);
    EXPECT_EQ(valueOf(Metric::last, epoch, -2), 50);
    EXPECT_EQ(valueOf(Metric::fusion, epoch, -2), 62.5);
    EXPECT_EQ(valueOf(Metric::best, epoch, -2), 75);
    EXPECT_EQ(valueOf(Metric::learningRate, epoch, -2), 0.01);
    EXPECT_EQ(valueOf(Metric::imagesPerSecond, epoch, -2), 321);
    EXPECT_EQ(valueOf(Metric::probeShare, epoch, -2), 6.25);
    EXPECT_EQ(valueOf(Metric::waitShare, epoch, -2), 12.5);
    EXPECT_TRUE(std::isnan(valueOf(Metric::testAccuracy, epoch, 3))) << "no fourth layer";
    EXPECT_TRUE(std::isnan(valueOf(Metric::batchLoss, epoch, 0))) << "by step only";
    const StepEvent event = test::step(2, 1, 5);
    const StepSeries series({&event, 1});
    const StepSeries::Step step = series[0];
    EXPECT_EQ(valueOf(Metric::batchLoss, step, 1), step.layers[1].loss);
    EXPECT_EQ(valueOf(Metric::batchAccuracy, step, 1), 100 * step.layers[1].accuracy);
    for (const MetricId metric : predictedMetrics()) { // only layers can be missing then
        epoch.values.set(metric, Split::test, Predictions{0.5, 0.5, 0.5});
    }
    for (const Metric metric : compare::allMetrics()) {
        EXPECT_FALSE(titleOf(metric).isEmpty());
        EXPECT_EQ(isPerLayer(metric), std::isnan(valueOf(metric, epoch, 9)) ||
                                          std::isnan(valueOf(metric, step, 9)) == false)
            << titleOf(metric).toStdString();
    }
}

TEST(CompareMetric, PointsAreOverEpochsStepsTimeOrAMetric) {
    const RunCurves run = test::run(1, 2, 3, 10);
    curves::EpochClock clock;
    clock.update(run);
    const auto xs = [&](Metric metric, const compare::Horizontal& x) {
        std::vector<double> found;
        for (const Sample& sample : samplesOf(run, clock, metric, 1, x)) {
            found.push_back(sample.x);
        }
        return found;
    };
    compare::Horizontal x;
    EXPECT_THAT(xs(Metric::testLoss, x), ElementsAre(1, 2, 3));
    EXPECT_EQ(xs(Metric::batchLoss, x).size(), 30U);
    x.axis = curves::Axis::steps;
    EXPECT_THAT(xs(Metric::testLoss, x), ElementsAre(10, 20, 30));
    x.axis = curves::Axis::time;
    EXPECT_THAT(xs(Metric::testLoss, x), ElementsAre(2.6, 5.1, 7.6));
    x.isMetric = true;
    x.metric = Metric::trainLoss;
    x.layer = 0;
    EXPECT_THAT(xs(Metric::testLoss, x),
                ElementsAre(run.epochs[0].train()[0].loss, run.epochs[1].train()[0].loss,
                            run.epochs[2].train()[0].loss));
    EXPECT_TRUE(xs(Metric::batchLoss, x).empty());
    EXPECT_TRUE(samplesOf(run, clock, Metric::testLoss, 5, x).empty()) << "no such layer";
}

TEST(CompareMetric, MeansAreOverTheRunsThatHaveTheEpoch) {
    const std::vector<std::vector<Sample>> members = {
        {{1, 10, 1}, {2, 20, 2}, {3, 30, 3}}, {{1, 12, 3}, {2, 22, kNoSample}}, {{2, 24, 6}}};
    const std::vector<compare::Mean> means = compare::meansOf(members);
    ASSERT_EQ(means.size(), 3U);
    EXPECT_EQ(means[0].x, 11);
    EXPECT_EQ(means[0].y, 2);
    EXPECT_EQ(means[0].n, 2);
    EXPECT_DOUBLE_EQ(means[0].standardDeviation, std::sqrt(2.0)) << "by n − 1";
    EXPECT_EQ(means[1].x, 22);
    EXPECT_EQ(means[1].y, 4) << "values that are not finite are left out";
    EXPECT_EQ(means[1].n, 2);
    EXPECT_EQ(means[2].y, 3);
    EXPECT_TRUE(std::isnan(means[2].standardDeviation))
        << "a single value has no standard deviation";
    EXPECT_TRUE(compare::meansOf({}).empty());
}

TEST(CompareGrouping, GroupsByAllButTheSeedOrASetting) {
    std::vector<RunSummary> runs;
    for (const auto& [seed, batch] : {std::pair(1, 64), {2, 64}, {1, 128}, {3, 128}}) {
        runs.push_back(seeded(static_cast<RunId>(runs.size() + 1), 1, 1, seed, batch).summary);
    }
    const auto members = [&](const std::string& key) {
        std::vector<std::vector<std::size_t>> found;
        for (const compare::Entry& entry : compare::entriesOf(runs, key)) {
            found.push_back(entry.runs);
        }
        return found;
    };
    using Places = std::vector<std::size_t>;
    EXPECT_THAT(members(""), ElementsAre(Places{0}, Places{1}, Places{2}, Places{3}));
    EXPECT_THAT(members("all-but-seed"), ElementsAre(Places{0, 1}, Places{2, 3}));
    EXPECT_EQ(compare::entriesOf(runs, "all-but-seed")[1].name,
              QStringLiteral("batch 128 (2 runs)"));
    std::vector<QString> names;
    for (const compare::Grouping& grouping : compare::groupingsOf(runs)) {
        names.push_back(grouping.name);
    }
    EXPECT_THAT(names, ElementsAre("each run", "all but the seed", "train.batch"));
    runs.resize(2);
    EXPECT_EQ(compare::entriesOf(runs, "all-but-seed")[0].name, QStringLiteral("run 1 (2 runs)"));
}

class CompareChartTest : public testing::Test {
  protected:
    CompareChartTest() {
        view.setPalette(theme::lightPalette());
        view.resize(1200, 500);
        view.show();
    }
    PlotCanvas& canvas() { return *child<PlotCanvas>(view, "chartCanvas"); }
    void choose(const char* name, const QString& text) {
        auto* box = child<QComboBox>(view, name);
        ASSERT_GE(box->findText(text), 0) << text.toStdString();
        box->setCurrentIndex(box->findText(text));
        draw();
    }
    void draw() { canvas().replot(QCustomPlot::rpImmediateRefresh); }
    void layer(const QString& text) {
        for (QAction* action : child<QToolButton>(view, "chartLayers")->menu()->actions()) {
            if (action->text() == text) {
                action->trigger();
                draw();
                return;
            }
        }
        FAIL() << text.toStdString();
    }
    std::vector<QCPGraph*> lines(const QColor& color) { return test::linesOf(canvas(), color); }
    static QColor color(int entry) { return theme::runColor(entry, false); }
    static double last(const QCPGraph* graph) { return (graph->data()->constEnd() - 1)->value; }

    CompareChart view;
};

TEST_F(CompareChartTest, AnyMetricOfAnyLayer) {
    const ComparedRun a = seeded(1, 3, 4, 1, 64);
    const ComparedRun b = seeded(2, 2, 4, 2, 64);
    view.setRuns({a, b});
    draw();
    ASSERT_EQ(lines(color(0)).size(), 1U);
    EXPECT_EQ(last(lines(color(0))[0]), 100 * a.curves.epochs[3].test()[2].accuracy);
    EXPECT_EQ(last(lines(color(1))[0]), 100 * b.curves.epochs[3].test()[1].accuracy);
    choose("chartMetric", QStringLiteral("Validation loss"));
    EXPECT_EQ(last(lines(color(0))[0]), a.curves.epochs[3].validation()[2].loss);
    layer(QStringLiteral("layer 1"));
    ASSERT_EQ(lines(color(0)).size(), 2U) << "the last and the first";
    EXPECT_EQ(last(lines(color(0))[1]), a.curves.epochs[3].validation()[0].loss);
    EXPECT_NE(lines(color(0))[0]->pen().style(), lines(color(0))[1]->pen().style());
    layer(QStringLiteral("All layers"));
    EXPECT_EQ(lines(color(0)).size(), 3U);
    EXPECT_EQ(lines(color(1)).size(), 2U);
    choose("chartMetric", QStringLiteral("Fusion, test accuracy"));
    ASSERT_EQ(lines(color(1)).size(), 1U);
    EXPECT_EQ(last(lines(color(1))[0]), 62.5);
    EXPECT_FALSE(child<QToolButton>(view, "chartLayers")->isVisible());
}

TEST_F(CompareChartTest, BatchesAreSmoothedOverTheRawLine) {
    view.setRuns({seeded(1, 1, 4, 1, 64), seeded(2, 1, 4, 1, 64)});
    EXPECT_FALSE(child<QSpinBox>(view, "chartSmoothing")->isVisible());
    choose("chartMetric", QStringLiteral("Batch loss"));
    EXPECT_TRUE(child<QSpinBox>(view, "chartSmoothing")->isVisible());
    const QColor faint = plot::over(color(0), theme::plotColors(view.palette()).background, 0.25);
    ASSERT_EQ(lines(faint).size(), 1U);
    ASSERT_EQ(lines(color(0)).size(), 1U);
    EXPECT_EQ(lines(faint)[0]->data()->size(), 40);
    EXPECT_GT(last(lines(color(0))[0]), last(lines(faint)[0])) << "lags behind a falling loss";
    child<QSpinBox>(view, "chartSmoothing")->setValue(1);
    draw();
    EXPECT_TRUE(lines(faint).empty());
}

TEST_F(CompareChartTest, BatchMetricsAreDrawnOverBatchMetrics) {
    const ComparedRun a = seeded(1, 2, 4, 1, 64);
    view.setRuns({a, seeded(2, 2, 4, 2, 64)});
    auto* x = child<QComboBox>(view, "chartX");
    const auto item = [&](const char* text) {
        return qobject_cast<QStandardItemModel*>(x->model())->item(x->findText(text));
    };
    EXPECT_FALSE(item("Batch loss")->isEnabled());
    EXPECT_TRUE(item("Batch loss")->toolTip().contains("measured per batch"));
    EXPECT_TRUE(item("Training loss")->isEnabled());
    choose("chartX", QStringLiteral("Training loss"));
    choose("chartMetric", QStringLiteral("Batch accuracy"));
    EXPECT_FALSE(item("Training loss")->isEnabled());
    EXPECT_TRUE(item("Training loss")->toolTip().contains("at the end of an epoch"));
    EXPECT_TRUE(item("Batch loss")->isEnabled());
    EXPECT_TRUE(child<QLabel>(view, "chartNote")->isVisible()) << "it was chosen before";
    EXPECT_TRUE(child<QLabel>(view, "chartNote")->text().contains("at the end of an epoch"));
    choose("chartX", QStringLiteral("Batch loss"));
    child<QComboBox>(view, "chartXLayer")->setCurrentIndex(1);
    child<QSpinBox>(view, "chartSmoothing")->setValue(1);
    draw();
    EXPECT_FALSE(child<QLabel>(view, "chartNote")->isVisible());
    const auto curve = [&] { return qobject_cast<QCPCurve*>(canvas().plottable(0)); };
    ASSERT_NE(curve(), nullptr);
    ASSERT_EQ(curve()->data()->size(), 40);
    EXPECT_EQ(curve()->data()->at(7)->key, a.curves.steps[7].layers[0].loss);
    EXPECT_EQ(curve()->data()->at(7)->value, 100 * a.curves.steps[7].layers[1].accuracy);
    child<QSpinBox>(view, "chartSmoothing")->setValue(10);
    draw();
    EXPECT_GT(curve()->data()->at(39)->key, a.curves.steps[39].layers[0].loss)
        << "the x values are smoothed too";
    choose("chartGrouping", QStringLiteral("all but the seed"));
    ASSERT_NE(curve(), nullptr);
    EXPECT_EQ(curve()->data()->size(), 40) << "their mean, step by step";
}

TEST_F(CompareChartTest, NoBrokenValueIsHidden) {
    ComparedRun a = seeded(1, 1, 300, 1, 64); // 3000 steps
    test::editSteps(a.curves, [](std::vector<StepEvent>& steps) {
        for (std::size_t i = 1; i < steps.size(); i += 2) {
            steps[i].layers[0].loss = kNoSample;
        }
    });
    view.setRuns({a, seeded(2, 1, 300, 2, 64)});
    choose("chartMetric", QStringLiteral("Batch loss"));
    choose("chartX", QStringLiteral("steps"));
    const auto marks = [&] { return canvas().graph(canvas().graphCount() - 1)->data(); };
    const int width = canvas().axisRect()->width();
    EXPECT_GT(marks()->size(), width / 2) << "nearly every column has a mark";
    EXPECT_LE(marks()->size(), width);
    EXPECT_GT(marks()->at(marks()->size() - 1)->key, 2990) << "up to the last";
    canvas().xAxis->setRange(2801, 2861);
    draw();
    ASSERT_EQ(marks()->size(), 30) << "each of them";
    EXPECT_EQ(marks()->at(0)->key, 2802);
    EXPECT_EQ(marks()->at(29)->key, 2860);
    choose("chartGrouping", QStringLiteral("all but the seed"));
    canvas().xAxis->setRange(2801, 2861);
    draw();
    EXPECT_EQ(marks()->size(), 30) << "also those of a group's members";
}

TEST_F(CompareChartTest, AGroupsMeanTimeNeverDecreases) {
    ComparedRun slow = seeded(1, 1, 2, 1, 64);
    for (EpochEvent& epoch : slow.curves.epochs) {
        epoch.seconds *= 100;
    }
    view.setRuns({slow, seeded(2, 1, 4, 2, 64)});
    choose("chartX", QStringLiteral("time"));
    choose("chartGrouping", QStringLiteral("all but the seed"));
    ASSERT_EQ(lines(color(0)).size(), 1U);
    const auto data = lines(color(0))[0]->data();
    ASSERT_EQ(data->size(), 4);
    EXPECT_TRUE(std::is_sorted(data->begin(), data->end(), [](const auto& one, const auto& other) {
        return one.key < other.key;
    }));
}

TEST(CompareMeans, AreOverThoseThatHaveIt) {
    RunCurves a = test::run(1, 2, 3, 10);
    RunCurves b = test::run(2, 1, 2, 10);
    setScore(a.epochs[0], 0, {1, 0.5});
    setScore(b.epochs[0], 0, {3, 0.25});
    a.epochs[1].values.set(MetricId::loss, Split::test, 0, kNoSample);
    b.epochs[1].values.set(MetricId::loss, Split::test, 0, 7);
    a.epochs[0].values.set(MetricId::accuracy, Split::test, kFusionPlace, 0.5);
    b.epochs[0].values.set(MetricId::accuracy, Split::test, kFusionPlace, 1);
    b.epochs[1].seconds = 1000;
    test::editSteps(a, [](std::vector<StepEvent>& steps) { steps[4].layers[0].loss = 2; });
    test::editSteps(b, [](std::vector<StepEvent>& steps) { steps[4].layers[0].loss = 4; });
    const RunCurves mean = compare::meanCurves({&a, &b}, "both");
    EXPECT_EQ(mean.name, "both");
    EXPECT_EQ(mean.layers.size(), 2U);
    ASSERT_EQ(mean.epochs.size(), 3U);
    EXPECT_EQ(mean.epochs[0].test()[0], (LayerScore{2, 0.375}));
    EXPECT_EQ(mean.epochs[0].test()[1], a.epochs[0].test()[1]) << "from the only run that has it";
    EXPECT_EQ(mean.epochs[0].accuracy().fusion, 0.75);
    EXPECT_EQ(mean.epochs[1].test()[0].loss, 7) << "values that are not finite are left out";
    EXPECT_EQ(mean.epochs[2].epoch, 3);
    EXPECT_EQ(mean.epochs[2].test(), a.epochs[2].test());
    EXPECT_GE(mean.epochs[2].seconds, mean.epochs[1].seconds);
    const std::vector<StepEvent> steps = test::eventsOf(mean.steps);
    ASSERT_EQ(steps.size(), 30U);
    EXPECT_EQ(steps[4].layers[0].loss, 3);
    EXPECT_EQ(steps[4].epoch, 1);
    EXPECT_EQ(steps[29].layers, test::eventsOf(a.steps)[29].layers);
}

TEST_F(CompareChartTest, OverAnotherMetricXMayDecrease) {
    ComparedRun a = seeded(1, 2, 3, 1, 64);
    a.curves.epochs[2].values.set(MetricId::loss, Split::train, 0, 9); // back to the right
    view.setRuns({a, seeded(2, 2, 3, 2, 64)});
    choose("chartX", QStringLiteral("Training loss"));
    EXPECT_TRUE(child<QComboBox>(view, "chartXLayer")->isVisible());
    child<QComboBox>(view, "chartXLayer")->setCurrentIndex(1);
    draw();
    auto* curve = qobject_cast<QCPCurve*>(canvas().plottable(0));
    ASSERT_NE(curve, nullptr);
    ASSERT_EQ(curve->data()->size(), 3);
    EXPECT_EQ(curve->data()->at(0)->key, a.curves.epochs[0].train()[0].loss);
    EXPECT_EQ(curve->data()->at(2)->key, 9);
    const QPointF third = curve->coordsToPixels(9, curve->data()->at(2)->value);
    QTest::mouseMove(&canvas(), canvas().axisRect()->center()); // away from a mark
    QTest::mouseMove(&canvas(), third.toPoint());
    EXPECT_TRUE(canvas().readoutText().contains("Training loss 9, epoch 3"))
        << canvas().readoutText().toStdString() << third.x() << ',' << third.y();
    EXPECT_EQ(curve->data()->at(2)->value, 100 * a.curves.epochs[2].test()[1].accuracy);
    EXPECT_GT(canvas().xAxis->range().upper, 9);
    EXPECT_EQ(canvas().xAxis->label(), QStringLiteral("Training loss (nats), layer 1"));
}

TEST_F(CompareChartTest, GroupsAreAMeanWithABandAndOptionalMembers) {
    view.setRuns(
        {seeded(1, 2, 4, 1, 64, 0), seeded(2, 2, 4, 2, 64, 0.02), seeded(3, 2, 4, 1, 128, 0.1)});
    QSignalSpy grouped(&view, &CompareChart::grouped);
    EXPECT_FALSE(child<QCheckBox>(view, "chartMembers")->isEnabled());
    choose("chartGrouping", QStringLiteral("all but the seed"));
    EXPECT_EQ(grouped.count(), 1);
    ASSERT_EQ(view.groups().size(), 2U);
    EXPECT_THAT(view.groups()[0].second, ElementsAre(0, 1));
    EXPECT_THAT(view.groups()[1].second, ElementsAre(2));
    ASSERT_EQ(lines(color(0)).size(), 1U);
    const double first = 100 * test::epoch(2, 4, 10).test()[1].accuracy;
    EXPECT_NEAR(last(lines(color(0))[0]), first + 1, 1e-9);
    const QCPGraph* lower = canvas().graph(0);
    const QCPGraph* upper = canvas().graph(1);
    EXPECT_EQ(upper->channelFillGraph(), lower);
    EXPECT_NEAR(last(upper), first + 1 + std::sqrt(2.0), 1e-9);
    EXPECT_NEAR(last(lower), first + 1 - std::sqrt(2.0), 1e-9);
    EXPECT_NEAR(last(lines(color(1))[0]), first + 10, 1e-9) << "the mean of one run is that run";
    const QColor thin = plot::over(color(0), theme::plotColors(view.palette()).background, 0.55);
    EXPECT_TRUE(lines(thin).empty());
    child<QCheckBox>(view, "chartMembers")->click();
    draw();
    EXPECT_EQ(lines(thin).size(), 2U);
    EXPECT_EQ(child<LegendButton>(view, "curvesLegend1")->text(),
              "1" + QString(2, QChar::Nbsp) + "batch 64 (2 runs)");
    child<LegendButton>(view, "curvesLegend1")->click();
    draw();
    EXPECT_TRUE(lines(color(0)).empty());
    EXPECT_EQ(lines(color(1)).size(), 1U);
}

TEST_F(CompareChartTest, MarksNonFiniteValuesAndLinksBranches) {
    ComparedRun parent = seeded(1, 1, 4, 1, 64);
    parent.curves.epochs[3].values.set(MetricId::accuracy, Split::test, 0, kNoSample);
    ComparedRun branch = seeded(2, 1, 5, 1, 64);
    branch.curves.epochs.erase(branch.curves.epochs.begin(), branch.curves.epochs.begin() + 2);
    branch.curves.branch = BranchPoint{1, QStringLiteral("run 1"), 2, 20};
    view.setRuns({parent, branch});
    draw();
    const QCPGraph* marks = canvas().graph(canvas().graphCount() - 1);
    ASSERT_EQ(marks->data()->size(), 1);
    EXPECT_EQ(marks->data()->at(0)->key, 4);
    const auto links = test::itemsOf<QCPItemLine>(canvas());
    ASSERT_EQ(links.size(), 1U);
    const QCPItemLine* joined = links.front();
    EXPECT_EQ(joined->start->coords(),
              QPointF(2, 100 * parent.curves.epochs[1].test()[0].accuracy));
    EXPECT_EQ(joined->end->coords().x(), 3);
}

TEST_F(CompareChartTest, LogarithmicAxes) {
    ComparedRun a = seeded(1, 1, 4, 1, 64);
    a.curves.epochs[1].values.set(MetricId::loss, Split::test, 0, 0);
    view.setRuns({a, seeded(2, 1, 4, 2, 64)});
    choose("chartMetric", QStringLiteral("Test loss"));
    child<QCheckBox>(view, "chartLogX")->click();
    child<QCheckBox>(view, "chartLogY")->click();
    draw();
    EXPECT_EQ(canvas().xAxis->scaleType(), QCPAxis::stLogarithmic);
    EXPECT_EQ(canvas().yAxis->scaleType(), QCPAxis::stLogarithmic);
    EXPECT_GT(canvas().yAxis->range().lower, 0);
    EXPECT_NEAR(canvas().xAxis->range().lower, 1 / 1.05, 1e-9);
    EXPECT_TRUE(std::isnan(lines(color(0))[0]->data()->at(1)->value));
}

TEST_F(CompareChartTest, LossesThatDivergedHaveALogarithmicAxis) {
    ComparedRun diverged = seeded(1, 1, 4, 1, 64);
    for (EpochEvent& epoch : diverged.curves.epochs) {
        epoch.values.set(MetricId::loss, Split::test, 0, std::pow(10.0, 6 * epoch.epoch));
    }
    view.setRuns({diverged, seeded(2, 1, 4, 2, 64)});
    auto* log = child<QCheckBox>(view, "chartLogY");
    choose("chartMetric", QStringLiteral("Test loss"));
    EXPECT_EQ(canvas().yAxis->scaleType(), QCPAxis::stLogarithmic);
    EXPECT_TRUE(canvas().yAxis->label().endsWith(", log)"))
        << canvas().yAxis->label().toStdString();
    EXPECT_TRUE(log->isChecked());
    choose("chartMetric", QStringLiteral("Test accuracy"));
    EXPECT_EQ(canvas().yAxis->scaleType(), QCPAxis::stLinear);
    EXPECT_FALSE(log->isChecked());
    choose("chartMetric", QStringLiteral("Test loss"));
    log->click();
    draw();
    EXPECT_EQ(canvas().yAxis->scaleType(), QCPAxis::stLinear) << "the user wants it";
    choose("chartMetric", QStringLiteral("Training loss"));
    choose("chartMetric", QStringLiteral("Test loss"));
    EXPECT_EQ(canvas().yAxis->scaleType(), QCPAxis::stLinear);
}

TEST_F(CompareChartTest, ChanceIsThatOfTheShownRuns) {
    ComparedRun few = seeded(1, 1, 4, 1, 64);
    few.curves.scores = {findMethodFacts("asge"), 10, 0};
    ComparedRun many = seeded(2, 1, 4, 2, 64);
    many.curves.scores = {findMethodFacts("asge"), 100, 0};
    view.setRuns({few, many});
    draw();
    const auto levels = [this] {
        std::vector<double> found;
        for (int i = 0; i < canvas().itemCount(); ++i) {
            if (const auto* lines = dynamic_cast<LevelLines*>(canvas().item(i))) {
                for (const PlotLevel& level : lines->levels()) {
                    found.push_back(level.y);
                }
            }
        }
        return found;
    };
    EXPECT_THAT(levels(), ElementsAre(10, 1));
    QTest::mouseClick(child<LegendButton>(view, "curvesLegend1"), Qt::LeftButton);
    EXPECT_THAT(levels(), ElementsAre(1));
    QTest::mouseClick(child<LegendButton>(view, "curvesLegend2"), Qt::LeftButton);
    EXPECT_THAT(levels(), ElementsAre());
}

TEST_F(CompareChartTest, ReadsAGroupsMeanDeviationAndNumber) {
    view.setRuns({seeded(1, 1, 4, 1, 64, 0), seeded(2, 1, 3, 2, 64, 0.02)});
    choose("chartGrouping", QStringLiteral("all but the seed"));
    const auto at = [&](double x) {
        const QPoint place(static_cast<int>(canvas().xAxis->coordToPixel(x)),
                           canvas().axisRect()->center().y());
        QTest::mouseMove(&canvas(), place);
        return canvas().readoutText();
    };
    EXPECT_TRUE(at(2).contains(QStringLiteral("± 1.41, n = 2"))) << at(2).toStdString();
    EXPECT_TRUE(at(4).contains(QStringLiteral("± –, n = 1"))) << at(4).toStdString();
}

TEST_F(CompareChartTest, ExportsEveryValueAndTheMeans) {
    view.setRuns({seeded(1, 1, 2, 1, 64, 0), seeded(2, 1, 2, 2, 64, 0.02)});
    choose("chartGrouping", QStringLiteral("all but the seed"));
    const QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("c.csv"));
    ASSERT_TRUE(view.exportTo(file));
    QFile in(file);
    ASSERT_TRUE(in.open(QIODevice::ReadOnly));
    const QList<QByteArray> rows = in.readAll().split('\n');
    EXPECT_EQ(rows.size(), 1 + 4 + 2 + 1);
    EXPECT_TRUE(rows[1].startsWith("1,1,run 1,run 1 (2 runs),Test accuracy,1,1,"))
        << rows[1].data();
    EXPECT_TRUE(rows[5].startsWith(",,,run 1 (2 runs),Test accuracy,1,1,")) << rows[5].data();
    EXPECT_TRUE(rows[5].endsWith(",2\r"));
    EXPECT_TRUE(rows[0].startsWith("run,epoch_or_step,"));
    const double value = rows[5].split(',')[7].toDouble();
    EXPECT_TRUE(value > 0 && value <= 1) << "a fraction: " << rows[5].data();
    EXPECT_TRUE(view.exportTo(dir.filePath(QStringLiteral("c.pdf"))));
}

TEST_F(CompareChartTest, APdfForAPaperHasTheWidthOfAColumn) {
    view.setRuns({seeded(1, 1, 2, 1, 64), seeded(2, 1, 2, 2, 64)});
    const QFont before = canvas().xAxis->labelFont();
    const QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("c.pdf"));
    ASSERT_TRUE(view.exportTo(ExportTarget::forPaper(file, kOneColumn)));
    QFile in(file);
    ASSERT_TRUE(in.open(QIODevice::ReadOnly));
    const QByteArray pdf = in.readAll();
    const qsizetype box = pdf.indexOf("/MediaBox [");
    ASSERT_GE(box, 0);
    const QList<QByteArray> numbers = pdf.mid(box + 11, 60).simplified().split(' ');
    EXPECT_NEAR(numbers[2].toDouble(), 89 / 25.4 * 72, 1) << numbers[2].data();
    EXPECT_TRUE(pdf.contains("/FontFile")) << "fonts are in the file";
    EXPECT_FALSE(pdf.contains("/Subtype /Image")) << "vectors, not pixels";
    EXPECT_EQ(canvas().xAxis->labelFont(), before);
}

TEST_F(CompareChartTest, AcceptsRunsWithoutValues) {
    ComparedRun bare;
    bare.curves.id = 7;
    bare.summary.id = 7;
    view.setRuns({bare, seeded(2, 1, 0, 2, 64)});
    draw();
    EXPECT_TRUE(child<QLabel>(view, "chartNote")->isVisible());
    view.setRuns({});
    draw();
    EXPECT_FALSE(child<QLabel>(view, "chartNote")->isVisible());
}

TEST(CompareUnlikeRuns, OtherQuantitiesAndUntrainedReadoutsAreNotDrawn) {
    CompareChart chart;
    chart.setPalette(theme::lightPalette());
    chart.resize(900, 500);
    chart.show();
    ComparedRun pairs = seeded(1, 2, 3, 1, 32);
    pairs.curves.scores = {findMethodFacts("forward-forward"), 10, 0};
    ComparedRun classes = seeded(2, 2, 3, 1, 64);
    classes.curves.scores = {findMethodFacts("backprop"), 10, 1};
    chart.setRuns({pairs, classes});
    const auto drawn = [&] {
        test::settle(chart);
        auto& canvas = *child<PlotCanvas>(chart, "chartCanvas");
        int lines = 0;
        for (int i = 0; i < canvas.graphCount(); ++i) {
            lines += canvas.graph(i)->visible() && !canvas.graph(i)->data()->isEmpty() &&
                             canvas.graph(i)->lineStyle() != QCPGraph::lsNone
                         ? 1
                         : 0;
        }
        return lines;
    };
    const auto choose = [&](Metric metric) {
        auto* box = child<QComboBox>(chart, "chartMetric");
        box->setCurrentIndex(box->findData(static_cast<int>(metric)));
    };
    const auto note = [&] { return child<QLabel>(chart, "chartNote")->text(); };
    EXPECT_EQ(drawn(), 2) << "class accuracies of the last layers";
    EXPECT_TRUE(note().isEmpty());
    choose(Metric::trainAccuracy);
    EXPECT_EQ(drawn(), 1);
    EXPECT_TRUE(note().contains("another quantity: run 1")) << note().toStdString();
    choose(Metric::fusion);
    EXPECT_EQ(drawn(), 1);
    EXPECT_TRUE(note().contains("never learned are not drawn: run 2")) << note().toStdString();
    chart.setRuns({pairs});
    choose(Metric::trainAccuracy);
    EXPECT_EQ(drawn(), 1) << "it is the only quantity then";
    EXPECT_EQ(child<PlotCanvas>(chart, "chartCanvas")->accessibleName(),
              "Positive against negative accuracy (%), last layer");
}

} // namespace
} // namespace asge
