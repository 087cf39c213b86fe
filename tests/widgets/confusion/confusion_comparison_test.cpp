// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/confusion/confusion_fixture.h"

#include <QSlider>
#include <QTableWidget>

#include <cmath>
#include <set>

namespace asge {
namespace {

using test::countsOf;
using test::kImages;

using ConfusionComparison = test::ConfusionFixture;

TEST_F(ConfusionComparison, ShowsTheDifferenceToAnotherRun) {
    show(3);
    compareWith(1, kImages);
    EXPECT_TRUE(headline().contains("A: run 7, tiny, epoch 3 · Fusion · test images: accuracy"))
        << headline().toStdString();
    EXPECT_TRUE(headline().contains("\nB: run 8, tiny, epoch 1: accuracy"))
        << headline().toStdString();
    const auto own = countsOf(test::outcomesOfImages(3, 10, 2000, 3, 2), 3);
    const auto its = countsOf(test::outcomesOfImages(3, 10, 2000, 1, 2), 3);
    const auto at = [](const auto& counts, int a, int b) {
        const auto found = counts.find({a, b});
        return found == counts.end() ? 0 : found->second;
    };
    const auto& matrix = plot().matrix();
    for (int a = 0; a < 10; ++a) {
        for (int b = 0; b < 10; ++b) {
            EXPECT_EQ(matrix.value(a, matrix.cell(a, b)), at(its, a, b) - at(own, a, b));
        }
    }
    choose("confusionValues", "fractions");
    test::settle(page);
    EXPECT_NEAR(plot().matrix().recall(6), (at(its, 6, 6) - at(own, 6, 6)) / 200.0, 1e-12);
    EXPECT_EQ(csv()[0].size(), 15);
    const QColor background = theme::plotColors(page.palette()).background;
    EXPECT_EQ(plot().colorOf(0, false), background);
    EXPECT_GT(plot().colorOf(1, false).redF(), plot().colorOf(1, false).blueF());
    EXPECT_LT(plot().colorOf(-1, false).redF(), plot().colorOf(-1, false).blueF());
    choose("confusionComparison", 1);
    test::settle(page);
    EXPECT_FALSE(plot().matrix().isDifference());
}

TEST_F(ConfusionComparison, CorrectPredictionsOfADifferenceAreOutlined) {
    show(3);
    compareWith(1, kImages);
    const std::vector<ColorKey::Bar> keys = plot().keyBars();
    ASSERT_EQ(keys.size(), 3U) << "correct, wrong, and the outline";
    EXPECT_EQ(keys.back().title, "correct predictions");
    ASSERT_TRUE(keys.back().outline.isValid());
    EXPECT_EQ(find<ColorKey>("confusionKey")->bars().size(), 3U);
    plot().replot(QCustomPlot::rpImmediateRefresh);
    const QImage picture = plot().toPixmap(plot().width(), plot().height(), 1).toImage();
    const auto colorAt = [&](int row, int column) { // of the upper edge of a cell
        const auto x = static_cast<int>(plot().xAxis->coordToPixel(column));
        const double top = plot().yAxis->coordToPixel(row - 0.5);
        return picture.pixelColor(x, static_cast<int>(std::round(top)) + 1);
    };
    EXPECT_EQ(colorAt(4, 4), keys.back().outline);
    EXPECT_NE(colorAt(4, 5), keys.back().outline);
    choose("confusionComparison", 1);
    test::settle(page);
    EXPECT_EQ(plot().keyBars().size(), 2U);
}

TEST_F(ConfusionComparison, TheOutlineOfACorrectPredictionIsSeenOnAnyCell) {
    show(3);
    compareWith(1, kImages);
    plot().replot(QCustomPlot::rpImmediateRefresh);
    const QImage picture = plot().toPixmap(plot().width(), plot().height(), 1).toImage();
    const QColor background = theme::plotColors(page.palette()).background;
    const QColor outline = plot().keyBars().back().outline;
    EXPECT_GE(theme::contrast(outline, background), theme::kGraphicContrast);
    for (int at = 0; at < plot().matrix().classes(); ++at) {
        const auto x = static_cast<int>(plot().xAxis->coordToPixel(at));
        const auto top = static_cast<int>(std::round(plot().yAxis->coordToPixel(at - 0.5)));
        EXPECT_EQ(picture.pixelColor(x, top + 1), outline) << at;
        EXPECT_EQ(picture.pixelColor(x, top + 2), background) << at << ": between both colours";
    }
}

TEST_F(ConfusionComparison, ReadsTheOtherRunAtItsLastEpochIfItHasFewer) {
    show(3);
    compareWith(2, 500);
    EXPECT_EQ(otherAsked, (std::vector<int>{2}));
    EXPECT_TRUE(headline().contains("epoch 2: accuracy")) << headline().toStdString();
    find<QSlider>("confusionEpoch")->setValue(0);
    test::settle(page);
    EXPECT_EQ(otherAsked, (std::vector<int>{2, 1}));
    find<QSlider>("confusionEpoch")->setValue(1);
    test::settle(page);
    EXPECT_EQ(otherAsked, (std::vector<int>{2, 1})) << "it was kept";
    page.setOther(nullptr);
    test::settle(page);
    EXPECT_FALSE(plot().matrix().isDifference());
    EXPECT_FALSE(find<QComboBox>("confusionComparison")->isVisible());
    EXPECT_EQ(csv()[0].size(), 10);
}

TEST_F(ConfusionComparison, ForAAloneTheOtherRunIsNotRead) {
    show(2);
    choose("confusionComparison", 1);
    compareWith(2, 500);
    EXPECT_TRUE(otherAsked.empty());
    EXPECT_FALSE(plot().matrix().isDifference());
    choose("confusionComparison", 0);
    test::settle(page);
    EXPECT_TRUE(plot().matrix().isDifference());
}

TEST_F(ConfusionComparison, TheTableOfADifferenceHasTheCountsOfB) {
    show(3);
    compareWith(1, 500);
    const auto own = countsOf(test::outcomesOfImages(3, 10, 2000, 3, 2), 3);
    const auto its = countsOf(test::outcomesOfImages(3, 10, 1000, 1, 2), 3);
    std::set<std::pair<int, int>> cells;
    for (const auto* counts : {&own, &its}) {
        for (const auto& [cell, count] : *counts) {
            cells.insert(cell);
        }
    }
    const auto rows = csv();
    ASSERT_EQ(rows.size(), static_cast<int>(cells.size()) + 1);
    ASSERT_EQ(rows[0].mid(8).join(','),
              "count,fraction_of_label,run_b,epoch_b,count_b,fraction_of_label_b,"
              "fraction_of_label_b_minus_a");
    for (int row = 1; row < rows.size(); ++row) {
        const std::pair cell(rows[row][4].toInt(), rows[row][6].toInt());
        const auto count = its.find(cell);
        EXPECT_EQ(rows[row][10].toLongLong(), other.id());
        EXPECT_EQ(rows[row][11], "1") << "the last epoch of B";
        EXPECT_EQ(rows[row][12].toInt(), count == its.end() ? 0 : count->second);
        const double part = (count == its.end() ? 0 : count->second) / 100.0;
        EXPECT_DOUBLE_EQ(rows[row][13].toDouble(), part);
        EXPECT_DOUBLE_EQ(rows[row][14].toDouble(), part - rows[row][9].toDouble());
    }
}

TEST_F(ConfusionComparison, SaysWhyTwoRunsCannotBeCompared) {
    show(2);
    const auto note = [this] {
        auto* label = find<QLabel>("confusionComparisonNote");
        return label->isVisible() ? label->text().toStdString() : std::string();
    };
    compareWith(2, 500, 7);
    EXPECT_THAT(note(), testing::HasSubstr("B: run 8, tiny has other classes"));
    EXPECT_FALSE(plot().matrix().isDifference());
    EXPECT_TRUE(headline().startsWith("Fusion · test images · epoch 2: accuracy"));
    RunRecord record = test::recordWithOutcomes(8, 2, 10, 500, test::kFashionNames);
    for (EpochOutcomes& epoch : record.outcomes) {
        epoch.splits.pop_back();
    }
    other.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_THAT(note(), testing::HasSubstr("no outcomes of the test images of epoch 2"));
    record.outcomes.clear();
    other.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_THAT(note(), testing::HasSubstr("no outcomes of epoch 2"));
    other.apply(test::resetTo(test::tinyRecord(8, 0)));
    test::settle(page);
    EXPECT_THAT(note(), testing::HasSubstr("no finished epoch"));
    compareWith(2, 500);
    EXPECT_THAT(note(),
                testing::HasSubstr("A has 2000 images and B 1000 images, so the differences are"));
    compareWith(2, kImages);
    EXPECT_THAT(note(), testing::HasSubstr("all differences are 0"));
    compareWith(1, kImages);
    EXPECT_EQ(note(), "");
    other.apply(test::resetTo(test::recordWithOutcomes(7, 2, 10, 500)));
    test::settle(page);
    EXPECT_FALSE(plot().matrix().isDifference()) << "a run is not compared with itself";
}

TEST_F(ConfusionComparison, OfUnequallyManyImagesShowsPercentOfTheLabel) {
    show(3);
    compareWith(1, 500);
    auto* values = find<QComboBox>("confusionValues");
    EXPECT_EQ(plot().matrix().values(), confusion::Values::fractions);
    EXPECT_TRUE(headline().startsWith("B − A in percent of the label\n"))
        << headline().toStdString();
    EXPECT_EQ(values->currentText(), "Percent of label");
    EXPECT_FALSE(values->isEnabled());
    EXPECT_TRUE(values->toolTip().contains("different numbers of images"));
    auto* list = find<QTableWidget>("confusionList");
    EXPECT_EQ(list->horizontalHeaderItem(3)->text(), "A and B (%)");
    const auto& matrix = plot().matrix();
    const auto pair = matrix.largestErrors(1).front();
    const auto percent = [](double part) { return QString::number(100 * part, 'f', 1); };
    const int place = matrix.positionOf(pair.label);
    EXPECT_EQ(list->item(0, 3)->text(), percent(matrix.fraction(place, pair.count)) + " and " +
                                            percent(matrix.otherFraction(place, pair.other)));
    const QVariantMap saved = page.saveState();
    EXPECT_EQ(saved.value("confusionValues"), "counts") << "that is what the user has chosen";

    compareWith(1, kImages);
    EXPECT_EQ(plot().matrix().values(), confusion::Values::counts);
    EXPECT_TRUE(headline().startsWith("A: run 7, tiny")) << headline().toStdString();
    EXPECT_TRUE(values->isEnabled());
    compareWith(1, 500);
    choose("confusionComparison", 1);
    test::settle(page);
    EXPECT_EQ(plot().matrix().values(), confusion::Values::counts) << "of A alone";
    EXPECT_TRUE(values->isEnabled());
}

TEST_F(ConfusionComparison, TheAxisOfRecallsHasTwoTicks) {
    show(2);
    compareWith(2, 900);
    for (const QSize size : {QSize(690, 545), QSize(1100, 700)}) {
        page.resize(size);
        test::settle(page);
        cellAt(0, 0);
        const QCPAxis* axis = plot().axisRect(1)->axis(QCPAxis::atBottom);
        int within = 0;
        for (const double tick : axis->ticker().dynamicCast<QCPAxisTickerText>()->ticks().keys()) {
            within += axis->range().contains(tick) ? 1 : 0;
        }
        EXPECT_GE(within, 2) << size.width();
        double least = 0;
        double most = 0;
        for (int row = 0; row < plot().matrix().classes(); ++row) {
            const double recall = 100 * plot().matrix().recall(row);
            least = recall < least ? recall : least;
            most = recall > most ? recall : most;
        }
        EXPECT_LE(axis->range().size(), 2.2 * (most - least)) << "the bars have most of the room";
    }
}

} // namespace
} // namespace asge
