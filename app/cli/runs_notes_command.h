// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/runs_options.h"

namespace asge::cli {

/// Prints a run's notes, or writes them. Returns an exit status; throws asge::Error if it fails.
int noteRun(const RunsOptions& options);

} // namespace asge::cli
