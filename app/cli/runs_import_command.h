// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/runs_options.h"

namespace asge::cli {

/// Imports the runs of another store. Returns an exit status; throws asge::Error if it fails.
int importRuns(const RunsOptions& options);

} // namespace asge::cli
