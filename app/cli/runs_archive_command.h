// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/runs_options.h"

namespace asge::cli {

/// Marks a run as archived. Returns an exit status; throws asge::Error if it fails.
int archiveRun(const RunsOptions& options);
/// Removes the archived mark. Returns an exit status; throws asge::Error if it fails.
int unarchiveRun(const RunsOptions& options);

} // namespace asge::cli
