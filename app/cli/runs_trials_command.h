// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/runs_options.h"

namespace asge::cli {

/// Prints runs as trials of the settings in which they differ, ranked by validation accuracy.
/// Returns an exit status.
int showTrials(const RunsOptions& options);

} // namespace asge::cli
