// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/curves/curves_data.h"
#include "tests/widgets/marks.h"
#include "tests/widgets/settle.h"
#include "tests/widgets/svg_texts.h"
#include "widgets/common/theme.h"
#include "widgets/compare/compare_ladder.h"
#include "widgets/compare/compare_table.h"
#include "widgets/compare/compare_view.h"
#include "widgets/curves/curves_view.h"
#include "widgets/plot/end_labels.h"
#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_legend.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

namespace asge {
namespace {

using test::child;
using testing::ElementsAre;

ComparedRun compared(RunId id, const char* name, double fusion, std::vector<double> layers,
                     const char* json) {
    ComparedRun run;
    run.curves = test::run(id, static_cast<int>(layers.size()), 2, 10);
    RunSummary& s = run.summary;
    s.id = id;
    s.name = name;
    s.epochs = 10;
    s.epochsDone = 2;
    s.values.set(MetricId::accuracy, Split::test,
                 Predictions{.last = layers.back(), .fusion = fusion, .best = 0.5});
    s.imagesPerSecond = 100.0 * static_cast<double>(id);
    s.experimentJson = json;
    std::vector<LayerScore> scores;
    for (const double accuracy : layers) {
        scores.push_back({.loss = 1, .accuracy = accuracy});
    }
    s.values.setScores(Split::test, scores);
    return run;
}

constexpr const char* kFirst = R"({"method":"asge","train":{"batch":64,"seed":1}})";
constexpr const char* kSecond = R"({"method":"asge","train":{"batch":64,"seed":2,"warmup":5}})";

std::vector<ComparedRun> two() {
    return {compared(1, "first", 0.9, {0.4, 0.8, 0.85}, kFirst),
            compared(2, "second", 0.91, {0.45, 0.7}, kSecond)};
}

/// Two groups of two seeds each.
std::vector<ComparedRun> seeds() {
    const auto run = [](RunId id, double first, double second, int batch, int seed) {
        const std::string json = R"({"train":{"batch":)" + std::to_string(batch) + R"(,"seed":)" +
                                 std::to_string(seed) + "}}";
        return compared(id, "run", second + 0.01, {first, second}, json.c_str());
    };
    return {run(1, 0.40, 0.80, 64, 1), run(2, 0.42, 0.84, 64, 2), run(3, 0.50, 0.85, 128, 1),
            run(4, 0.52, 0.87, 128, 2)};
}

class CompareViewTest : public testing::Test {
  protected:
    CompareViewTest() {
        view.setPalette(theme::lightPalette());
        view.resize(1200, 800);
        view.show();
    }
    CompareView view;
};

TEST_F(CompareViewTest, SaysWhatToDoWithFewerThanTwoRuns) {
    auto* empty = child<QLabel>(view, "compareEmpty");
    EXPECT_TRUE(empty->isVisible());
    EXPECT_TRUE(empty->text().contains(QStringLiteral("Select two or more runs in Runs, ")));
    view.setRuns({two()[0]});
    EXPECT_TRUE(empty->isVisible());
    view.setRuns(two());
    EXPECT_FALSE(empty->isVisible());
    view.setRuns({});
    EXPECT_TRUE(empty->isVisible());
}

TEST_F(CompareViewTest, ShowsCurvesAndTables) {
    view.setRuns(two());
    test::settle(view);
    auto* results = child<QTableWidget>(view, "compareResults");
    ASSERT_EQ(results->rowCount(), 3) << "and their difference";
    EXPECT_EQ(results->item(1, 2)->text(), QStringLiteral("91.00"));
    EXPECT_TRUE(results->item(1, 2)->font().bold());
    EXPECT_FALSE(results->item(0, 2)->font().bold());
    EXPECT_FALSE(results->item(0, 3)->font().bold());
    const QImage icon = results->item(1, 0)->icon().pixmap(12, 12).toImage();
    EXPECT_EQ(icon.pixelColor(icon.rect().center()), theme::runColor(1, false))
        << "the colour of its curves";
    EXPECT_EQ(child<QTableWidget>(view, "compareSettings")->rowCount(), 2);
    EXPECT_TRUE(child<PlotCanvas>(view, "curvesAccuracy")->isVisible());
    EXPECT_FALSE(child<QLabel>(view, "compareSettingsNote")->isVisible());
}

TEST_F(CompareViewTest, TablesSayWhatBoldMeans) {
    view.setRuns(two());
    test::settle(view);
    for (const char* name : {"compareResults", "compareLadderTable"}) {
        auto* table = child<QTableWidget>(view, name);
        EXPECT_TRUE(table->accessibleName().contains("best in bold")) << name;
        int bold = 0;
        for (int row = 0; row < table->rowCount(); ++row) {
            for (int column = 0; column < table->columnCount(); ++column) {
                const QTableWidgetItem& item = *table->item(row, column);
                EXPECT_EQ(item.toolTip().contains("the best of its column"), item.font().bold())
                    << name << ' ' << row << ' ' << column;
                bold += item.font().bold() ? 1 : 0;
            }
        }
        EXPECT_GT(bold, 0) << name;
    }
    EXPECT_FALSE(child<QTableWidget>(view, "compareSettings")->accessibleName().contains("bold"));
}

/// A lower accuracy with a larger gain is not the best.
TEST_F(CompareViewTest, BoldInTheTableOfLayersIsTheBestAccuracy) {
    view.setRuns({compared(1, "steep", 0.7, {0.2, 0.6}, kFirst),
                  compared(2, "flat", 0.9, {0.8, 0.85}, kSecond)});
    test::settle(view);
    auto* steps = child<QTableWidget>(view, "compareLadderTable");
    EXPECT_FALSE(steps->item(0, 2)->font().bold());
    EXPECT_TRUE(steps->item(1, 2)->font().bold());
}

void clickHeader(QTableWidget& table, int column) {
    QHeaderView* header = table.horizontalHeader();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      {header->sectionViewportPosition(column) + 8, header->height() / 2});
}

QStringList columnOf(const QTableWidget& table, int column) {
    QStringList texts;
    for (int row = 0; row < table.rowCount(); ++row) {
        texts << table.item(row, column)->text();
    }
    return texts;
}

TEST_F(CompareViewTest, ResultsAreSortedByEachColumn) {
    std::vector<ComparedRun> runs;
    for (int i = 0; i < 60; ++i) {
        runs.push_back(compared(i + 1, ("run " + std::to_string(i + 1)).c_str(),
                                0.05 + 0.01 * (i * 7 % 60), {0.5, 0.6}, kFirst));
    }
    view.setRuns(runs);
    test::settle(view);
    auto* results = child<QTableWidget>(view, "compareResults");
    const QStringList given = columnOf(*results, 0);
    clickHeader(*results, 2);
    EXPECT_EQ(columnOf(*results, 2).first(), QStringLiteral("64.00"));
    EXPECT_EQ(columnOf(*results, 2).last(), QStringLiteral("5.00")) << "by value, not by text";
    const QString best = results->item(0, 0)->text();
    const QImage icon = results->item(0, 0)->icon().pixmap(12, 12).toImage();
    EXPECT_EQ(icon.pixel(icon.rect().center()),
              theme::runColor(static_cast<int>(given.indexOf(best)), false).rgb())
        << "it keeps its colour";
    clickHeader(*results, 2);
    EXPECT_EQ(columnOf(*results, 2).first(), QStringLiteral("5.00"));
    clickHeader(*results, 2);
    EXPECT_EQ(columnOf(*results, 0), given) << "as the charts";
    clickHeader(*results, 0);
    EXPECT_EQ(
        columnOf(*results, 0).mid(0, 3),
        QStringList({QStringLiteral("run 1"), QStringLiteral("run 2"), QStringLiteral("run 3")}))
        << "numbers in names by value";
    clickHeader(*results, 0);
    child<QToolButton>(view, "compareResultsCopy")->click();
    EXPECT_EQ(QApplication::clipboard()->text().split(u'\n').value(1).section(u'\t', 1, 1),
              QStringLiteral("run 60"))
        << "copied as it is sorted";
}

TEST_F(CompareViewTest, SortingLeavesTheDifferenceLast) {
    view.setRuns(two());
    test::settle(view);
    auto* results = child<QTableWidget>(view, "compareResults");
    const QString difference = columnOf(*results, 0).last();
    for (int clicks = 0; clicks < 2; ++clicks) {
        clickHeader(*results, 2);
        EXPECT_EQ(columnOf(*results, 0).last(), difference);
    }
    EXPECT_EQ(columnOf(*results, 0).first(), QStringLiteral("first"));
}

TEST_F(CompareViewTest, SaysThatNothingDiffers) {
    std::vector<ComparedRun> runs = two();
    runs[1].summary.experimentJson = kFirst;
    view.setRuns(runs);
    EXPECT_EQ(child<QTableWidget>(view, "compareSettings")->rowCount(), 0);
    EXPECT_TRUE(child<QLabel>(view, "compareSettingsNote")->isVisible());
    runs[1].summary.experimentJson = "{";
    view.setRuns(runs);
    EXPECT_TRUE(
        child<QLabel>(view, "compareSettingsNote")->text().contains(QStringLiteral("second")));
}

TEST_F(CompareViewTest, CopiesForASpreadsheet) {
    view.setRuns(two());
    QSignalSpy messages(&view, &CompareView::message);
    child<QToolButton>(view, "compareSettingsCopy")->click();
    EXPECT_EQ(QApplication::clipboard()->text(),
              QStringLiteral("setting\tfirst\tsecond\ntrain.seed\t1\t2\ntrain.warmup\t\t5\n"));
    EXPECT_EQ(messages.count(), 1);
    auto* results = child<QTableWidget>(view, "compareResults");
    view.activateWindow();
    results->setFocus();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&view));
    QTest::keySequence(results, QKeySequence::Copy);
    EXPECT_TRUE(QApplication::clipboard()->text().startsWith(
        QStringLiteral("run\tname\tn\tlast_mean\tlast_sd")))
        << QApplication::clipboard()->text().toStdString();
}

