// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "widgets/plot/table_export.h"

#include <QString>

#include <vector>

namespace asge::lineage {

/// A run's place in its family. A run is above its branches, which are ordered by where they leave
/// it.
struct Row {
    const RunSummary* run = nullptr;
    int parent = -1;  ///< row of the parent; −1 for a root
    double begin = 0; ///< epoch at which it begins
    double end = 0;   ///< last epoch that it has reached
};

/// The family of a run: its oldest known ancestor and all of that run's descendants. Empty if
/// `runs` does not contain the run. The rows point into `runs`.
std::vector<Row> familyOf(const std::vector<RunSummary>& runs, RunId id);

enum class Paths {
    whole,
    lastPart,
    data, ///< whole, and values as files have them: for programs
};
/// "optimizer.learning_rate 0.002 → 0.001, train.epochs 4 → 8", or without the sections; "same
/// settings" if nothing differs. Values are as readers see them, "data.limit 3000 → all".
QString changesText(const Lineage& lineage, Paths paths = Paths::whole);

/// The family as a table: runs, their parents, where they branched off and what they changed.
ExportedTable tableOf(const std::vector<Row>& rows);

} // namespace asge::lineage
