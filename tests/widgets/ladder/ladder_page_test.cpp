// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/ladder/ladder_page.h"

#include "core/base/memory.h"
#include "tests/widgets/ladder/ladder_fixture.h"
#include "tests/widgets/svg_texts.h"
#include "widgets/common/view_scroll.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QSplitter>
#include <QSplitterHandle>
#include <QSvgGenerator>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include <qcustomplot.h>

#include <set>

namespace asge {
namespace {

using ladder::Kind;
using testing::ElementsAre;
using LadderPageTest = test::LadderFixture;

TEST(LadderModel, ChoosesOnValidationImages) {
    EXPECT_THAT(ladder::choicesOf(test::ladderOutcomes()),
                ElementsAre(ladder::Choice{Kind::last, {2, 2}},
                            ladder::Choice{Kind::fusion, {0, 2}},
                            ladder::Choice{Kind::bestLayer, {1, 1}},
                            ladder::Choice{Kind::bestRange, {0, 1}}));
    EpochOutcomes testOnly = test::ladderOutcomes();
    testOnly.splits.erase(testOnly.splits.begin());
    EXPECT_THAT(ladder::choicesOf(testOnly), ElementsAre(ladder::Choice{Kind::last, {2, 2}},
                                                         ladder::Choice{Kind::fusion, {0, 2}}));
    EXPECT_TRUE(ladder::choicesOf({}).empty());
}

TEST(LadderModel, FindsLayersThatAddNothing) {
    EXPECT_THAT(ladder::addsNothing(test::ladderOutcomes().splits[0]),
                ElementsAre(false, false, true));
    EXPECT_THAT(
        ladder::addsNothing(test::ladderSplit(Split::validation, {600, 600, 601, 590, 0, 0})),
        ElementsAre(false, true, false))
        << "equal is not better";
}

TEST(LadderModel, ShortensNumbers) {
    EXPECT_EQ(ladder::countText(0), "0");
    EXPECT_EQ(ladder::countText(980), "980");
    EXPECT_EQ(ladder::countText(999600), "1.00 M");
    EXPECT_EQ(ladder::countText(1254000), "1.25 M");
    EXPECT_EQ(ladder::countText(12540000), "12.5 M");
    EXPECT_EQ(ladder::countText(125400000), "125 M");
    EXPECT_EQ(ladder::countText(3'000'000'000), "3.00 G");
}

TEST_F(LadderPageTest, AnEmptyPageSaysWhatWillAppear) {
    auto* empty = find<QLabel>("ladderEmpty");
    EXPECT_TRUE(empty->isVisible());
    EXPECT_TRUE(empty->text().contains("each range of layers"));
    show({test::ladderOutcomes()});
    EXPECT_FALSE(empty->isVisible());
}

TEST_F(LadderPageTest, TheTableHasAccuraciesAndCosts) {
    show({test::ladderOutcomes()});
    // The tiny network, "4 8M 12" on 8 × 8 grey images; three classes. P is 3, 1 and 1.
    const std::vector<std::int64_t> weights{4 * 10, 8 * 37, 12 * 73};
    const std::vector<std::int64_t> features{4 * 9, 8, 12};
    const std::vector<std::int64_t> convolution{4 * 9 * 64, 8 * 4 * 9 * 64, 12 * 8 * 9 * 16};
    const auto text = [](std::int64_t part, std::int64_t all) {
        return QString("%1 (%2 %)")
            .arg(ladder::countText(part))
            .arg(std::lround(100.0 * part / all));
    };
    std::int64_t allParameters = 0, allAdds = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        allParameters += weights[i] + 3 * (features[i] + 1);
        allAdds += convolution[i] + 3 * features[i];
    }
    const std::int64_t most = 4 * 64 * (4 + 8); // bytes of the second layer's input and output
    const QString bytes = QString::fromStdString(memoryText(static_cast<double>(most)));
    EXPECT_EQ(row(0).mid(0, 4), (QStringList{"Last", "layer 3", "79.00", "81.50"}));
    EXPECT_EQ(row(1), (QStringList{"Fusion", "layers 1–3", "82.00", "82.50",
                                   text(allParameters, allParameters), text(allAdds, allAdds),
                                   bytes + " (100 %)"}));
    const std::int64_t layer2 = weights[0] + weights[1] + 3 * (features[1] + 1);
    const std::int64_t adds2 = convolution[0] + convolution[1] + 3 * features[1];
    EXPECT_EQ(row(2),
              (QStringList{"Best layer", "layer 2", "80.00", "79.00", text(layer2, allParameters),
                           text(adds2, allAdds), bytes + " (100 %)"}));
    EXPECT_EQ(row(3).mid(0, 4), (QStringList{"Best range", "layers 1–2", "85.00", "83.00"}));
    EXPECT_TRUE(find<QLabel>("ladderNote")->text().contains("adds nothing"));
}

/// The height of the table's rows, and that of the room for them.
std::pair<int, int> rowsAndRoom(const QTableWidget& table) {
    return {table.verticalHeader()->length(), table.viewport()->height()};
}

TEST_F(LadderPageTest, TheTableShowsAllRowsIfThereIsRoom) {
    page.resize(1100, 1000);
    show({test::ladderOutcomes()});
    compareWith(test::ladderOutcomes());
    auto* table = find<QTableWidget>("ladderTable");
    ASSERT_EQ(table->rowCount(), 8);
    const auto [rows, room] = rowsAndRoom(*table);
    EXPECT_GE(room, rows);
    EXPECT_LT(room, rows + 40) << "no more than that";
    page.resize(1100, 500);
    test::settle(page);
    EXPECT_LT(table->height(), 0.42 * find<QSplitter>("ladderSplitter")->height())
        << "the plot keeps its part";
    page.resize(1100, 1000);
    test::settle(page);
    EXPECT_GE(rowsAndRoom(*table).second, rows);
}

TEST_F(LadderPageTest, TheTableDoesNotScrollForLessThanALine) {
    show({test::ladderOutcomes()});
    compareWith(test::ladderOutcomes());
    auto* table = find<QTableWidget>("ladderTable");
    for (int height = 640; height < 800; height += 6) {
        page.resize(1100, height);
        test::settle(page);
        const auto [rows, room] = rowsAndRoom(*table);
        EXPECT_TRUE(rows <= room || rows > room + table->fontMetrics().height())
            << height << ": " << rows << " in " << room;
    }
}

TEST_F(LadderPageTest, TheUsersHeightOfTheTableStays) {
    page.resize(1100, 1000);
    show({test::ladderOutcomes()});
    EXPECT_FALSE(page.saveState().contains("ladderSplitter"));
    auto* splitter = find<QSplitter>("ladderSplitter");
    QSplitterHandle* handle = splitter->handle(1);
    const QPoint middle = handle->rect().center();
    QTest::mousePress(handle, Qt::LeftButton, {}, middle);
    QTest::mouseMove(handle, middle - QPoint(0, 150));
    QTest::mouseRelease(handle, Qt::LeftButton, {}, middle - QPoint(0, 150));
    const QList<int> sizes = splitter->sizes();
    compareWith(test::ladderOutcomes());
    EXPECT_EQ(splitter->sizes()[1], sizes[1]);
    LadderPage next;
    next.restoreState(page.saveState());
    next.resize(page.size());
    next.setRun(&state);
    next.show();
    test::settle(next);
    EXPECT_NEAR(test::child<QSplitter>(next, "ladderSplitter")->sizes()[1], sizes[1], 4);
    EXPECT_EQ(next.saveState().keys(), page.saveState().keys());
}

/// Sixteen layers, whose accuracies begin below ten percent.
EpochOutcomes deepOutcomes() {
    EpochOutcomes outcomes = test::withoutConfusions(test::epochOutcomes(16, 10, 5000, 1));
    for (SplitOutcomes& split : outcomes.splits) {
        split.rangeCorrect.front() = split.images * 9 / 100;
    }
    return outcomes;
}

TEST_F(LadderPageTest, AllNumbersHaveEquallyManyDecimals) {
    RunRecord record = test::tinyRecord(7, 1);
    record.outcomes = {deepOutcomes()};
    for (const int width : {690, 900, 1100, 1500}) {
        page.resize(width, 760);
        state.apply(test::resetTo(record));
        test::settle(page);
        plot().replot(QCustomPlot::rpImmediateRefresh);
        const auto numbers = plot().numbers();
        ASSERT_TRUE(numbers) << width;
        const QFontMetricsF metrics(numbers->font);
        const double cell =
            std::floor(plot().xAxis->coordToPixel(2) - plot().xAxis->coordToPixel(1));
        const double height =
            std::floor(plot().yAxis->coordToPixel(2) - plot().yAxis->coordToPixel(1));
        const QString widest = QLocale().toString(88.88, 'f', numbers->decimals);
        EXPECT_LT(metrics.horizontalAdvance(widest),
                  cell - 2 * LadderPlot::outlineEnd({cell, height}))
            << "the outline of a cell is beside its number, in a page of " << width;
        EXPECT_LT(metrics.capHeight(), height - 2 * LadderPlot::outlineEnd({cell, height}))
            << width;
    }
}

TEST_F(LadderPageTest, TheKeySaysWhatTheOutlinesMean) {
    show({test::ladderOutcomes()});
    QStringList titles;
    for (const ColorKey::Bar& bar : find<ColorKey>("ladderKey")->bars()) {
        titles << bar.title;
        EXPECT_EQ(bar.outline.isValid(), titles.size() > 1);
    }
    EXPECT_EQ(titles, (QStringList{"accuracy (%)", "Last: layer 3", "Fusion: layers 1–3",
                                   "Best layer: layer 2", "Best range: layers 1–2"}));
    EpochOutcomes same = test::ladderOutcomes();
    same.splits[0].rangeCorrect = {600, 610, 900, 600, 700, 790};
    show({same});
    titles.clear();
    for (const ColorKey::Bar& bar : find<ColorKey>("ladderKey")->bars()) {
        titles << bar.title;
    }
    EXPECT_TRUE(titles.contains("Fusion, Best range: layers 1–3"))
        << titles.join(u';').toStdString();
    EXPECT_TRUE(titles.contains("Last, Best layer: layer 3"));
}

TEST_F(LadderPageTest, APageThatScrollsHasNoSecondScrollBar) {
    QScrollArea area;
    area.setWidgetResizable(true);
    area.setWidget(new LadderPage);
    auto& inner = *static_cast<LadderPage*>(area.widget());
    area.resize(670, 250);
    area.show();
    show({test::ladderOutcomes()});
    inner.setRun(&state);
    const auto* table = test::child<QTableWidget>(inner, "ladderTable");
    const auto isWhole = [&] {
        const auto [rows, room] = rowsAndRoom(*table);
        return table->rowCount() == 4 && room >= rows && !table->verticalScrollBar()->isVisible();
    };
    EXPECT_TRUE(QTest::qWaitFor(isWhole, 5000));
    EXPECT_TRUE(QTest::qWaitFor([&] { return area.verticalScrollBar()->isVisible(); }, 5000));
    area.resize(670, 900);
    EXPECT_TRUE(QTest::qWaitFor([&] { return !area.verticalScrollBar()->isVisible(); }, 5000));
}

/// Tools in several lines make the page higher than its parts in one line need.
TEST_F(LadderPageTest, NothingLiesOnTheSlider) {
    ViewScroll area;
    area.setWidget(new LadderPage);
    auto& inner = *static_cast<LadderPage*>(area.widget());
    area.resize(360, 500);
    area.show();
    show({deepOutcomes()});
    inner.setRun(&state);
    const auto* table = test::child<QTableWidget>(inner, "ladderTable");
    const auto* slider = test::child<QWidget>(inner, "ladderEpoch");
    for (int height = 440; height < 760; height += 9) {
        area.resize(360, height);
        for (int round = 0; round < 3; ++round) { // of layouts that follow from each other
            test::settle(inner);
        }
        EXPECT_LE(table->mapTo(&inner, QPoint(0, table->height())).y(),
                  slider->mapTo(&inner, QPoint()).y())
            << height;
        const int scrolled = area.verticalScrollBar()->maximum();
        EXPECT_TRUE(scrolled == 0 || scrolled > ViewScroll::leastScroll(inner)) << height;
    }
}

TEST_F(LadderPageTest, ChoosesTheSplitButNotWithIt) {
    show({test::ladderOutcomes()});
    EXPECT_EQ(plot().content().accuracies[4], 0.84) << "validation first";
    const auto choices = plot().content().choices;
    find<QComboBox>("ladderSplit")->setCurrentIndex(1);
    test::settle(page);
    EXPECT_EQ(plot().content().accuracies[4], 0.86);
    EXPECT_EQ(plot().content().choices, choices) << "test images choose nothing";
    EXPECT_TRUE(find<QLabel>("ladderHeadline")->text().contains("test images"));
    LadderPage next;
    next.restoreState(page.saveState());
    EXPECT_EQ(next.saveState(), page.saveState());
}

TEST_F(LadderPageTest, WithoutValidationImagesNothingIsChosen) {
    EpochOutcomes outcomes = test::ladderOutcomes();
    outcomes.splits.erase(outcomes.splits.begin());
    show({outcomes});
    EXPECT_EQ(find<QTableWidget>("ladderTable")->rowCount(), 2);
    EXPECT_EQ(row(1)[2], "–");
    EXPECT_TRUE(find<QLabel>("ladderNote")->text().contains("Without validation images"));
}

TEST_F(LadderPageTest, UnknownCostsAreNotShown) {
    RunRecord record = test::tinyRecord(7, 1);
    record.outcomes = {test::ladderOutcomes()};
    record.experimentJson = R"({"network": {"layers": "4 8M 12"}, "method": "new"})";
    record.classNames = {"a", "b", "c"};
    state.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_EQ(row(1)[4], "–");
    EXPECT_TRUE(find<QLabel>("ladderNote")->text().contains("method"))
        << find<QLabel>("ladderNote")->text().toStdString();
}

TEST_F(LadderPageTest, ReadsOutARange) {
    show({test::ladderOutcomes()});
    const auto at = [&](int from, int to) {
        plot().replot(QCustomPlot::rpImmediateRefresh); // with its final ticks
        QTest::mouseMove(&plot(), {static_cast<int>(plot().xAxis->coordToPixel(to)),
                                   static_cast<int>(plot().yAxis->coordToPixel(from))});
        return plot().readoutText();
    };
    EXPECT_TRUE(at(1, 2).contains("layers 1–2 · Best range")) << at(1, 2).toStdString();
    EXPECT_TRUE(at(1, 2).contains("validation 85.00 %, test 83.00 %"));
    EXPECT_TRUE(at(2, 3).contains("layers 2–3"));
    EXPECT_TRUE(at(3, 1).isEmpty()) << "there is no such range";
}

TEST_F(LadderPageTest, TheTableOfAllValuesHasEveryRange) {
    EpochOutcomes second = test::ladderOutcomes();
    second.epoch = 2;
    second.splits[0].rangeCorrect[5] = 999;
    show({test::ladderOutcomes(), second});
    EXPECT_EQ(row(0)[2], "99.90") << "the newest epoch";
    find<QSlider>("ladderEpoch")->setValue(0);
    test::settle(page);
    EXPECT_EQ(row(0)[2], "79.00");
    const QTemporaryDir dir;
    const QString file = dir.filePath("l.csv");
    ASSERT_TRUE(page.exportTo(file));
    QFile in(file);
    ASSERT_TRUE(in.open(QIODevice::ReadOnly));
    QList<QByteArray> rows = in.readAll().split('\n');
    EXPECT_TRUE(rows.takeFirst().startsWith("run,epoch,split,from,to,correct,images,accuracy,"));
    rows.removeLast();
    ASSERT_EQ(rows.size(), 12);
    int i = 0;
    for (const SplitOutcomes& split : test::ladderOutcomes().splits) {
        std::size_t index = 0;
        for (int from = 1; from <= 3; ++from) {
            for (int to = from; to <= 3; ++to, ++index, ++i) {
                const QList<QByteArray> fields = rows[i].trimmed().split(',');
                ASSERT_EQ(fields.size(), 14);
                EXPECT_EQ(fields[0].toLongLong(), state.id());
                EXPECT_EQ(fields[1], "1");
                EXPECT_EQ(fields[3].toInt(), from);
                EXPECT_EQ(fields[4].toInt(), to);
                EXPECT_EQ(fields[5].toInt(), split.rangeCorrect[index]);
                EXPECT_DOUBLE_EQ(fields[7].toDouble(), split.rangeCorrect[index] / 1000.0);
            }
        }
    }
    EXPECT_TRUE(rows[1].trimmed().endsWith(",best_range,trained,"));
    EXPECT_TRUE(rows[2].trimmed().endsWith(",fusion,trained,"));
}

/// B of the comparisons: 1, 1–2, 1–3, 2, 2–3, 3.
EpochOutcomes otherSample() {
    return {1,
            {test::ladderSplit(Split::validation, {610, 800, 830, 800, 700, 795}),
             test::ladderSplit(Split::test, {600, 810, 835, 795, 690, 800})}};
}

TEST_F(LadderPageTest, ShowsTheDifferencesToAnotherRun) {
    show({test::ladderOutcomes()});
    compareWith(otherSample());
    EXPECT_TRUE(plot().content().difference);
    const std::vector<double> expected{0.010, -0.050, 0.010, 0, -0.140, 0.005};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_NEAR(plot().content().accuracies[i], expected[i], 1e-12) << i;
    }
    EXPECT_EQ(plot().keyBar().least, "−14.00") << "symmetric about 0";
    EXPECT_EQ(plot().keyBar().most, "+14.00");
    EXPECT_EQ(plot().colorOf(0), theme::plotColors(page.palette()).background);
    EXPECT_GT(plot().colorOf(0.05).redF(), plot().colorOf(0.05).blueF());
    EXPECT_LT(plot().colorOf(-0.05).redF(), plot().colorOf(-0.05).blueF());
    EXPECT_TRUE(find<QLabel>("ladderHeadline")
                    ->text()
                    .endsWith("\nA: run 7, tiny, epoch 1 · B: run 8, tiny, epoch 1"));
    ASSERT_EQ(find<QTableWidget>("ladderTable")->rowCount(), 8);
    EXPECT_EQ(row(3).mid(0, 4), (QStringList{"A · Best range", "layers 1–2", "85.00", "83.00"}));
    EXPECT_EQ(row(7).mid(0, 4), (QStringList{"B · Best range", "layers 1–3", "83.00", "83.50"}));
    auto* comparison = find<QComboBox>("ladderComparison");
    comparison->setCurrentIndex(2);
    test::settle(page);
    EXPECT_FALSE(plot().content().difference);
    EXPECT_EQ(plot().content().accuracies[4], 0.70) << "B alone";
    EXPECT_EQ(row(0)[2], "79.50");
    comparison->setCurrentIndex(1);
    test::settle(page);
    EXPECT_EQ(plot().content().accuracies[4], 0.84) << "A alone";
    EXPECT_EQ(row(0)[0], "Last");
    comparison->setCurrentIndex(0);
    RunRecord others = test::tinyRecord(9, 1);
    others.outcomes = other.outcomes();
    others.classNames = {"a", "b", "another"};
    other.apply(test::resetTo(others));
    test::settle(page);
    EXPECT_FALSE(plot().content().difference) << "of accuracies on other classes";
    EXPECT_TRUE(find<QLabel>("ladderComparisonNote")->text().contains("has other classes, so"));
    page.setOther(nullptr);
    test::settle(page);
    EXPECT_FALSE(comparison->isVisible());
    EXPECT_EQ(csv()[0].size(), 14);
}

TEST_F(LadderPageTest, EveryCellIsToldFromTheBackground) {
    show({test::ladderOutcomes()});
    compareWith(otherSample());
    for (const QPalette& palette : {theme::lightPalette(), theme::darkPalette()}) {
        page.setPalette(palette);
        const QColor ground = theme::plotColors(palette).background;
        for (const int shown : {0, 1}) { // the difference, and A
            find<QComboBox>("ladderComparison")->setCurrentIndex(shown);
            test::settle(page);
            plot().replot(QCustomPlot::rpImmediateRefresh);
            const QImage picture = plot().toPixmap(plot().width(), plot().height(), 1).toImage();
            for (int from = 1; from <= 3; ++from) {
                for (int to = from; to <= 3; ++to) {
                    const double left = std::round(plot().xAxis->coordToPixel(to - 0.5));
                    const auto y = static_cast<int>(plot().yAxis->coordToPixel(from));
                    double most = 0; // of the edge, or of a dash of an outline beside it
                    for (int place = 0; place < 4 * 16; ++place) {
                        const QColor edge = picture.pixelColor(
                            static_cast<int>(left) + 1 + place % 4, y + place / 4 - 8);
                        most = std::max(most, theme::contrast(edge, ground));
                    }
                    EXPECT_GE(most, theme::kGraphicContrast - 0.01) << from << '-' << to;
                }
            }
        }
    }
}

TEST_F(LadderPageTest, TheTableOfAllValuesHasBothRuns) {
    show({test::ladderOutcomes()});
    compareWith(otherSample());
    const auto rows = csv();
    ASSERT_EQ(rows.size(), 13);
    EXPECT_EQ(rows[0].mid(14).join(','),
              "run_b,epoch_b,correct_b,images_b,accuracy_b,parameters_b,multiply_adds_b,"
              "activation_bytes_b,choices_b,readout_b,linear_probe_b");
    int i = 1;
    for (std::size_t split = 0; split < 2; ++split) {
        for (std::size_t index = 0; index < 6; ++index, ++i) {
            ASSERT_EQ(rows[i].size(), 25);
            EXPECT_EQ(rows[i][14], "8");
            EXPECT_EQ(rows[i][2], split == 0 ? "validation" : "test");
            EXPECT_EQ(rows[i][5].toInt(), test::ladderOutcomes().splits[split].rangeCorrect[index]);
            EXPECT_EQ(rows[i][16].toInt(), otherSample().splits[split].rangeCorrect[index]);
            EXPECT_EQ(rows[i][17], "1000");
        }
    }
    EXPECT_EQ(rows[3][22], "fusion best_range");
}

TEST_F(LadderPageTest, NetworksOfOtherDepthsAreShownBesideEachOther) {
    show({test::ladderOutcomes()});
    compareWith(test::withoutConfusions(test::epochOutcomes(2, 3, 100, 1)));
    EXPECT_FALSE(plot().content().difference);
    EXPECT_EQ(plot().content().layers, 3U) << "A is shown";
    EXPECT_TRUE(find<QLabel>("ladderComparisonNote")->text().contains("has 2 layers and A 3"))
        << find<QLabel>("ladderComparisonNote")->text().toStdString();
    EXPECT_EQ(find<QTableWidget>("ladderTable")->rowCount(), 8) << "the table has both";
    EXPECT_EQ(row(4)[1], "layer 2");
    const auto rows = csv();
    ASSERT_EQ(rows.size(), 13);
    EXPECT_EQ(rows[1][15], "1");
    EXPECT_EQ(rows[3][15], "") << "B has no layer 3";
    find<QComboBox>("ladderComparison")->setCurrentIndex(2);
    test::settle(page);
    EXPECT_EQ(plot().content().layers, 2U) << "B alone";
    EXPECT_FALSE(find<QLabel>("ladderComparisonNote")->isVisible());
}

/// Between two docks in a window of 1366 pixels.
TEST_F(LadderPageTest, AllColumnsFitANarrowView) {
    page.resize(690, 560);
    show({test::ladderOutcomes()});
    const auto* table = find<QTableWidget>("ladderTable");
    EXPECT_EQ(table->horizontalScrollBar()->maximum(), 0);
}

TEST_F(LadderPageTest, ExportsPictures) {
    show({test::ladderOutcomes()});
    const QTemporaryDir dir;
    for (const char* name : {"l.png", "l.svg", "l.pdf"}) {
        QString reason;
        ASSERT_TRUE(page.exportTo(dir.filePath(name), &reason)) << reason.toStdString();
        EXPECT_GT(QFileInfo(dir.filePath(name)).size(), 3000) << name;
    }
    QFile svg(dir.filePath("l.svg"));
    ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
    const QByteArray text = svg.readAll();
    for (const char* line : {"Multiply-adds", "per image"}) { // the lines of a column's title
        EXPECT_TRUE(text.contains(line)) << line;
    }
    EXPECT_TRUE(text.contains("Ladder · run ")) << "the title names the run";
    EXPECT_TRUE(text.contains("highest accuracy on validation")) << "what Best layer is";
    EXPECT_TRUE(text.contains("from layer"));
    EXPECT_TRUE(text.contains("to layer"));
}

/// Writes pictures to look at into the folder ASGE_PICTURES:
/// --gtest_also_run_disabled_tests --gtest_filter="*Pictures"
TEST_F(LadderPageTest, DISABLED_Pictures) {
    const QString folder = qEnvironmentVariable("ASGE_PICTURES");
    ASSERT_FALSE(folder.isEmpty()) << "ASGE_PICTURES is not set";
    const auto save = [&](const QString& name) {
        test::settle(page);
        page.grab().save(folder + "/ladder-" + name + ".png");
    };
    show({test::ladderOutcomes()});
    save("3");
    EpochOutcomes many = test::epochOutcomes(8, 10, 5000, 4);
    RunRecord record = test::tinyRecord(7, 4);
    record.outcomes = {many};
    state.apply(test::resetTo(record));
    save("8");
    page.exportTo(folder + "/ladder-export.png");
    const auto compareDeep = [&](int layers) {
        RunRecord its = test::tinyRecord(8, 4);
        its.outcomes = {test::epochOutcomes(layers, 10, 900, 4)};
        its.outcomes[0].epoch = 4;
        other.apply(test::resetTo(its));
        page.setOther(&other);
    };
    compareDeep(8);
    save("8-difference");
    page.exportTo(folder + "/ladder-difference-export.png");
    page.setPalette(theme::darkPalette());
    save("8-difference-dark");
    compareDeep(5);
    save("8-deeper-dark");
    page.setOther(nullptr);
    save("8-dark");
    record.outcomes = {test::epochOutcomes(16, 10, 2000, 4)};
    page.resize(700, 560);
    state.apply(test::resetTo(record));
    save("16-small-dark");
}

TEST_F(LadderPageTest, EachOutlineHasDashesOfItsOwn) {
    show({test::ladderOutcomes()});
    std::set<QList<qreal>> dashes;
    const std::vector<ColorKey::Bar> keys = plot().outlineKeys();
    for (const ColorKey::Bar& key : keys) {
        dashes.insert(key.dashes);
    }
    EXPECT_EQ(keys.size(), 4U);
    EXPECT_EQ(dashes.size(), keys.size());
}

TEST_F(LadderPageTest, OutlinesOfNeighboursAreApart) {
    page.resize(900, 760);
    show({test::ladderOutcomes()});
    const QRectF fusion = plot().outlineOf({0, 2});
    const QRectF last = plot().outlineOf({2, 2});
    const QRectF between = plot().outlineOf({1, 2});
    const QRectF left = plot().outlineOf({0, 1});
    constexpr double kPen = 3;
    EXPECT_GE(between.top() - fusion.bottom() - kPen, 4);
    EXPECT_GE(last.top() - between.bottom() - kPen, 4);
    EXPECT_GE(fusion.left() - left.right() - kPen, 4);
}

TEST_F(LadderPageTest, AllOutlinedCellsHaveTheirNamesOrNone) {
    page.resize(320, 900);
    show({test::ladderOutcomes()});
    const auto namesIn = [&](int height) {
        QBuffer svg;
        QSvgGenerator generator;
        generator.setOutputDevice(&svg);
        QCPPainter painter(&generator);
        plot().toPainter(&painter, plot().width(), height);
        painter.end();
        return test::textsOf(svg.data()).filter(QRegularExpression("Last|Fusion|Best")).size();
    };
    for (int height = 120; height < 400; height += 7) {
        const auto names = namesIn(height);
        EXPECT_TRUE(names == 0 || names == 4) << names << " in " << height;
    }
    ASSERT_LT(plot().width(), 400);
    EXPECT_EQ(namesIn(plot().minimumSizeHint().height()), 4)
        << "the page scrolls, so there is room";
}

TEST_F(LadderPageTest, CopiesTheSelectedPrediction) {
    show({test::ladderOutcomes()});
    auto* table = find<QTableWidget>("ladderTable");
    table->selectRow(1);
    table->setFocus();
    page.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&page));
    QTest::keySequence(table, QKeySequence::Copy);
    const QStringList lines = QGuiApplication::clipboard()->text().trimmed().split(u'\n');
    ASSERT_EQ(lines.size(), 2);
    EXPECT_EQ(lines[1].section(u'\t', 0, 0), table->item(1, 0)->text());
}

TEST_F(LadderPageTest, TheTableEndsAtTheRightEdge) {
    page.resize(1800, 900);
    show({test::ladderOutcomes()});
    QApplication::processEvents();
    const auto* table = find<QTableWidget>("ladderTable");
    EXPECT_EQ(table->horizontalHeader()->length(), table->viewport()->width());
}

} // namespace
} // namespace asge
