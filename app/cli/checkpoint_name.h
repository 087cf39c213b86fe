// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <optional>
#include <string>

namespace asge::cli {

/// What "3" or "3@12" names: a run's last checkpoint, or that at the end of an epoch.
struct CheckpointName {
    RunId run = 0;
    std::optional<int> epoch;
};

/// Throws BadInput that begins with `option`.
CheckpointName checkpointFromText(const std::string& text, const std::string& option);

} // namespace asge::cli
