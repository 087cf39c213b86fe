// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <optional>
#include <string>
#include <vector>

namespace asge::cli {

struct PredictOptions {
    RunId run = 0;
    std::vector<std::string> files; ///< images, IDX files and folders
    std::string strategy = "fusion";
    int top = 5; ///< classes per image
    std::optional<int> epoch;
    std::string store;
    bool json = false;
    bool csv = false;
};

/// Prints the classes that a run's network finds in images. A file that can't be read is reported
/// on standard error, and the others are predicted. Returns an exit status: `failure` if some files
/// could not be read, `badInput` if none could. Throws asge::Error if it fails altogether.
int predict(const PredictOptions& options);

} // namespace asge::cli
