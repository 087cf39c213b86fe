// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/square.h"

#include "core/data/picture.h"
#include "core/data/row_scaler.h"

#include <algorithm>

namespace asge {

Picture squareOf(const Picture& picture, int side) {
    const int shorter = std::min(picture.width, picture.height);
    const auto channels = static_cast<std::size_t>(picture.channels);
    const std::size_t stride = channels * static_cast<std::size_t>(picture.width);
    const auto left = static_cast<std::size_t>((picture.width - shorter) / 2);
    const auto top = static_cast<std::size_t>((picture.height - shorter) / 2);
    Picture square{picture.channels, side, side, {}, picture.mended};
    square.pixels.resize(channels * static_cast<std::size_t>(side) *
                         static_cast<std::size_t>(side));
    RowScaler scaler;
    scaler.start(picture.channels, shorter, shorter, side, side, square.pixels.data());
    for (std::size_t y = top; y < top + static_cast<std::size_t>(shorter); ++y) {
        scaler.add(&picture.pixels[y * stride + left * channels]);
    }
    return square;
}

} // namespace asge
