// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QString>

#include <vector>

namespace asge::lineage {

/// A run's place in its family, oldest first: a run stands above its branches, and these in the
/// order in which they leave it.
struct Row {
    const RunSummary* run = nullptr;
    int parent = -1;  ///< row of the run that it branches off from; −1 for a root
    double begin = 0; ///< epoch at which it begins
    double end = 0;   ///< epoch that it has come to
};

/// The family of a run: its oldest known ancestor and all that descends from it. Empty where
/// `runs` doesn't have the run. The rows point into `runs`.
std::vector<Row> familyOf(const std::vector<RunSummary>& runs, RunId id);

enum class Paths { whole, lastPart };
/// "optimizer.learning_rate 0.002 → 0.001, train.epochs 4 → 8", or without the sections; "same
/// settings" where nothing differs.
QString changesText(const Lineage& lineage, Paths paths = Paths::whole);

} // namespace asge::lineage
