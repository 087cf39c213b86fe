// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/runs_options.h"

namespace asge::cli {

/// Writes a run's scalars for TensorBoard. Returns an exit status; throws asge::Error if it fails.
int writeTensorboard(const RunsOptions& options);

} // namespace asge::cli
