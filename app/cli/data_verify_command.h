// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/data_options.h"

namespace asge::cli {

/// Reads a whole data set and checks it. Returns an exit status; throws asge::Error if it fails.
int verifyData(const DataOptions& options);

} // namespace asge::cli
