// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/metrics.h"

#include <optional>

namespace asge {

/// Images that the user wants to see.
struct ImageQuery {
    Split split = Split::test;
    int epoch = 0;  ///< 0: the newest checkpoint
    int scorer = 0; ///< see core/run/outcomes.h
    std::optional<int> label = {};
    std::optional<int> predicted = {};
    std::optional<int> marginBin = {}; ///< of a layer
};

} // namespace asge
