// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace asge::cli {

struct BenchOptions {
    std::string experiment;
    std::vector<std::string> overrides; ///< "key.path=value"
    int steps = 60;
    bool dryRun = false; ///< only estimate the memory and the time
    std::string store;   ///< whose runs tell the time; empty: the usual one
    bool json = false;
};

/// Measures the speed and memory of an experiment's training, phase by phase. Returns an exit
/// status; throws asge::Error if it fails.
int bench(const BenchOptions& options);

} // namespace asge::cli
