// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/data_options.h"

namespace asge::cli {

/// Draws some images of each class into a PNG file. Returns an exit status; throws asge::Error if
/// it fails.
int browseData(const DataOptions& options);

} // namespace asge::cli