TEST_F(CompareViewTest, CopiesTheSelectedRowsOfResults) {
    view.setRuns(two());
    auto* results = child<QTableWidget>(view, "compareResults");
    view.activateWindow();
    results->setFocus();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&view));
    results->selectRow(1);
    QTest::keySequence(results, QKeySequence::Copy);
    const QStringList lines = QApplication::clipboard()->text().trimmed().split(u'\n');
    ASSERT_EQ(lines.size(), 2);
    EXPECT_EQ(lines[1].section(u'\t', 1, 1), QStringLiteral("second"));
}

TEST_F(CompareViewTest, ALongNameLeavesRoomForOtherColumns) {
    std::vector<ComparedRun> runs = two();
    const QString name(180, u'n');
    runs[0].summary.name = name.toStdString();
    view.setRuns(runs);
    test::settle(view);
    auto* settings = child<QTableWidget>(view, "compareSettings");
    EXPECT_EQ(settings->horizontalHeaderItem(1)->toolTip(), name);
    auto* results = child<QTableWidget>(view, "compareResults");
    EXPECT_EQ(results->item(0, 0)->toolTip(), name);
    for (const QTableWidget* table : {settings, results}) {
        const int last = table->columnCount() - 1;
        EXPECT_LE(table->columnViewportPosition(last) + table->columnWidth(last),
                  table->viewport()->width())
            << table->objectName().toStdString() << ": every column is seen";
    }
    child<QToolButton>(view, "compareSettingsCopy")->click();
    EXPECT_TRUE(QApplication::clipboard()->text().contains(name)) << "the copy is not shortened";
}

