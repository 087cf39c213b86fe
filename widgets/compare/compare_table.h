// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/table_export.h"

#include <QColor>
#include <QWidget>

#include <cstddef>
#include <vector>

class QLabel;
class QTableWidget;

namespace asge {

/// A table of a comparison with its title. A click on a column's header sorts it: numbers from the
/// largest, then from the smallest, then as the table was given. It can be copied, and saved as
/// CSV, TSV or LaTeX, in the order in which it is sorted.
class CompareTable : public QWidget {
    Q_OBJECT

  public:
    /// `name` is the table's object name and the prefix of its buttons' names. `numbers`: all
    /// columns but the first hold numbers.
    CompareTable(const QString& name, const QString& title, bool numbers, QWidget* parent);

    /// `exported` has the same rows. `kept`: the number of rows at the end that sorting leaves
    /// there, such as differences.
    void show(const TextTable& table, const ExportedTable& exported, std::size_t kept = 0);
    /// Colours of the squares in the first rows, in the order of the table that was given.
    void setColors(const std::vector<QColor>& colors);
    void setNote(const QString& note); ///< text below the table; empty for none
    int neededWidth() const;           ///< width that shows all texts
    int neededHeight() const;          ///< height that shows all rows
    int leastHeight() const;           ///< height that shows some rows, or all if they are few
    /// Gives it all its rows, in a view that scrolls as a whole; else it has its least height and
    /// scrolls.
    void setWhole(bool whole);
    QSize minimumSizeHint() const override;

    /// Writes .csv, .tsv or .tex by the ending of the file's name. Returns false and sets `reason`
    /// if it fails.
    bool exportTo(const QString& file, QString* reason = nullptr) const;

  signals:
    void message(const QString& text);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    /// How the rows are sorted.
    enum class Order { given, first, second };

    void makeButton(const QString& name, QLayout* row);
    void sortBy(int column);
    void arrange();
    TextTable ordered(const TextTable& given) const;
    ExportedTable inShownOrder() const;
    void measure();
    void fitColumns();
    void copyLatex();
    void save(const QString& ending);

    TextTable given_;               ///< in the order that it was given
    TextTable source_;              ///< as shown
    ExportedTable exported_;        ///< in the order that it was given
    std::vector<std::size_t> rows_; ///< the rows of given_ as shown
    std::size_t kept_ = 0;
    int sorted_ = 0; ///< the column by which it is sorted
    Order order_ = Order::given;
    std::vector<QColor> colors_;
    std::vector<int> wanted_; ///< widths of the columns with all of their texts
    bool numbers_;
    int least_ = 0; ///< height; 0: that of its layout
    QTableWidget* table_;
    QLabel* note_;
};

} // namespace asge
