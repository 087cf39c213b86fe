// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace asge::cli {

struct SweepOptions {
    std::string sweep;
    std::vector<std::string> overrides; ///< "key.path=value"
    std::string store;
    std::string format = "text"; ///< of the table: "text", "markdown", "csv"
    bool layers = false;
    bool dryRun = false;
    bool table = false;
    bool json = false;
};

/// Trains a sweep's cells that have no finished run, and prints its table. Returns an exit status;
/// throws asge::Error if it fails.
int sweep(const SweepOptions& options);

} // namespace asge::cli
