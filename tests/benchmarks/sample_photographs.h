// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <vector>

/// Makes JPEG files that are as expensive to decode as photographs.
namespace asge::bench {

/// Writes `count` files of 500 × 375 or 375 × 500 pixels into the folder: quality 90, 4:2:0 chroma
/// subsampling, about 90 kB each, the same ones in every call.
std::vector<std::filesystem::path> writePhotographs(const std::filesystem::path& folder, int count);

} // namespace asge::bench
