// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHeaderView>

class QTableView;

namespace asge {

/// The heads of a table's columns, each aligned like the cells of its column, which the first row
/// stands for. A model that gives its heads an alignment keeps it. Long heads and cells are cut in
/// their middle, since names of runs differ at their end.
class ColumnHeads : public QHeaderView {
    Q_OBJECT

  public:
    explicit ColumnHeads(QWidget* parent = nullptr);

    /// Gives a table such heads, before its other properties are set.
    static ColumnHeads& addTo(QTableView& table);
    /// How texts are cut that have no room.
    enum class Cut { middle, betweenWords };
    /// Texts of the table's cells and heads begin a little later, since a number may end right
    /// before them; columns of numbers are wider by a gap. `cut`: of its cells.
    void indentTexts(QTableView& table, Cut cut = Cut::middle);
    /// Gives each column the width of its contents and an equal part of the room that the table
    /// has left, so that the columns end at its right edge. For a table that the user does not
    /// arrange. `narrow`: what happens to contents that are wider than the table.
    enum class Narrow { scrolls, shrinksWidest };
    void shareRoom(QTableView& table, Narrow narrow = Narrow::scrolls);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void initStyleOptionForIndex(QStyleOptionHeader* option, int section) const override;
    QSize sectionSizeFromContents(int section) const override;

  private:
    Qt::Alignment alignmentOf(int section) const;
    int indentOf(int section) const; ///< pixels

    void share();

    bool indents_ = false;
    QTableView* shared_ = nullptr; ///< whose room the columns share
    Narrow narrow_ = Narrow::scrolls;
    bool isSharing_ = false; ///< it will be shared when the table has its new contents
};

} // namespace asge
