// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/picture.h"

#include <filesystem>

namespace asge::cli {

/// Writes a PNG file. An existing file stays as it was until the new one is complete. Throws Error
/// "FILE: WHAT".
void writeAsWhole(const std::filesystem::path& file, const Picture& picture);

} // namespace asge::cli
