// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/column_heads.h"

#include "widgets/common/style.h"

#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QImage>
#include <QStyledItemDelegate>
#include <QTableWidget>

namespace asge {
namespace {

/// The leftmost and the rightmost dark pixel of a head, from the head's left edge.
std::pair<int, int> inkOf(QTableWidget& table, int column) {
    QHeaderView& heads = *table.horizontalHeader();
    const QImage picture = heads.grab().toImage();
    const int begin = heads.sectionPosition(column);
    std::pair<int, int> ink{heads.sectionSize(column), -1};
    for (int x = 4; x < heads.sectionSize(column) - 4; ++x) {
        for (int y = 4; y < picture.height() - 4; ++y) {
            if (qGray(picture.pixel(begin + x, y)) < 100) {
                ink = {std::min(ink.first, x), x};
            }
        }
    }
    return ink;
}

TEST(ColumnHeadsTest, HeadsAreAlignedLikeTheirCells) {
    QTableWidget table(1, 2);
    ColumnHeads::addTo(table);
    table.setHorizontalHeaderLabels({"Name", "Value"});
    table.setItem(0, 0, new QTableWidgetItem("run"));
    auto* number = new QTableWidgetItem("91.24");
    number->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    table.setItem(0, 1, number);
    table.setColumnWidth(0, 200);
    table.setColumnWidth(1, 200);
    table.resize(500, 200);
    table.show();
    EXPECT_LT(inkOf(table, 0).second, 100);
    EXPECT_GT(inkOf(table, 1).first, 100);
}

TEST(ColumnHeadsTest, NumbersAreApartFromThoseBeforeThem) {
    QTableWidget table(1, 2);
    ColumnHeads::addTo(table).indentTexts(table);
    table.setHorizontalHeaderLabels({"A", "B"});
    const QString text = QStringLiteral("83.26 ± 0.07");
    for (const int column : {0, 1}) {
        auto* number = new QTableWidgetItem(text);
        number->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        table.setItem(0, column, number);
    }
    table.resizeColumnsToContents();
    const int free = table.columnWidth(1) - table.fontMetrics().horizontalAdvance(text);
    EXPECT_GE(free, style::kGap + 4);
}

TEST(ColumnHeadsTest, ValuesAreCutBetweenWords) {
    QTableWidget table(1, 1);
    ColumnHeads::addTo(table).indentTexts(table, ColumnHeads::Cut::betweenWords);
    table.setItem(0, 0, new QTableWidgetItem("16 16 16M 16 16 16M 16 16 16M 16 16"));
    class Shown : public QStyledItemDelegate {
      public:
        using QStyledItemDelegate::initStyleOption;
    };
    const auto textIn = [&](int width) {
        QStyleOptionViewItem option;
        option.initFrom(&table);
        option.widget = &table;
        option.rect = QRect(0, 0, width, 20);
        auto* cells = static_cast<QStyledItemDelegate*>(table.itemDelegate());
        (cells->*(&Shown::initStyleOption))(&option, table.model()->index(0, 0));
        return option.text.trimmed();
    };
    table.resizeColumnsToContents();
    const int whole = table.columnWidth(0);
    EXPECT_EQ(textIn(whole), table.item(0, 0)->text());
    const QStringList words = table.item(0, 0)->text().split(u' ');
    for (int width = whole / 4; width < whole; width += 3) {
        for (const QString& word : textIn(width).split(u' ')) {
            EXPECT_TRUE(word == QStringLiteral("…") || words.contains(word))
                << textIn(width).toStdString();
        }
    }
}

TEST(ColumnHeadsTest, ColumnsThatShareTheRoomEndAtTheRightEdge) {
    QTableWidget table(1, 3);
    ColumnHeads::addTo(table).shareRoom(table);
    table.setHorizontalHeaderLabels({"Name", "A much longer head", "Value"});
    table.setItem(0, 0, new QTableWidgetItem("run"));
    table.resize(600, 100);
    table.show();
    QCoreApplication::processEvents();
    EXPECT_EQ(table.horizontalHeader()->length(), table.viewport()->width());
    table.item(0, 0)->setText("a name that needs more room than its head");
    QCoreApplication::processEvents();
    EXPECT_EQ(table.horizontalHeader()->length(), table.viewport()->width());
    EXPECT_GE(table.columnWidth(0), static_cast<QAbstractItemView&>(table).sizeHintForColumn(0));
    table.resize(100, 100);
    QCoreApplication::processEvents();
    EXPECT_GT(table.horizontalHeader()->length(), table.viewport()->width()) << "nothing is cut";
}

} // namespace
} // namespace asge
