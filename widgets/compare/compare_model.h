#pragma once

#include "widgets/compare/compared_run.h"
#include "widgets/runs/run_groups.h"

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

/// Runs that are looked at as one, by their places, and what they are called.
struct Group {
    QString name;
    std::vector<std::size_t> runs; ///< at least one
};

/// A row a run or group: its predictions' accuracies and its layers' (test, last committed epoch),
/// epochs done of planned, images a second; of several runs mean ± sample deviation. The best of a
/// column is bold where rows differ in it. Two rows are followed by a third with the second's
/// difference to the first in percentage points, and, where both are groups that share seeds, its
/// interval of 95 % confidence by the pairs of a seed.
Table results(const std::vector<ComparedRun>& runs, const std::vector<Group>& groups);

/// The ladder of layers: a row a run or group, a column a layer with its test accuracy and what it
/// gains over the layer before it, and Fusion with what it gains over the last one.
Table ladder(const std::vector<ComparedRun>& runs, const std::vector<Group>& groups);
/// The layers' accuracies of one row, as fractions.
std::vector<Spread> ladderOf(const std::vector<ComparedRun>& runs, const Group& group);

/// A row a setting that isn't the same in all runs, a column a run; "–" where a run lacks it. Runs
/// whose experiment can't be read are named in `unreadable`.
Table differences(const std::vector<ComparedRun>& runs, QStringList* unreadable);

/// The table with its header, tabs between cells, for a spreadsheet.
QString toTsv(const Table& table);
/// The same after RFC 4180.
QByteArray toCsv(const Table& table);
/// A `tabular` for a paper, which needs no packages; what is bold there is bold here.
QString toLatex(const Table& table);

} // namespace asge::compare
