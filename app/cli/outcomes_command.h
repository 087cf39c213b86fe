// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <optional>
#include <string>

namespace asge::cli {

struct OutcomesOptions {
    RunId run = 0;
    std::optional<int> epoch; ///< default: the last one
    std::string split = "test";
    std::string confusion; ///< "1", "last", "fusion", "best": print that confusion matrix
    std::string store;
    bool json = false;
    bool csv = false;
};

/// Shows what each layer and each range of layers makes of a split's images at the end of an epoch:
/// accuracies, margins, confusions. What the store does not hold is computed from a checkpoint.
/// Returns an exit status; throws asge::Error if it fails.
int showOutcomes(const OutcomesOptions& options);

} // namespace asge::cli
