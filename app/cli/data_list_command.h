// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/data_options.h"

namespace asge::cli {

/// Prints the data sets that are known by name. Returns an exit status; throws asge::Error if it
/// fails.
int listData(const DataOptions& options);

} // namespace asge::cli
