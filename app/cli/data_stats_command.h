// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/data_options.h"

namespace asge::cli {

/// Counts a data set's images and measures their channels. Returns an exit status; throws
/// asge::Error if it fails.
int showDataStatistics(const DataOptions& options);

} // namespace asge::cli
