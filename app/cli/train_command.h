// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <optional>
#include <string>
#include <vector>

namespace asge::cli {

struct TrainOptions {
    std::string experiment;             ///< a file; empty if a run is resumed or branched
    RunId resume = 0;                   ///< the run to resume, or 0
    bool force = false;                 ///< resume even if another process may still train the run
    std::string branch;                 ///< "ID" or "ID@EPOCH": the checkpoint to branch from
    std::vector<std::string> overrides; ///< "key.path=value"
    std::string store;
    std::optional<std::string> name; ///< default: the file's name without extension
    std::vector<std::string> tags;
    bool json = false;
};

/// Trains an experiment, or resumes or branches a run, and keeps the run in the store. Returns an
/// exit status; throws asge::Error if it fails.
int train(const TrainOptions& options);

} // namespace asge::cli
