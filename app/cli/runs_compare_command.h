// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <string>
#include <vector>

namespace asge::cli {

struct CompareOptions {
    std::vector<RunId> runs;
    std::string groupBy; ///< as groupKeyFrom parses it; empty: one row per run
    std::string table;   ///< "settings", "results" or "layers"; empty: all
    std::string store;
    bool csv = false;
    bool latex = false;
    bool json = false;
};

/// Prints the settings that differ, the results and the accuracy per layer of several runs. Returns
/// an exit status; throws asge::Error if it fails.
int compareRuns(const CompareOptions& options);

} // namespace asge::cli
