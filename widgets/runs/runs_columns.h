// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_groups.h"

#include <QString>

#include <vector>

namespace asge {

/// Under which heading a column is offered.
enum class ColumnGroup { run, results, bestEpoch, layers, time, annotations, settings };
QString columnGroupTitle(ColumnGroup group);

/// A column of the run table.
struct RunColumn {
    RunField field; ///< its name is the column's, in saved states too
    ColumnGroup group = ColumnGroup::run;
    QString title;
    QString widest;     ///< a text that its width should hold
    bool shown = false; ///< while nobody has chosen
};

/// The columns that every table has, RunsModel's first ones in the order of its enumeration, then
/// a column for each setting.
std::vector<RunColumn> fixedColumns();
RunColumn layerColumn(int number);
/// Of each metric of layers beside the accuracy.
std::vector<RunColumn> layerMetricColumns(int number);
RunColumn settingColumn(const std::string& path);

/// Values as the table shows them, numbers as the user's language writes them; "–" for none.
QString shownValue(const RunField& field, const RunEntry& run);
/// What a group's heading shows: "91.23 ± 0.12", or what its members have in common.
QString shownOfGroup(const RunField& field, const RunEntries& runs, const RunGroup& group);
/// "91.02 to 91.40, 5 runs".
QString shownRange(const RunField& field, const Spread& spread);

} // namespace asge
