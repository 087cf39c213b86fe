// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/text_table.h"

#include <QObject>

#include <functional>

class QTableView;

namespace asge {

/// Copies rows of a table for a spreadsheet: the selected ones or, if none is selected, all, below
/// the names of the columns. It is what Ctrl+C does in the table, where it does not copy the
/// picture of the view around, and an action of the table for the view's menu. A child of the
/// table.
class RowCopy : public QObject {
    Q_OBJECT

  public:
    /// `content` has a row for each row that is shown, in the same order.
    RowCopy(QTableView& table, std::function<TextTable()> content);

    void copy();

  signals:
    void message(const QString& text);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    TextTable chosen() const;

    QTableView& table_;
    std::function<TextTable()> content_;
};

/// What a table shows, for RowCopy.
TextTable shownTexts(const QTableView& table);

} // namespace asge
