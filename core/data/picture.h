// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace asge {

/// The size and channels in an image file's header.
struct PictureInfo {
    int channels = 0; ///< 1 (grey) or 3 (red, green, blue), as decodeImage returns them
    int width = 0;
    int height = 0;
};

/// A decoded image, upright.
struct Picture {
    int channels = 0;
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels; ///< H × W × C
    /// The defect of a file whose rows are all correct, for a note: "its end marker is missing", "9
    /// bytes follow its end marker"; empty if the file is intact.
    std::string mended;
};

using ImageBytes = std::vector<std::uint8_t>;

} // namespace asge
