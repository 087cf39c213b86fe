// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/text_table.h"

#include <QWidget>

class QLabel;
class QTableWidget;

namespace asge {

/// A table of a comparison with its title. It can be copied, and saved as CSV, TSV or LaTeX.
class CompareTable : public QWidget {
    Q_OBJECT

  public:
    /// `name` is the table's object name and the prefix of its buttons' names. `numbers`: all
    /// columns but the first hold numbers.
    CompareTable(const QString& name, const QString& title, bool numbers, QWidget* parent);

    void show(const TextTable& table);
    void setColors(const std::vector<QColor>& colors); ///< colours of the squares in the first rows
    void setNote(const QString& note);                 ///< text below the table; empty for none
    int neededWidth() const;
    int neededHeight() const; ///< height that shows all rows

    /// Writes .csv, .tsv or .tex by the ending of the file's name. Returns false and sets `reason`
    /// if it fails.
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