TEST_F(CompareViewTest, SettingsUseTheRoomOfTheTable) {
    std::vector<ComparedRun> runs = two();
    const QString layers = QStringLiteral("16 16 16M 16 16 16M 16 16 16M 16 16 16 16 16 16 16");
    runs[0].summary.experimentJson =
        R"({"network":{"layers":")" + layers.toStdString() + R"("},"train":{"seed":1}})";
    runs[1].summary.experimentJson = R"({"network":{"layers":"32 64M"},"train":{"seed":1}})";
    view.resize(2000, 900);
    view.setRuns(runs);
    test::settle(view);
    auto* settings = child<QTableWidget>(view, "compareSettings");
    EXPECT_EQ(settings->item(0, 1)->text(), layers);
    EXPECT_EQ(settings->item(0, 1)->toolTip(), layers);
    EXPECT_GE(settings->columnWidth(1),
              static_cast<QAbstractItemView*>(settings)->sizeHintForColumn(1));
    EXPECT_GT(settings->columnWidth(1), settings->fontMetrics().horizontalAdvance(layers));
    view.resize(480, 900);
    test::settle(view);
    EXPECT_LT(settings->columnWidth(1), settings->fontMetrics().horizontalAdvance(layers));
}

TEST_F(CompareViewTest, HeadsAreShortBelowACaptionWithTheUnit) {
    view.setRuns(two());
    test::settle(view);
    const auto* results = child<QTableWidget>(view, "compareResults");
    EXPECT_EQ(results->horizontalHeaderItem(1)->text(), "Last");
    EXPECT_EQ(results->horizontalHeaderItem(3)->text(), "Best layer");
    EXPECT_EQ(results->horizontalHeaderItem(3)->toolTip(), "Best layer by validation %");
    EXPECT_EQ(child<QTableWidget>(view, "compareLadderTable")->horizontalHeaderItem(1)->text(),
              "Layer 1");
}

