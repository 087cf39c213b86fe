// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/probe_picture.h"

#include <algorithm>

namespace asge {

QImage pictureOf(const ProbeImages& images, int sample) {
    const std::size_t plane = static_cast<std::size_t>(images.height) * images.width;
    const std::uint8_t* first = images.pixels.data() + plane * images.channels * sample;
    const bool grey = images.channels == 1;
    QImage picture(images.width, images.height,
                   grey ? QImage::Format_Grayscale8 : QImage::Format_RGB32);
    for (int y = 0; y < images.height; ++y) {
        const std::uint8_t* red = first + static_cast<std::size_t>(y) * images.width;
        if (grey) {
            std::copy_n(red, images.width, picture.scanLine(y));
            continue;
        }
        auto* line = reinterpret_cast<QRgb*>(picture.scanLine(y));
        for (int x = 0; x < images.width; ++x) {
            line[x] = qRgb(red[x], red[plane + x], red[2 * plane + x]);
        }
    }
    return picture;
}

} // namespace asge
