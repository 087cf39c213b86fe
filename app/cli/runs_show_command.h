// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/runs_options.h"

namespace asge::cli {

/// Prints one run, epoch by epoch. Returns an exit status; throws asge::Error if it fails.
int showRun(const RunsOptions& options);

} // namespace asge::cli
