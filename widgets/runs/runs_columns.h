// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_groups.h"

#include <QString>

#include <vector>

namespace asge {

/// The heading under which a column is listed in the column chooser.
enum class ColumnGroup { run, results, bestEpoch, layers, time, annotations, settings };
QString columnGroupTitle(ColumnGroup group);

/// A column of the run table.
struct RunColumn {
    RunField field; ///< its name identifies the column, also in saved states
    ColumnGroup group = ColumnGroup::run;
    QString title;
    QString widest;     ///< a text that must fit
    bool shown = false; ///< whether it is shown by default
};

/// The columns of every table: first those of RunsModel::Column, in its order, then one for each
/// setting.
std::vector<RunColumn> fixedColumns();
RunColumn layerColumn(int number);
/// The columns for the further per-layer metrics (all but the accuracy) of layer `number`.
std::vector<RunColumn> layerMetricColumns(int number);
RunColumn settingColumn(const std::string& path);

/// A value as the table shows it, with numbers in the user's locale; "–" if there is none.
QString shownValue(const RunField& field, const RunEntry& run);
/// The cell of a group's heading: "91.23 ± 0.12", or the value that its members share.
QString shownOfGroup(const RunField& field, const RunEntries& runs, const RunGroup& group);
/// "91.02 to 91.40, 5 runs".
QString shownRange(const RunField& field, const Spread& spread);

} // namespace asge
