#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace asge {

/// What an image file says of itself before its pixels are read.
struct PictureInfo {
    int channels = 0; ///< 1 (grey) or 3 (red, green, blue), as decodeImage gives them
    int width = 0;
    int height = 0;
};

/// A decoded image, upright.
struct Picture {
    int channels = 0;
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels; ///< H × W × C
    /// What was wrong with the file though every row came out right, for a note: "its end marker is
    /// missing", "9 bytes follow its end marker"; empty for a sound one.
    std::string mended;
};

using ImageBytes = std::vector<std::uint8_t>;

} // namespace asge
