// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/runs_options.h"

namespace asge::cli {

/// Writes a checkpoint as a safetensors file. Returns an exit status; throws asge::Error if it
/// fails.
int writeCheckpoint(const RunsOptions& options);

} // namespace asge::cli