TEST_F(CompareViewTest, SaysWhatCannotBeShownOrCompared) {
    std::vector<ComparedRun> runs = two();
    const auto* note = child<QLabel>(view, "compareNote");
    view.setRuns(runs);
    EXPECT_FALSE(note->isVisible());
    runs[0].summary.dataName = "fashion-mnist";
    runs[1].summary.dataName = "cifar-100";
    runs.push_back(compared(7, "failed", 0.5, {0.5}, kFirst));
    runs.back().curves.epochs.clear();
    runs.back().summary.epochsDone = 0;
    view.setRuns(runs);
    test::settle(view);
    EXPECT_TRUE(note->isVisible());
    EXPECT_TRUE(note->text().contains("fashion-mnist (run 1)")) << note->text().toStdString();
    EXPECT_TRUE(note->text().contains("cifar-100 (run 2)")) << note->text().toStdString();
    EXPECT_TRUE(note->text().contains("no epoch was completed: run 7"))
        << note->text().toStdString();
    EXPECT_GE(note->height(), note->heightForWidth(note->width()));
    for (int tab = 0; tab < 4; ++tab) {
        child<QTabWidget>(view, "compareTabs")->setCurrentIndex(tab);
        EXPECT_TRUE(note->isVisible()) << "above every plot and table";
    }
}

TEST_F(CompareViewTest, LongNamesKeepTheNumbersOfTheirRuns) {
    std::vector<ComparedRun> runs = two();
    for (ComparedRun& run : runs) {
        run.summary.name = "a long name that all of the compared runs have";
        run.summary.values.setLayers(linearProbeMetric(), Split::test, std::vector{0.6, 0.75});
    }
    view.setRuns(runs);
    test::settle(view);
    auto* settings = child<QTableWidget>(view, "compareSettings");
    auto* results = child<QTableWidget>(view, "compareResults");
    auto* steps = child<QTableWidget>(view, "compareLadderTable");
    for (int run = 0; run < 2; ++run) {
        const QString end = QStringLiteral("run %1").arg(run + 1);
        EXPECT_TRUE(results->item(run, 0)->text().endsWith(end));
        EXPECT_TRUE(settings->horizontalHeaderItem(run + 1)->text().endsWith(end));
        EXPECT_TRUE(steps->item(run + 2, 0)->text().endsWith(end))
            << steps->item(run + 2, 0)->text().toStdString();
    }
}

