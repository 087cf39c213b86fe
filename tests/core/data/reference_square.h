// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/picture.h"
#include "core/data/pixel_box.h"
#include "tests/core/data/scratch.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>

/// A simple reference implementation of scaling. Stored runs depend on these pixels.
namespace asge::scratch {

/// The weight of each of `from` old pixels in the new pixel `index`: its share of a triangle,
/// rounded so that all weights add up to 2^14.
inline std::vector<std::int64_t> referenceWeights(std::int64_t index, std::int64_t from,
                                                  std::int64_t to) {
    std::vector<std::int64_t> sums;
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < from; ++i) {
        const std::int64_t distance = std::abs((2 * i + 1) * to - (2 * index + 1) * from);
        sum += std::max<std::int64_t>(2 * std::max(from, to) - distance, 0);
        sums.push_back(sum);
    }
    std::vector<std::int64_t> weights;
    std::int64_t before = 0;
    for (const std::int64_t part : sums) {
        const std::int64_t rounded = (2 * part * 16384 + sum) / (2 * sum);
        weights.push_back(rounded - before);
        before = rounded;
    }
    return weights;
}

/// A box of a picture, scaled to side × side.
inline Bytes referenceSquare(const Picture& picture, const PixelBox& box, int side) {
    const auto at = [](int y, int x, int width, int channels, int channel) {
        return static_cast<std::size_t>((y * width + x) * channels + channel);
    };
    const int channels = picture.channels;
    std::vector<std::int64_t> rows(static_cast<std::size_t>(box.height() * side * channels));
    for (int x = 0; x < side; ++x) {
        const std::vector<std::int64_t> weights = referenceWeights(x, box.width(), side);
        for (int y = 0; y < box.height(); ++y) {
            for (int channel = 0; channel < channels; ++channel) {
                std::int64_t sum = 0;
                for (int i = 0; i < box.width(); ++i) {
                    sum += weights[static_cast<std::size_t>(i)] *
                           picture.pixels[at(box.top + y, box.left + i, picture.width, channels,
                                             channel)];
                }
                rows[at(y, x, side, channels, channel)] = sum / 64; // 8 bits below a pixel's unit
            }
        }
    }
    Bytes square(static_cast<std::size_t>(side * side * channels));
    for (int y = 0; y < side; ++y) {
        const std::vector<std::int64_t> weights = referenceWeights(y, box.height(), side);
        for (int x = 0; x < side * channels; ++x) {
            std::int64_t sum = 1 << 21;
            for (int i = 0; i < box.height(); ++i) {
                sum += weights[static_cast<std::size_t>(i)] *
                       rows[static_cast<std::size_t>(i * side * channels + x)];
            }
            square[static_cast<std::size_t>(y * side * channels + x)] =
                static_cast<std::uint8_t>(sum >> 22);
        }
    }
    return square;
}

/// The centre square, whose side is `fraction` times the shorter side.
inline PixelBox referenceCentre(const Picture& picture, double fraction = 1.0) {
    const int shorter = std::min(picture.width, picture.height);
    const int side = std::max(static_cast<int>(fraction * shorter + 0.5), 1);
    const int left = (picture.width - side) / 2;
    const int top = (picture.height - side) / 2;
    return {left, top, left + side, top + side};
}

/// Random pixels, which reveal every wrong weight.
inline Bytes noise(int width, int height, int channels, unsigned seed = 1) {
    std::mt19937 random(seed);
    Bytes pixels(static_cast<std::size_t>(width * height * channels));
    std::generate(pixels.begin(), pixels.end(),
                  [&] { return static_cast<std::uint8_t>(random() >> 24U); });
    return pixels;
}

} // namespace asge::scratch
