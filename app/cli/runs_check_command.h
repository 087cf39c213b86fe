// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/runs_options.h"

namespace asge::cli {

/// Reads the whole store and prints what is damaged; can salvage the rest. Returns an exit status;
/// throws asge::Error if it fails.
int checkRuns(const RunsOptions& options);

} // namespace asge::cli