TEST_F(CompareViewTest, TheLadderHasAKeyAndLabels) {
    std::vector<ComparedRun> runs = two();
    runs[0].summary.values.setLayers(linearProbeMetric(), Split::test, std::vector{0.6, 0.75});
    view.setRuns(runs);
    child<QTabWidget>(view, "compareTabs")->setCurrentIndex(2);
    test::settle(view);
    const auto* ladder = view.findChild<CompareLadder*>();
    QStringList rows;
    for (const LegendButton* entry : ladder->findChildren<LegendButton*>()) {
        rows << entry->text();
    }
    EXPECT_THAT(rows, ElementsAre("first", "second"));
    EXPECT_TRUE(ladder->findChild<LegendKey*>()->accessibleName().contains("linear probe"));
    const auto* canvas = child<PlotCanvas>(view, "ladderCanvas");
    QStringList labels;
    for (const EndLabels::Label& label : test::itemsOf<EndLabels>(*canvas).front()->shown()) {
        labels << label.text;
    }
    EXPECT_THAT(labels, testing::UnorderedElementsAre("first", "second"));
    ladder->findChild<LegendButton*>()->click();
    test::settle(view);
    EXPECT_TRUE(test::linesOf(*canvas, theme::runColor(0, false)).empty());
    EXPECT_FALSE(test::linesOf(*canvas, theme::runColor(1, false)).empty());
}

TEST_F(CompareViewTest, ManyLayersLeaveHalfOfTheWidthToTheSettings) {
    std::vector<ComparedRun> runs = two();
    for (ComparedRun& run : runs) {
        run.summary.values.setScores(Split::test, std::vector<LayerScore>(20));
    }
    runs[0].summary.experimentJson = R"({"method": ")" + std::string(60, 'm') + R"("})";
    runs[1].summary.experimentJson = R"({"method": ")" + std::string(60, 'n') + R"("})";
    view.resize(1080, 760);
    view.setRuns(runs);
    test::settle(view);
    const int results = child<QTableWidget>(view, "compareResults")->width();
    const int settings = child<QTableWidget>(view, "compareSettings")->width();
    EXPECT_GT(settings, results / 2);
}

TEST_F(CompareViewTest, ANarrowPageIsNotWiderThanItsPlace) {
    view.setRuns(two());
    test::settle(view);
    for (int tab = 0; tab < 3; ++tab) {
        child<QTabWidget>(view, "compareTabs")->setCurrentIndex(tab);
        view.resize(400, 700);
        test::settle(view);
        EXPECT_LE(view.findChild<CurvesView*>()->minimumSizeHint().width(), 400);
        for (const char* name : {"compareResults", "compareSettings", "compareLadderTable"}) {
            const auto* table = child<QTableWidget>(view, name);
            if (table->isVisible()) {
                EXPECT_LE(table->mapTo(&view, QPoint(table->width(), 0)).x(), 400) << name;
                EXPECT_GE(table->width(), 300) << name << ": the other one is above or below";
            }
        }
    }
}

TEST_F(CompareViewTest, TablesBelowEachOtherIfTheyHaveRoomThere) {
    std::vector<ComparedRun> runs;
    for (int run = 1; run <= 12; ++run) {
        const std::string name = "deep " + std::to_string(run);
        runs.push_back(compared(run, name.c_str(), 0.9, std::vector<double>(16, 0.5),
                                run == 1 ? kFirst : kSecond));
    }
    view.resize(1200, 1600);
    view.setRuns(runs);
    test::settle(view);
    const auto* results = child<QTableWidget>(view, "compareResults");
    const auto* settings = child<QTableWidget>(view, "compareSettings");
    EXPECT_LT(results->mapTo(&view, QPoint()).y() + results->height(),
              settings->mapTo(&view, QPoint()).y());
    EXPECT_GT(results->width(), 1100);
    view.resize(1200, 500);
    test::settle(view);
    EXPECT_EQ(results->mapTo(&view, QPoint()).y(), settings->mapTo(&view, QPoint()).y());
}

/// Eight runs of which the names are as long as names of runs usually are.
std::vector<ComparedRun> eight() {
    std::vector<ComparedRun> runs;
    for (int run = 1; run <= 8; ++run) {
        const std::string name = "forward-forward run " + std::to_string(run);
        runs.push_back(
            compared(run, name.c_str(), 0.9, {0.4, 0.8, 0.85}, run % 2 == 0 ? kFirst : kSecond));
    }
    return runs;
}

