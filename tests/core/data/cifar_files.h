// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/core/data/scratch.h"

#include <utility>

/// Functions that make CIFAR's binary files.
namespace asge::scratch {

/// Makes records of (label, mark): an image's planes are filled with mark, mark + 1 and mark + 2.
/// With two labels, the first one, the coarse label, is the label modulo 20.
inline Bytes cifarRecords(const std::vector<std::pair<int, int>>& images, int labels) {
    constexpr std::size_t kPlane = 32 * 32;
    Bytes file;
    for (const auto& [label, mark] : images) {
        if (labels == 2) {
            file.push_back(static_cast<std::uint8_t>(label % 20));
        }
        file.push_back(static_cast<std::uint8_t>(label));
        for (int channel = 0; channel < 3; ++channel) {
            file.insert(file.end(), kPlane, static_cast<std::uint8_t>(mark + channel));
        }
    }
    return file;
}

} // namespace asge::scratch
