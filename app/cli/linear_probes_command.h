// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <optional>
#include <string>

namespace asge::cli {

struct LinearProbesOptions {
    RunId run = 0;
    std::optional<int> epoch;
    std::string store;
    bool json = false;
    bool csv = false;
};

/// Trains a linear probe on every layer of a run's checkpoint, stores the accuracies with its
/// epoch, and prints them beside those of the layers' own readouts. Returns an exit status; throws
/// asge::Error if it fails.
int linearProbes(const LinearProbesOptions& options);

} // namespace asge::cli
