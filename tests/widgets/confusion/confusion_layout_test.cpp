// SPDX-License-Identifier: GPL-3.0-or-later

// How the page uses its room: the sizes of cells and numbers, and the place of the list.

#include "tests/widgets/confusion/confusion_fixture.h"
#include "tests/widgets/svg_texts.h"

#include <QHeaderView>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QTableWidget>

#include <set>
#include <utility>

namespace asge {
namespace {

using ConfusionLayoutTest = test::ConfusionFixture;

/// Between two docks in a window of 1366 pixels.
TEST_F(ConfusionLayoutTest, NamesFitTheListOfANarrowView) {
    page.resize(690, 560);
    show(2);
    const QTableWidget* list = find<QTableWidget>("confusionList");
    const auto* view = static_cast<const QAbstractItemView*>(list);
    ASSERT_GT(list->rowCount(), 5);
    int width = 0;
    for (int column = 0; column < list->columnCount(); ++column) {
        if (list->isColumnHidden(column)) { // the tool tip has it
            EXPECT_TRUE(list->item(0, 0)->toolTip().contains(list->item(0, column)->text()));
            continue;
        }
        EXPECT_GE(list->columnWidth(column), view->sizeHintForColumn(column)) << column;
        width += list->columnWidth(column);
    }
    EXPECT_EQ(width, list->viewport()->width());
}

TEST_F(ConfusionLayoutTest, AllCellsHaveANumberOrNone) {
    int withNumbers = 0, without = 0;
    const auto look = [&](int width) {
        page.resize(width, 700);
        test::settle(page);
        const QTemporaryDir dir;
        ASSERT_TRUE(page.exportTo(dir.filePath("c.svg")));
        QFile file(dir.filePath("c.svg"));
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        QStringList texts = test::textsOf(file.readAll());
        const auto& matrix = plot().matrix();
        const auto& extremes = matrix.blocks(1); // they are in the colour key
        int cells = 0, numbers = 0;
        for (int row = 0; row < matrix.classes(); ++row) {
            const auto [begin, end] = matrix.row(row);
            for (const auto* cell = begin; cell != end; ++cell) {
                const double value = matrix.value(row, *cell);
                if (value != extremes.mostCorrect && value != extremes.mostErrors) {
                    ++cells;
                    numbers += texts.removeOne(plot().textOf(value)) ? 1 : 0;
                }
            }
        }
        constexpr int kTicks = 3; // they may have the number of a cell
        EXPECT_TRUE(numbers == cells || numbers <= kTicks)
            << numbers << " of " << cells << " in a page of " << width << " pixels";
        (numbers == cells ? withNumbers : without) += 1;
    };
    for (const int count : {10, 25}) {
        show(2, count, 5000);
        for (int width = 480; width <= 1200; width += 60) {
            look(width);
        }
    }
    EXPECT_GT(withNumbers, 0);
    EXPECT_GT(without, 0);
}

TEST_F(ConfusionLayoutTest, TheFontOfNumbersFollowsTheLongestOne) {
    show(2);
    page.resize(1900, 900);
    cellAt(0, 0);
    ASSERT_TRUE(plot().numberFont());
    EXPECT_EQ(*plot().numberFont(), plot().font()) << "not above that of the window";
    double last = plot().font().pointSizeF();
    bool hadBars = true;
    for (int width = 1900; width >= 400; width -= 20) {
        page.resize(width, 900);
        cellAt(0, 0);
        const auto font = plot().numberFont();
        const double size = font ? font->pointSizeF() : 0;
        const bool hasBars = plot().axisRect(1)->visible();
        if (hasBars == std::exchange(hadBars, hasBars)) { // a narrow plot has numbers instead
            EXPECT_LE(size, last + 0.5) << width;         // names that turn make room
        }
        EXPECT_TRUE(size == 0 || size >= 7) << width;
        if (font) {
            const double pixels = plot().xAxis->coordToPixel(1) - plot().xAxis->coordToPixel(0);
            EXPECT_LT(QFontMetricsF(*font).horizontalAdvance("200"), pixels) << width;
        }
        last = size;
    }
    show(2, 40);
    cellAt(0, 0);
    EXPECT_FALSE(plot().numberFont()) << "too small to read";
}

/// The pixels of a cell, across and down.
QSizeF cellSize(const ConfusionPlot& plot) {
    return {plot.xAxis->coordToPixel(1) - plot.xAxis->coordToPixel(0),
            plot.yAxis->coordToPixel(1) - plot.yAxis->coordToPixel(0)};
}

TEST_F(ConfusionLayoutTest, CellsFillTheRoom) {
    for (const int count : {10, 40}) {
        show(2, count);
        for (const QSize size : {QSize(690, 545), QSize(1200, 800), QSize(1900, 700)}) {
            page.resize(size);
            test::settle(page);
            cellAt(0, 0);
            const QSizeF cell = cellSize(plot());
            EXPECT_LE(cell.width(), 1.7 * cell.height()) << count << ' ' << size.width();
            EXPECT_LE(cell.height(), 1.4 * cell.width()) << count << ' ' << size.width();
            if (size.width() > size.height() * 2) {
                EXPECT_GT(cell.width(), 1.2 * cell.height()) << "the room beside it is not empty";
            } else if (count == 10 && size.width() == 690) {
                EXPECT_GT(cell.height(), cell.width() + 2) << "the room below it is not empty";
            }
            EXPECT_GT(cell.width() * count, 0.3 * std::min(size.width(), size.height()));
        }
    }
}

/// Between two docks in a window of 1366 × 768 pixels.
TEST_F(ConfusionLayoutTest, TenClassesHaveNumbersInANarrowView) {
    page.resize(690, 545);
    show(2, 10, 5000);
    cellAt(0, 0);
    EXPECT_TRUE(plot().numberFont()) << cellSize(plot()).width();
    compareWith(2, 5000);
    cellAt(0, 0);
    EXPECT_TRUE(plot().numberFont()) << cellSize(plot()).width();
}

TEST_F(ConfusionLayoutTest, InALowViewTheListIsBelowAndScrollsWithThePage) {
    QScrollArea area;
    area.setWidgetResizable(true);
    area.setWidget(new ConfusionPage);
    auto& inner = *static_cast<ConfusionPage*>(area.widget());
    area.resize(670, 250);
    area.show();
    show(2);
    inner.setRun(&state);
    const auto* list = test::child<QTableWidget>(inner, "confusionList");
    const auto* matrix = test::child<ConfusionPlot>(inner, "confusionPlot");
    const auto top = [&](const QWidget* part) { return part->mapTo(&inner, QPoint()).y(); };
    const auto isBelow = [&] {
        return list->rowCount() > 5 && top(list) >= top(matrix) + matrix->height() &&
               list->viewport()->height() >= list->verticalHeader()->length() &&
               !list->verticalScrollBar()->isVisible();
    };
    EXPECT_TRUE(QTest::qWaitFor(isBelow, 5000)) << top(list) << ' ' << top(matrix);
    EXPECT_TRUE(QTest::qWaitFor([&] { return area.verticalScrollBar()->isVisible(); }, 5000));
    area.resize(1200, 900);
    EXPECT_TRUE(QTest::qWaitFor([&] { return top(list) < top(matrix) + 20; }, 5000));
    EXPECT_TRUE(QTest::qWaitFor([&] { return !area.verticalScrollBar()->isVisible(); }, 5000));
}

/// Between two docks in a window of 1366 × 768 pixels at 200 %.
TEST_F(ConfusionLayoutTest, AtTwiceTheScaleAllClassesHaveNumbersAndNames) {
    QScrollArea area;
    area.setWidgetResizable(true);
    area.setWidget(new ConfusionPage);
    auto& inner = *static_cast<ConfusionPage*>(area.widget());
    area.resize(330, 230);
    area.show();
    show(2);
    inner.setRun(&state);
    test::settle(inner);
    auto& matrix = *test::child<ConfusionPlot>(inner, "confusionPlot");
    EXPECT_TRUE(QTest::qWaitFor([&] { return matrix.numberFont().has_value(); }, 5000))
        << cellSize(matrix).width();
    for (const QCPAxis* axis : {matrix.xAxis, matrix.yAxis}) {
        QStringList names;
        for (const std::string& name : test::kFashionNames) {
            names << QString::fromStdString(name);
        }
        EXPECT_EQ(axis->tickVectorLabels().toList(), names);
    }
    inner.resize(1200, 900);
    area.resize(1200, 900);
    EXPECT_TRUE(QTest::qWaitFor([&] { return matrix.axisRect(1)->visible(); }, 5000))
        << "there is room for the recalls";
}

TEST_F(ConfusionLayoutTest, AWideViewGivesTheMatrixWhatTheListDoesNotNeed) {
    page.resize(2300, 1200);
    show(2, 10, 5000);
    const auto* list = find<QTableWidget>("confusionList");
    EXPECT_TRUE(QTest::qWaitFor([&] { return list->width() < 450; }, 5000)) << list->width();
    cellAt(0, 0);
    EXPECT_GT(cellSize(plot()).width() * 10, 0.6 * plot().width());
    auto* splitter = find<QSplitter>("confusionSplitter");
    splitter->setSizes({1000, 1300});
    emit splitter->splitterMoved(1000, 1);
    page.resize(2200, 1200);
    test::settle(page);
    EXPECT_GT(list->width(), 900) << "the user has divided the room";
}

} // namespace
} // namespace asge
