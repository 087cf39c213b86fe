// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/runs_options.h"

namespace asge::cli {

/// Moves a run to the bin, or deletes it permanently (`now`). Returns an exit status; throws
/// asge::Error if it fails.
int deleteRun(const RunsOptions& options);
/// Takes a run out of the bin. Returns an exit status; throws asge::Error if it fails.
int restoreRun(const RunsOptions& options);
/// Permanently deletes the runs in the bin. Returns an exit status; throws asge::Error if it fails.
int purgeRuns(const RunsOptions& options);

} // namespace asge::cli