/// All parts of a page that is higher than its room are whole: only the view scrolls.
TEST_F(CompareViewTest, OnlyTheViewScrolls) {
    QScrollArea window;
    window.setWidgetResizable(true);
    window.setFrameShape(QFrame::NoFrame);
    window.setWidget(&view);
    window.show();
    view.setRuns(eight());
    auto* tabs = child<QTabWidget>(view, "compareTabs");
    for (const QSize size : {QSize(683, 300), QSize(900, 480), QSize(500, 700)}) {
        for (int tab = 0; tab < 3; ++tab) {
            SCOPED_TRACE(testing::Message()
                         << size.width() << " x " << size.height() << ", " << tab);
            tabs->setCurrentIndex(tab);
            window.resize(size);
            for (int round = 0; round < 3; ++round) { // least sizes follow from widths
                test::settle(view);
            }
            const bool scrolls = window.verticalScrollBar()->maximum() > 0;
            EXPECT_TRUE(scrolls || size.height() > 300);
            for (QTableWidget* table : view.findChildren<QTableWidget*>()) {
                EXPECT_TRUE(!scrolls || !table->isVisible() ||
                            table->verticalScrollBar()->maximum() == 0)
                    << table->objectName().toStdString();
            }
            for (const PlotLegend* legend : view.findChildren<PlotLegend*>()) {
                for (const LegendButton* row : legend->findChildren<LegendButton*>()) {
                    const QRect place(row->mapTo(legend, QPoint()), row->size());
                    EXPECT_TRUE(!row->isVisible() || legend->rect().contains(place));
                }
            }
            for (const PlotCanvas* canvas : view.findChildren<PlotCanvas*>()) {
                const int least = tab < 2 ? 170 : 140; // a ladder is one row
                EXPECT_TRUE(!canvas->isVisible() || canvas->height() >= least)
                    << canvas->objectName().toStdString() << ' ' << canvas->height();
                const bool isHigh = canvas->isVisible() && canvas->height() > 300;
                EXPECT_TRUE(!isHigh || !scrolls || tab != 1)
                    << "the page is as high as other tabs need: " << canvas->height();
            }
        }
    }
    tabs->setCurrentIndex(0);
    window.resize(1600, 1200);
    test::settle(view);
    test::settle(view);
    EXPECT_EQ(window.verticalScrollBar()->maximum(), 0) << "a large window needs no scroll bar";
    window.takeWidget();
}

TEST_F(CompareViewTest, AccuracyAndLossAreInLine) {
    view.resize(620, 900);
    view.setRuns(eight());
    test::settle(view);
    const QRect accuracy = child<PlotCanvas>(view, "curvesAccuracy")->axisRect()->rect();
    const QRect loss = child<PlotCanvas>(view, "curvesLoss")->axisRect()->rect();
    EXPECT_EQ(accuracy.left(), loss.left());
    EXPECT_EQ(accuracy.right(), loss.right());
}

TEST_F(CompareViewTest, ControlsFitIntoOneRow) {
    view.resize(1080, 760); // its size in a window of 1440 pixels
    view.setRuns(two());
    test::settle(view);
    EXPECT_NEAR(child<QToolButton>(view, "curvesExport")->geometry().center().y(),
                child<QWidget>(view, "curvesAxis")->geometry().center().y(), 4);
}

TEST_F(CompareViewTest, TablesFollowTheChartsGroups) {
    view.setRuns(seeds());
    auto* results = child<QTableWidget>(view, "compareResults");
    EXPECT_EQ(results->rowCount(), 4);
    auto* tabs = child<QTabWidget>(view, "compareTabs");
    tabs->setCurrentIndex(1);
    EXPECT_EQ(results->rowCount(), 4);
    child<QComboBox>(view, "chartGrouping")->setCurrentIndex(1);
    ASSERT_EQ(results->rowCount(), 3) << "two groups and their difference";
    EXPECT_EQ(results->item(1, 0)->text(), QStringLiteral("batch 128 (2 runs)"));
    EXPECT_EQ(results->item(1, 1)->text(), QStringLiteral("86.00 ± 1.41"));
    tabs->setCurrentIndex(2);
    EXPECT_FALSE(results->isVisible());
    EXPECT_EQ(child<QTableWidget>(view, "compareLadderTable")->rowCount(), 2);
    auto* ladder = child<PlotCanvas>(view, "ladderCanvas");
    EXPECT_EQ(ladder->yAxis->label(), QStringLiteral("accuracy (%)"));
    const QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("l.svg"));
    ASSERT_TRUE(view.findChild<CompareLadder*>()->exportTo(file));
    QFile svg(file);
    ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
    const QStringList texts = test::textsOf(svg.readAll());
    EXPECT_TRUE(texts.contains("accuracy (%)"));
    EXPECT_TRUE(texts.front().startsWith("Test accuracy by layer (%)")) << texts[0].toStdString();
    std::vector<QCPGraph*> lines = test::linesOf(*ladder, theme::runColor(1, false));
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NEAR(lines.front()->data()->at(1)->value, 86, 1e-9);
}

