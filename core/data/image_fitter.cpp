// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/image_fitter.h"

#include "core/base/error.h"
#include "core/data/byte_source.h"
#include "core/data/decode.h"
#include "core/data/row_scaler.h"

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

/// The longest side that the other side allows: as `side` is to `other`, but at most `most`.
int proportional(int other, int side, int otherSide, int most) {
    const double exact = static_cast<double>(other) * side / otherSide;
    return std::clamp(static_cast<int>(std::lround(exact)), 1, most);
}

/// The centre of a picture with the aspect ratio of height × width, scaled to that size.
Picture scaledTo(const Picture& picture, int height, int width) {
    const bool isWide = std::int64_t{picture.width} * height > std::int64_t{picture.height} * width;
    const int partWidth =
        isWide ? proportional(picture.height, width, height, picture.width) : picture.width;
    const int partHeight =
        isWide ? picture.height : proportional(picture.width, height, width, picture.height);
    const auto channels = static_cast<std::size_t>(picture.channels);
    const auto left = static_cast<std::size_t>((picture.width - partWidth) / 2);
    const int top = (picture.height - partHeight) / 2;
    Picture scaled{picture.channels, width, height, {}, picture.mended};
    scaled.pixels.resize(channels * static_cast<std::size_t>(width) *
                         static_cast<std::size_t>(height));
    RowScaler scaler;
    scaler.start(picture.channels, partWidth, partHeight, width, height, scaled.pixels.data());
    for (int y = top; y < top + partHeight; ++y) {
        scaler.add(picture.pixels.data() +
                   (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) + left) *
                       channels);
    }
    return scaled;
}

std::uint8_t greyOf(const std::uint8_t* rgb) {
    return static_cast<std::uint8_t>((299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2] + 500) / 1000);
}

} // namespace

ImageFitter::ImageFitter(int channels, int height, int width, const Experiment::Data& data)
    : target_{channels, height, width, height, data.size > 0 ? data.centreCrop : 1.0} {
    if (channels != 1 && channels != 3) {
        throw BadInput("the network expects images of " + std::to_string(channels) +
                       " channels; images can be shown to networks for 1 or 3 channels");
    }
}

std::string ImageFitter::read(const std::string& file, std::uint8_t* pixels) {
    decoder_.load(file);
    try {
        if (target_.height == target_.width) {
            const LoadWatch unwatched;
            const Picture& picture = decoder_.decode(target_, unwatched);
            write(picture, pixels);
            return picture.mended;
        }
        const Picture picture = decodeImage(readBytes(file, kLargestImageFile));
        fit(picture, pixels);
        return picture.mended;
    } catch (const BadInput& error) {
        refuse(file, error.what());
    }
}

void ImageFitter::fit(const Picture& picture, std::uint8_t* pixels) const {
    if (picture.height == target_.height && picture.width == target_.width) {
        write(picture, pixels);
    } else {
        write(scaledTo(picture, target_.height, target_.width), pixels);
    }
}

void ImageFitter::write(const Picture& picture, std::uint8_t* pixels) const {
    if (picture.channels <= target_.channels) {
        toPlanes(picture, target_, pixels);
        return;
    }
    for (std::size_t i = 0; i < target_.plane(); ++i) {
        pixels[i] = greyOf(picture.pixels.data() + 3 * i);
    }
}

} // namespace asge
