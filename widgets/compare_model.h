#pragma once

#include "widgets/compare_view.h"

#include <QString>
#include <QStringList>

#include <set>
#include <utility>
#include <vector>

namespace asge::compare {

/// A table as text; `bold` holds (row, column) of the best of each column.
struct Table {
    QStringList columns;
    std::vector<QStringList> rows;
    std::set<std::pair<int, int>> bold;
};

/// A row a run: its predictions' accuracies and its layers' (test, last committed epoch), epochs
/// done of planned, images a second. The best of a column is bold where runs differ in it.
Table results(const std::vector<ComparedRun>& runs);

/// A row a setting that isn't the same in all runs, a column a run; "–" where a run lacks it. Runs
/// whose experiment can't be read are named in `unreadable`.
Table differences(const std::vector<ComparedRun>& runs, QStringList* unreadable);

/// The table with its header, tabs between cells, for a spreadsheet.
QString toTsv(const Table& table);

} // namespace asge::compare
