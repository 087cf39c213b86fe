// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/runs_options.h"

namespace asge::cli {

/// Prints the runs, or groups of them, that the options select. Returns an exit status; throws
/// asge::Error if it fails.
int listRuns(const RunsOptions& options);

} // namespace asge::cli
