// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/runs_options.h"

namespace asge::cli {

/// Writes a run, or the whole store, to a file. Returns an exit status; throws asge::Error if it
/// fails.
int exportRun(const RunsOptions& options);

} // namespace asge::cli
