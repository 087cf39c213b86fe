// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <vector>

/// JPEG files that cost as much as photographs do.
namespace asge::bench {

/// Writes `count` files of 500 × 375 or 375 × 500 pixels into the folder: quality 90, colours at
/// half of the resolution, the same ones each time, of about 90 kB.
std::vector<std::filesystem::path> writePhotographs(const std::filesystem::path& folder, int count);

} // namespace asge::bench
