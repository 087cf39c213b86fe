// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/runs_options.h"

namespace asge::cli {

/// Adds and removes a run's tags. Returns an exit status; throws asge::Error if it fails.
int tagRun(const RunsOptions& options);

} // namespace asge::cli
