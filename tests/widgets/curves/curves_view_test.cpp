// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/curves/curves_view.h"

#include "curves_fixture.h"
#include "widgets/common/theme.h"
#include "widgets/plot/end_labels.h"
#include "widgets/plot/level_lines.h"
#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_legend.h"

#include <gmock/gmock.h>

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include <limits>

namespace asge {
namespace {

using test::child;
using test::kNaN;

using CurvesViewTest = test::CurvesFixture;

TEST_F(CurvesViewTest, AnEmptyViewSaysWhatWillAppear) {
    auto* empty = child<QLabel>(view, "curvesEmpty");
    EXPECT_TRUE(empty->isVisible());
    EXPECT_TRUE(empty->text().contains(QStringLiteral("Press Train")));
    show({test::run(1, 2, 0, 10)});
    EXPECT_TRUE(empty->isVisible()) << "no batch yet";
    EXPECT_TRUE(empty->text().contains(QStringLiteral("run 1")));
    RunCurves diverged = test::run(1, 2, 0, 10);
    Intervention why;
    why.kind = "nonfinite";
    diverged.interventions.push_back(why);
    show({diverged});
    EXPECT_TRUE(empty->text().contains(QStringLiteral("went back"))) << "its batches are dropped";
    show({test::run(1, 2, 0, 10, 3)});
    EXPECT_FALSE(empty->isVisible());
    EXPECT_TRUE(accuracy().isVisible());
    show({});
    EXPECT_TRUE(empty->isVisible());
}

TEST_F(CurvesViewTest, GrowsWithTheFirstBatches) {
    RunCurves run = test::run(7, 2, 0, 10);
    show({run});
    run.steps.append(std::vector{test::step(2, 1, 1), test::step(2, 1, 2)});
    view.updateRun(run);
    settle();
    ASSERT_TRUE(accuracy().isVisible());
    int points = 0;
    for (int i = 0; i < accuracy().graphCount(); ++i) {
        points += accuracy().graph(i)->visible() ? accuracy().graph(i)->data()->size() : 0;
    }
    EXPECT_EQ(points, 8) << "two layers, two steps, raw and smoothed";
    EXPECT_TRUE(accuracy().xAxis->label().contains(QStringLiteral("estimated")));
}

TEST_F(CurvesViewTest, DrawsTestSolidTrainDashedValidationDotted) {
    show({test::run(1, 3, 4, 10)});
    click("curvesValidation");
    click("curvesBatches");
    const auto found = lines(loss(), layer(1, 3));
    ASSERT_EQ(found.size(), 3U);
    const EpochEvent last = test::epoch(3, 4, 10);
    const auto lastValue = [](const QCPGraph* graph) {
        return (graph->data()->constEnd() - 1)->value;
    };
    EXPECT_EQ(found[0]->pen().style(), Qt::CustomDashLine);
    EXPECT_EQ(lastValue(found[0]), last.train()[1].loss);
    EXPECT_EQ(found[1]->pen().style(), Qt::CustomDashLine);
    EXPECT_LT(found[1]->pen().dashPattern().front(), found[0]->pen().dashPattern().front());
    EXPECT_EQ(lastValue(found[1]), last.validation()[1].loss);
    EXPECT_EQ(found[2]->pen().style(), Qt::SolidLine);
    EXPECT_EQ(lastValue(found[2]), last.test()[1].loss);
    click("curvesTrain");
    click("curvesValidation");
    EXPECT_EQ(lines(loss(), layer(1, 3)).size(), 1U);
    EXPECT_EQ(lastValue(lines(accuracy(), layer(2, 3)).front()), 100 * last.test()[2].accuracy);
}

TEST_F(CurvesViewTest, SmoothedBatchesOfEveryLayerAreSeen) {
    for (const QPalette& palette : {theme::darkPalette(), theme::lightPalette()}) {
        view.setPalette(palette);
        show({test::run(1, 4, 3, 40)});
        const QColor ground = theme::plotColors(palette).background;
        int smoothed = 0;
        for (int i = 0; i < accuracy().graphCount(); ++i) {
            const QCPGraph& graph = *accuracy().graph(i);
            if (graph.visible() && graph.pen().widthF() == 0 && graph.pen().style() != Qt::NoPen &&
                graph.layer()->name() == "main" && graph.lineStyle() != QCPGraph::lsNone) {
                ++smoothed;
                EXPECT_GE(theme::contrast(graph.pen().color(), ground), theme::kGraphicContrast)
                    << graph.pen().color().name().toStdString();
            }
        }
        EXPECT_EQ(smoothed, 4);
    }
}

TEST_F(CurvesViewTest, DrawsOverEpochsStepsAndTime) {
    show({test::run(1, 2, 3, 40)});
    auto* axis = child<QComboBox>(view, "curvesAxis");
    const auto lastKey = [&] {
        return (lines(accuracy(), layer(0, 2)).back()->data()->constEnd() - 1)->key;
    };
    EXPECT_EQ(lastKey(), 3);
    axis->setCurrentIndex(1);
    EXPECT_EQ(lastKey(), 120);
    EXPECT_EQ(accuracy().xAxis->label(), QStringLiteral("step"));
    axis->setCurrentIndex(2);
    EXPECT_DOUBLE_EQ(lastKey(), 30.1);
    EXPECT_TRUE(loss().xAxis->label().contains(QStringLiteral("time")));
}

TEST_F(CurvesViewTest, GrowingGivesTheSameLinesAsShowingAtOnce) {
    const RunCurves whole = test::run(1, 3, 4, 40, 17);
    RunCurves start = whole;
    start.steps.truncate(5);
    start.epochs.clear();
    show({start});
    std::size_t epochs = 0;
    const std::vector<StepEvent> events = test::eventsOf(whole.steps);
    for (std::size_t i = 5; i < events.size(); ++i) {
        start.steps.push_back(events[i]);
        if (events[i].step % 40 == 0) {
            start.epochs.push_back(whole.epochs[epochs++]);
        }
        view.updateRun(start);
        if (i % 23 == 0) {
            settle();
        }
    }
    start.interventions.push_back({.step = 50, .seconds = 12.5, .kind = "pause", .text = ""});
    view.updateRun(start);
    view.updateRun(test::run(99, 3, 1, 40)); // not shown
    settle();
    const QString grownAccuracy = dump(accuracy());
    const QString grownLoss = dump(loss());
    RunCurves same = whole;
    same.interventions.push_back({.step = 50, .seconds = 12.5, .kind = "pause", .text = ""});
    show({same});
    EXPECT_EQ(grownAccuracy, dump(accuracy()));
    EXPECT_EQ(grownLoss, dump(loss()));
    EXPECT_GT(grownLoss.size(), 1000);
}

TEST_F(CurvesViewTest, LeavesGapsForNaNAndMarksThem) {
    RunCurves run = test::run(1, 2, 6, 20);
    for (std::size_t e = 3; e < 5; ++e) {
        run.epochs[e].values.set(MetricId::loss, Split::test, 1,
                                 e == 3 ? kNaN : std::numeric_limits<double>::infinity());
    }
    test::editSteps(run, [](auto& steps) { steps[70].layers[0].loss = kNaN; });
    show({run});
    const QCPRange range = loss().yAxis->range();
    EXPECT_TRUE(QCPRange::validRange(range));
    EXPECT_LT(range.upper, 5);
    const QCPGraph* testLine = lines(loss(), layer(1, 2)).back();
    EXPECT_TRUE(std::isnan(testLine->data()->at(3)->value));
    EXPECT_TRUE(std::isnan(testLine->data()->at(4)->value));
    EXPECT_FALSE(std::isnan(testLine->data()->at(5)->value));
    const QCPGraph* marks = loss().graph(loss().graphCount() - 1);
    ASSERT_EQ(marks->data()->size(), 2) << "one per sequence of NaN, only in the loss";
    EXPECT_EQ(marks->data()->at(1)->key, 4);
    EXPECT_EQ(accuracy().graph(accuracy().graphCount() - 1)->data()->size(), 0);
}

TEST_F(CurvesViewTest, ALogAxisLeavesOutValuesThatAreNotPositive) {
    RunCurves run = test::run(1, 2, 5, 20);
    run.epochs[2].values.set(MetricId::loss, Split::test, 0, 0);
    run.epochs[3].values.set(MetricId::loss, Split::test, 0, -0.25);
    show({run});
    EXPECT_LT(loss().yAxis->range().lower, -0.25);
    click("curvesLog");
    EXPECT_EQ(loss().yAxis->scaleType(), QCPAxis::stLogarithmic);
    EXPECT_EQ(accuracy().yAxis->scaleType(), QCPAxis::stLinear);
    EXPECT_GT(loss().yAxis->range().lower, 0);
    EXPECT_TRUE(std::isnan(lines(loss(), layer(0, 2)).back()->data()->at(2)->value));
    EXPECT_EQ(loss().graph(loss().graphCount() - 1)->data()->size(), 1);
    click("curvesLog");
    EXPECT_EQ(loss().yAxis->scaleType(), QCPAxis::stLinear);
    EXPECT_EQ(lines(loss(), layer(0, 2)).back()->data()->at(2)->value, 0);
}

TEST_F(CurvesViewTest, SmoothsBatches) {
    show({test::run(1, 1, 2, 30)});
    auto* smoothing = child<QSpinBox>(view, "curvesSmoothing");
    smoothing->setValue(1);
    EXPECT_EQ(loss().graph(1)->data()->size(), 0) << "only raw lines";
    EXPECT_EQ(loss().graph(0)->pen().color(), layer(0, 1));
    smoothing->setValue(10);
    ASSERT_EQ(loss().graph(1)->data()->size(), 60);
    const double raw = (loss().graph(0)->data()->constEnd() - 1)->value;
    const double smooth = (loss().graph(1)->data()->constEnd() - 1)->value;
    EXPECT_GT(smooth, raw) << "the average of a falling loss lags behind";
    EXPECT_LT(smooth, raw + 0.3);
}

TEST_F(CurvesViewTest, TheLegendShowsLatestValuesAndHidesLines) {
    RunCurves run = test::run(1, 3, 2, 20);
    show({run});
    auto* second = child<LegendButton>(view, "curvesLegend2");
    ASSERT_NE(second, nullptr);
    EXPECT_EQ(second->text(), QStringLiteral("layer 2 · 64 · P\u00A04 · 38.3 %"));
    ASSERT_FALSE(lines(accuracy(), layer(1, 3)).empty());
    QTest::mouseClick(second, Qt::LeftButton);
    EXPECT_TRUE(lines(accuracy(), layer(1, 3)).empty());
    EXPECT_FALSE(lines(accuracy(), layer(0, 3)).empty());
    run.epochs.push_back(test::epoch(3, 3, 20));
    view.updateRun(run);
    settle();
    EXPECT_EQ(second->text(), QStringLiteral("layer 2 · 64 · P\u00A04 · 40.8 %"));
    EXPECT_TRUE(lines(accuracy(), layer(1, 3)).empty()) << "stays hidden";
    QTest::keyClick(second, Qt::Key_Space);
    EXPECT_FALSE(lines(accuracy(), layer(1, 3)).empty());
    QTest::mouseClick(second, Qt::LeftButton, Qt::ControlModifier);
    EXPECT_FALSE(lines(accuracy(), layer(1, 3)).empty());
    EXPECT_TRUE(lines(accuracy(), layer(0, 3)).empty());
    QTest::mouseClick(second, Qt::LeftButton, Qt::ControlModifier);
    EXPECT_FALSE(lines(accuracy(), layer(0, 3)).empty());
}

TEST_F(CurvesViewTest, ShowsPredictions) {
    show({test::run(1, 2, 3, 20)});
    const QColor text = theme::plotColors(view.palette()).text;
    EXPECT_TRUE(lines(accuracy(), text).empty());
    click("curvesFusion");
    ASSERT_EQ(lines(accuracy(), text).size(), 1U);
    EXPECT_EQ(lines(accuracy(), text)[0]->data()->at(0)->value, 62.5);
    click("curvesLast");
    EXPECT_EQ(lines(accuracy(), text).size(), 2U);
    EXPECT_TRUE(lines(loss(), text).empty());
}

TEST_F(CurvesViewTest, LayersAreNumberedAtTheEndsOfTheirLines) {
    const auto labels = [this] {
        QStringList texts;
        for (const EndLabels::Label& label :
             test::itemsOf<EndLabels>(accuracy()).front()->shown()) {
            texts << label.text;
        }
        texts.sort();
        return texts;
    };
    show({test::run(1, 3, 5, 20)});
    EXPECT_EQ(labels(), QStringList({"1", "2", "3"})) << "once per layer";
    QTest::mouseClick(child<LegendButton>(view, "curvesLegend2"), Qt::LeftButton);
    settle();
    EXPECT_EQ(labels(), QStringList({"1", "3"}));
    click("curvesTest");
    EXPECT_EQ(labels(), QStringList({"1", "3"})) << "other lines of the layers";
    RunCurves second = test::run(2, 3, 5, 20);
    second.name = "fashion-mnist with gain 0.25";
    view.resize(1400, 500);
    show({test::run(1, 3, 5, 20), second});
    EXPECT_EQ(labels(), QStringList({"1", "2"})) << "each line is a run";
    EXPECT_TRUE(child<LegendButton>(view, "curvesLegend2")
                    ->text()
                    .startsWith("2" + QString(2, QChar::Nbsp) + "fashion-mnist with"))
        << "the legend explains the numbers";
}

TEST_F(CurvesViewTest, AxesHaveLabelsWithUnits) {
    show({test::run(1, 2, 5, 20)});
    EXPECT_EQ(accuracy().yAxis->label(), QStringLiteral("accuracy (%)"));
    EXPECT_EQ(loss().yAxis->label(), QStringLiteral("loss (nats)"));
    EXPECT_EQ(loss().xAxis->label(), QStringLiteral("epoch"));
}

TEST_F(CurvesViewTest, EachOfSeveralRunsHasItsColour) {
    show({test::run(1, 4, 3, 20), test::run(2, 2, 2, 20)});
    click("curvesBatches");
    const QColor first = theme::runColor(0, false);
    const QColor second = theme::runColor(1, false);
    const auto lastValue = [&](const QColor& color) {
        return (lines(loss(), color).back()->data()->constEnd() - 1)->value;
    };
    EXPECT_EQ(lines(loss(), first).size(), 2U) << "train and test of one layer";
    EXPECT_EQ(lastValue(first), test::epoch(4, 3, 20).test()[3].loss)
        << "each run's own last layer";
    EXPECT_EQ(lastValue(second), test::epoch(2, 2, 20).test()[1].loss);
    auto* choice = child<QComboBox>(view, "curvesLayer");
    ASSERT_TRUE(choice->isVisible());
    EXPECT_EQ(choice->count(), 5);
    choice->setCurrentIndex(1);
    EXPECT_EQ(lastValue(first), test::epoch(4, 3, 20).test()[0].loss);
    choice->setCurrentIndex(4);
    EXPECT_TRUE(lines(loss(), second).empty()) << "it has no fourth layer";
    EXPECT_TRUE(child<LegendButton>(view, "curvesLegend1")->text().startsWith("run 1"));
    show({test::run(1, 4, 3, 20)});
    EXPECT_FALSE(choice->isVisible());
}

TEST_F(CurvesViewTest, MarksInterventions) {
    RunCurves run = test::run(1, 2, 4, 20);
    run.interventions.push_back({.step = 30, .seconds = 7.5, .kind = "pause", .text = ""});
    run.interventions.push_back({.step = 40,
                                 .seconds = 10,
                                 .kind = "rate",
                                 .text = "",
                                 .layer = 2,
                                 .value = 0.5,
                                 .source = "terminal"});
    run.interventions.push_back(
        {.step = 41, .seconds = 10, .kind = "resume", .text = "", .source = "program"});
    show({run});
    const auto marks = test::marksOf(accuracy());
    ASSERT_EQ(marks.size(), 2U) << "the program's own are not marked";
    EXPECT_EQ(marks[0].x, 1.5);
    EXPECT_FALSE(marks[0].color.isValid()) << "the whole network has no colour";
    EXPECT_EQ(marks[1].x, 2);
    EXPECT_EQ(marks[1].color, layer(1, 2));
    EXPECT_EQ(marks[1].text, "Learning rate of layer 2: × 0.5 · terminal · step 40");
    child<QComboBox>(view, "curvesAxis")->setCurrentIndex(2);
    EXPECT_EQ(test::marksOf(accuracy())[0].x, 7.5);
}

TEST_F(CurvesViewTest, MarksOfSeveralRunsNameTheRun) {
    RunCurves first = test::run(1, 2, 4, 20);
    first.interventions.push_back(
        {.step = 40, .seconds = 10, .kind = "freeze", .text = "", .layer = 2, .source = "window"});
    show({first, test::run(2, 2, 4, 20)});
    const auto marks = test::marksOf(accuracy());
    ASSERT_EQ(marks.size(), 1U);
    EXPECT_EQ(marks[0].text, "run 1, Freeze layer 2 · window · step 40");
    EXPECT_EQ(marks[0].color, theme::runColor(0, false));
}

TEST_F(CurvesViewTest, MarksOnlyRunsThatHaveALine) {
    RunCurves first = test::run(1, 2, 4, 20);
    first.interventions.push_back({.step = 40, .seconds = 10, .kind = "pause", .text = ""});
    RunCurves second = first;
    second.id = 2;
    second.name = "run 2";
    second.scores = {findMethodFacts("backprop"), 10, 2}; // no readout has learned
    show({first, second});
    EXPECT_EQ(test::marksOf(accuracy()).size(), 1U);
    click("curvesLegend1"); // hides it
    settle();
    EXPECT_TRUE(test::marksOf(accuracy()).empty());
}

TEST_F(CurvesViewTest, AStepCanBePointedOut) {
    EXPECT_FALSE(view.showStep(5)) << "there is no run";
    show({test::run(1, 2, 10, 20)});
    ASSERT_TRUE(view.showStep(100));
    settle();
    EXPECT_TRUE(accuracy().isZoomed());
    EXPECT_LT(accuracy().xAxis->range().lower, 5);
    EXPECT_GT(accuracy().xAxis->range().upper, 5);
    EXPECT_LT(accuracy().xAxis->range().size(), 3);
    EXPECT_EQ(loss().xAxis->range(), accuracy().xAxis->range());
    EXPECT_EQ(test::pointedOutIn(accuracy()), 5.0);
    child<QToolButton>(view, "curvesReset")->click();
    settle();
    EXPECT_FALSE(accuracy().isZoomed());
    EXPECT_FALSE(test::pointedOutIn(accuracy()).has_value());
}

TEST_F(CurvesViewTest, FollowsThePalette) {
    show({test::run(1, 2, 4, 20)});
    view.setPalette(theme::darkPalette());
    settle();
    EXPECT_EQ(accuracy().xAxis->tickLabelColor(), theme::plotColors(theme::darkPalette()).text);
    EXPECT_FALSE(lines(accuracy(), theme::layerColor(0, 2, true)).empty());
    EXPECT_TRUE(lines(accuracy(), theme::layerColor(0, 2, false)).empty());
}

TEST_F(CurvesViewTest, LongRunsGrowWithoutARebuild) {
    RunCurves run = test::run(1, 8, 20, 1000);
    show({run});
    const QCPGraph* before = loss().graph(0);
    QSignalSpy drawn(&loss(), &QCustomPlot::afterReplot);
    for (std::int64_t s = 20001; s <= 20500; ++s) {
        run.steps.push_back(test::step(8, 21, s));
        view.updateRun(run);
    }
    EXPECT_EQ(drawn.size(), 0) << "the step is recorded; drawing waits for the next frame";
    settle();
    EXPECT_GT(drawn.size(), 0);
    const auto last = [&] { return (loss().graph(0)->data()->constEnd() - 1)->key; };
    EXPECT_TRUE(QTest::qWaitFor([&] { return std::abs(last() - 20.5) < 1e-9; }, 60000));
    EXPECT_EQ(loss().graph(0), before);
}

TEST_F(CurvesViewTest, UnlikeQuantitiesHaveTheirOwnPanels) {
    RunCurves run = test::run(1, 2, 3, 10);
    show({run});
    EXPECT_EQ(accuracy().accessibleName(), "Local accuracy (%)");
    EXPECT_FALSE(child<PlotCanvas>(view, "curvesTrainingAccuracy")->isVisible());
    run.scores = {findMethodFacts("forward-forward"), 10, 0};
    show({run});
    auto& training = *child<PlotCanvas>(view, "curvesTrainingAccuracy");
    EXPECT_TRUE(training.isVisible());
    EXPECT_TRUE(child<PlotCanvas>(view, "curvesTrainingLoss")->isVisible());
    EXPECT_EQ(accuracy().accessibleName(), "Class accuracy (%)");
    EXPECT_EQ(training.accessibleName(), "Positive against negative accuracy (%)");
    EXPECT_EQ(lines(accuracy(), layer(0, 2)).size(), 1U) << "test images only";
    ASSERT_EQ(lines(training, layer(0, 2)).size(), 1U) << "by epoch; batches are paler";
    EXPECT_EQ(lines(training, layer(0, 2)).front()->data()->at(0)->value,
              100 * run.epochs[0].train()[0].accuracy);
    const QRect above = accuracy().geometry();
    EXPECT_EQ(training.geometry().left(), above.left()) << "below the class accuracy";
    EXPECT_GT(training.geometry().top(), above.bottom());
}

/// "chance 10.0 % at 10"
QStringList levels(PlotCanvas& canvas) {
    QStringList texts;
    for (int i = 0; i < canvas.itemCount(); ++i) {
        if (const auto* lines = dynamic_cast<LevelLines*>(canvas.item(i))) {
            for (const PlotLevel& level : lines->levels()) {
                texts << QStringLiteral("%1 at %2").arg(level.text).arg(level.y);
            }
        }
    }
    return texts;
}

TEST_F(CurvesViewTest, AccuraciesHaveALineAtChance) {
    RunCurves run = test::run(1, 2, 3, 10);
    run.scores = {findMethodFacts("forward-forward"), 10, 0};
    show({run});
    EXPECT_EQ(levels(accuracy()), QStringList("chance 10.0 % at 10"));
    EXPECT_EQ(levels(*child<PlotCanvas>(view, "curvesTrainingAccuracy")),
              QStringList("chance 50.0 % at 50"));
    EXPECT_TRUE(levels(loss()).isEmpty());
}

TEST_F(CurvesViewTest, APlotWithoutLinesHasNoChance) {
    RunCurves pairs = test::run(1, 2, 3, 10);
    pairs.scores = {findMethodFacts("forward-forward"), 10, 0};
    RunCurves classes = test::run(2, 2, 3, 10);
    classes.scores = {findMethodFacts("asge"), 100, 0};
    show({pairs, classes});
    auto& training = *child<PlotCanvas>(view, "curvesTrainingAccuracy");
    EXPECT_EQ(levels(training), QStringList("chance 50.0 % at 50")) << "not that of classes";
    EXPECT_EQ(levels(accuracy()), (QStringList{"chance 10.0 % at 10", "chance 1.0 % at 1"}));
    QTest::mouseClick(child<LegendButton>(view, "curvesLegend1"), Qt::LeftButton);
    EXPECT_TRUE(levels(training).isEmpty());
    EXPECT_EQ(levels(accuracy()), QStringList("chance 1.0 % at 1"));
}

TEST_F(CurvesViewTest, AllNumbersOfALegendAreOfOneKind) {
    show({test::run(1, 2, 2, 20), test::run(2, 2, 0, 20, 10)});
    EXPECT_TRUE(child<LegendButton>(view, "curvesLegend1")->text().endsWith(" %"));
    EXPECT_TRUE(child<LegendButton>(view, "curvesLegend2")->text().endsWith("· –"))
        << "it has not been tested";
    show({test::run(3, 2, 0, 20, 5), test::run(2, 2, 0, 20, 10)});
    EXPECT_TRUE(child<LegendButton>(view, "curvesLegend2")->text().endsWith(" %"));
}

TEST_F(CurvesViewTest, UntrainedReadoutsAreGreyAndHaveNoNumber) {
    RunCurves run = test::run(1, 3, 3, 10);
    run.scores = {findMethodFacts("backprop"), 10, 2};
    show({run});
    const QColor grey = theme::plotColors(view.palette()).faint;
    EXPECT_TRUE(lines(accuracy(), layer(0, 3)).empty());
    EXPECT_FALSE(lines(accuracy(), grey).empty());
    EXPECT_FALSE(lines(accuracy(), layer(2, 3)).empty()) << "the last readout learned";
    const auto* key = child<QWidget>(view, "curvesKey");
    EXPECT_TRUE(key->accessibleName().contains("Layers 1–2: untrained readouts"))
        << "the ends of their lines may be out of view";
    for (const char* each : {"curvesLegend1", "curvesLegend2"}) {
        QTest::mouseClick(child<LegendButton>(view, each), Qt::LeftButton);
    }
    EXPECT_FALSE(key->accessibleName().contains("untrained"));
    auto* fusion = child<QCheckBox>(view, "curvesFusion");
    EXPECT_FALSE(fusion->isEnabled());
    EXPECT_TRUE(fusion->toolTip().contains("no result"));
    RunCurves other = test::run(2, 3, 3, 10);
    show({run, other});
    EXPECT_TRUE(fusion->isEnabled()) << "one of the runs has it";
    auto* chosen = child<QComboBox>(view, "curvesLayer");
    chosen->setCurrentIndex(chosen->findData(0));
    settle();
    EXPECT_TRUE(lines(accuracy(), theme::runColor(0, false)).empty());
    EXPECT_FALSE(lines(accuracy(), theme::runColor(1, false)).empty());
}

TEST_F(CurvesViewTest, PlotsBelowEachOtherBeginAtTheSamePlace) {
    view.resize(500, 700);
    show({test::run(1, 2, 4, 20)});
    ASSERT_GT(loss().y(), accuracy().y()) << "there is no room beside each other";
    EXPECT_EQ(loss().axisRect()->left(), accuracy().axisRect()->left());
}

} // namespace
} // namespace asge