TEST_F(CompareViewTest, AccuracyAndLossAreGroupedLikeTheChart) {
    view.setRuns(seeds());
    test::settle(view);
    auto* tabs = child<QTabWidget>(view, "compareTabs");
    auto* results = child<QTableWidget>(view, "compareResults");
    auto* note = child<QLabel>(view, "compareGrouped");
    EXPECT_FALSE(note->isVisible());
    const auto legend = [this] {
        QStringList texts;
        for (const LegendButton* entry :
             view.findChild<CurvesView*>()->findChildren<LegendButton*>()) {
            texts << entry->text();
        }
        return texts.join(u';');
    };
    EXPECT_FALSE(legend().contains("batch 128 (2 runs)"));
    child<QComboBox>(view, "chartGrouping")->setCurrentIndex(1);
    test::settle(view);
    EXPECT_EQ(results->rowCount(), 3);
    EXPECT_TRUE(note->isVisible());
    EXPECT_TRUE(note->text().contains("all but the seed")) << note->text().toStdString();
    EXPECT_TRUE(legend().contains("batch 128 (2 runs)")) << legend().toStdString();
    emit note->linkActivated("chart");
    EXPECT_EQ(tabs->currentIndex(), 1);
    child<QComboBox>(view, "chartGrouping")->setCurrentIndex(0);
    tabs->setCurrentIndex(0);
    EXPECT_FALSE(note->isVisible());
    EXPECT_EQ(results->rowCount(), 4);

    std::vector<ComparedRun> fewer = seeds();
    fewer.pop_back();
    view.setRuns(fewer);
    child<QComboBox>(view, "chartGrouping")->setCurrentIndex(1);
    test::settle(view);
    EXPECT_TRUE(legend().contains("batch 128 ·")) << "a group of one: " << legend().toStdString();
}

TEST_F(CompareViewTest, SavesTables) {
    view.setRuns(two());
    const QTemporaryDir dir;
    const auto* table =
        qobject_cast<CompareTable*>(child<QTableWidget>(view, "compareSettings")->parentWidget());
    ASSERT_NE(table, nullptr);
    for (const auto& [name, start] : {std::pair("t.csv", "setting,first,second\r\n"),
                                      std::pair("t.tsv", "setting\tfirst\tsecond\n"),
                                      std::pair("t.tex", "% needs \\usepackage{booktabs}\n")}) {
        const QString path = dir.filePath(QString::fromLatin1(name));
        QString reason;
        ASSERT_TRUE(table->exportTo(path, &reason)) << reason.toStdString();
        QFile file(path);
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        EXPECT_TRUE(file.readAll().startsWith(start)) << name;
    }
    QString reason;
    EXPECT_FALSE(table->exportTo(dir.filePath(QStringLiteral("t.doc")), &reason));
    EXPECT_TRUE(reason.contains(QStringLiteral("t.doc")));
}

TEST_F(CompareViewTest, SwatchesFollowThePalette) {
    view.setRuns(two());
    view.setPalette(theme::darkPalette());
    const QImage icon =
        child<QTableWidget>(view, "compareResults")->item(1, 0)->icon().pixmap(12, 12).toImage();
    EXPECT_EQ(icon.pixelColor(icon.rect().center()), theme::runColor(1, true));
}

} // namespace
} // namespace asge
