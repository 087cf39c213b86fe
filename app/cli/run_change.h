// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/json_output.h"
#include "app/cli/runs_options.h"

#include <string>

namespace asge::cli {

/// Prints what was done to the run, as a line or as JSON.
void printChange(const RunsOptions& options, const std::string& what, const Json& json);

} // namespace asge::cli
