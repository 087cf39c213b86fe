// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <string>

namespace asge::cli {

struct EvalOptions {
    RunId run = 0;
    std::string strategy; ///< as strategyFromText reads it; empty for last, fusion and best
    std::string store;
    bool json = false;
};

/// Measures a run's last checkpoint on the test images. Returns an exit status; throws asge::Error
/// if it fails.
int eval(const EvalOptions& options);

} // namespace asge::cli
