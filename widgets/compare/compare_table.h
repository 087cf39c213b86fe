// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/text_table.h"

#include <QWidget>

class QLabel;
class QTableWidget;

namespace asge {

/// A table of a comparison under its title, to be copied and saved for spreadsheets, programs and
/// papers.
class CompareTable : public QWidget {
    Q_OBJECT

  public:
    /// `name` is the table's object name, on which those of its buttons are built. `numbers`: all
    /// columns but the first hold numbers.
    CompareTable(const QString& name, const QString& title, bool numbers, QWidget* parent);

    void show(const TextTable& table);
    void setColors(const std::vector<QColor>& colors); ///< of the first rows' squares
    void setNote(const QString& note);                 ///< beneath the table; empty for none
    int neededWidth() const;
    int neededHeight() const; ///< to show all rows

    /// Writes .csv, .tsv or .tex by the name's ending. False, with a reason, where it can't.
    bool exportTo(const QString& file, QString* reason = nullptr) const;

  signals:
    void message(const QString& text);

  private:
    void makeButton(const QString& name, QLayout* row);
    void copy(const QString& text);
    void save(const QString& ending);

    TextTable source_;
    bool numbers_;
    QTableWidget* table_;
    QLabel* note_;
};

} // namespace asge
