// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/text_table.h"

#include <QList>
#include <QObject>

#include <functional>

class QAbstractItemView;
class QAction;
class QTableView;

namespace asge {

/// Copies rows of a table or list for a spreadsheet: the selected ones or, if none is selected,
/// all, below the names of the columns. It is what Ctrl+C does there, where it does not copy the
/// picture of the view around, and an action of the table for the view's menu. A child of the
/// table.
class RowCopy : public QObject {
    Q_OBJECT

  public:
    /// `content` has a row for each row that is shown, in the same order.
    RowCopy(QAbstractItemView& table, const std::function<TextTable()>& content);
    /// `content` returns these of the rows that are shown.
    RowCopy(QAbstractItemView& table, std::function<TextTable(const QList<int>& rows)> content);

    /// Adds another view of the same rows and the same selection.
    void addView(QAbstractItemView& other);
    QAction* action() const { return action_; }
    void copy();

  signals:
    void message(const QString& text);

  private:
    QList<int> chosenRows() const;

    QAbstractItemView& table_;
    std::function<TextTable(const QList<int>&)> content_;
    QAction* action_;
};

/// What a table shows, for RowCopy.
TextTable shownTexts(const QTableView& table);

} // namespace asge
