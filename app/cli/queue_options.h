// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asge::cli {

/// The options of the `queue` commands.
struct QueueOptions {
    std::string store;
    bool json = false;
    // add:
    std::string experiment;             ///< a file; empty if a sweep or a run is added
    std::string sweep;                  ///< a file, or empty
    RunId run = 0;                      ///< whose settings are added, or 0
    std::vector<std::string> overrides; ///< "key.path=value"
    std::optional<std::string> name;    ///< default: that of the file, the cell or the run
    std::vector<std::string> tags;

    std::vector<std::int64_t> entries; ///< remove; move: only one
    std::int64_t position = 0;         ///< move: from 1
};

} // namespace asge::cli
