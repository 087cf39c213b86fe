#include "core/data/picture.h"

#include <algorithm>
#include <cstdlib>

namespace asge {

namespace {

constexpr int kWeightBits = 14;
constexpr std::int32_t kOne = 1 << kWeightBits;
/// Of the sums over columns so many bits are kept below a pixel's unit: they still fit 16 bits.
constexpr int kKeptBits = 8;

/// What makes one pixel of the new grid out of a row of old ones.
struct Taps {
    int first = 0;
    std::vector<std::int32_t> weights; ///< their sum is kOne
};

/// A triangle around the new pixel's centre, in units of 1 / (2 · to) old pixels, so that all of it
/// is whole numbers. Weights are differences of rounded sums: they add up to kOne, and a plain area
/// keeps its value.
Taps tapsAt(std::int64_t index, std::int64_t from, std::int64_t to) {
    const std::int64_t reach = 2 * std::max(from, to);
    const std::int64_t center = (2 * index + 1) * from;
    const auto share = [&](std::int64_t i) {
        return std::max<std::int64_t>(reach - std::abs((2 * i + 1) * to - center), 0);
    };
    const std::int64_t first = std::max<std::int64_t>((center - reach) / (2 * to), 0);
    const std::int64_t end = std::min((center + reach) / (2 * to) + 1, from);
    std::int64_t sum = 0;
    for (std::int64_t i = first; i < end; ++i) {
        sum += share(i);
    }
    Taps taps{static_cast<int>(first), {}};
    std::int64_t before = 0;
    std::int64_t given = 0;
    for (std::int64_t i = first; i < end; ++i) {
        before += share(i);
        const std::int64_t rounded = (2 * before * kOne + sum) / (2 * sum);
        taps.weights.push_back(static_cast<std::int32_t>(rounded - given));
        given = rounded;
    }
    return taps;
}

std::vector<Taps> tapsFor(int from, int to) {
    std::vector<Taps> all;
    for (int i = 0; i < to; ++i) {
        all.push_back(tapsAt(i, from, to));
    }
    return all;
}

std::int32_t weighted(const Taps& taps, const auto* values, std::size_t stride) {
    std::int32_t sum = 0;
    for (const std::int32_t weight : taps.weights) {
        sum += weight * *values;
        values += stride;
    }
    return sum;
}

/// A square part of a picture.
struct Window {
    const Picture& picture;
    int left;
    int top;
    int side;

    const std::uint8_t* row(int y) const {
        const std::size_t first =
            static_cast<std::size_t>(top + y) * static_cast<std::size_t>(picture.width) +
            static_cast<std::size_t>(left);
        return &picture.pixels[first * static_cast<std::size_t>(picture.channels)];
    }
};

/// Each row to the new width; values have kKeptBits more.
std::vector<std::uint16_t> scaleRows(const Window& from, const std::vector<Taps>& taps) {
    const auto channels = static_cast<std::size_t>(from.picture.channels);
    std::vector<std::uint16_t> rows;
    rows.reserve(static_cast<std::size_t>(from.side) * taps.size() * channels);
    for (int y = 0; y < from.side; ++y) {
        const std::uint8_t* row = from.row(y);
        for (const Taps& tap : taps) {
            for (std::size_t channel = 0; channel < channels; ++channel) {
                const std::uint8_t* values =
                    row + static_cast<std::size_t>(tap.first) * channels + channel;
                rows.push_back(static_cast<std::uint16_t>(weighted(tap, values, channels) >>
                                                          (kWeightBits - kKeptBits)));
            }
        }
    }
    return rows;
}

Picture cut(const Window& window) {
    Picture square{window.picture.channels, window.side, window.side, {}, window.picture.mended};
    const int stride = window.side * window.picture.channels;
    for (int y = 0; y < window.side; ++y) {
        square.pixels.insert(square.pixels.end(), window.row(y), window.row(y) + stride);
    }
    return square;
}

} // namespace

Picture squareOf(const Picture& picture, int side) {
    const int shorter = std::min(picture.width, picture.height);
    const Window window{picture, (picture.width - shorter) / 2, (picture.height - shorter) / 2,
                        shorter};
    if (shorter == side) {
        return cut(window);
    }
    const std::vector<Taps> taps = tapsFor(shorter, side);
    const std::vector<std::uint16_t> rows = scaleRows(window, taps);
    const std::size_t stride =
        static_cast<std::size_t>(side) * static_cast<std::size_t>(picture.channels);
    constexpr std::int32_t kHalf = 1 << (kWeightBits + kKeptBits - 1);
    Picture square{picture.channels, side, side, {}, picture.mended};
    square.pixels.reserve(stride * static_cast<std::size_t>(side));
    for (const Taps& tap : taps) {
        for (std::size_t x = 0; x < stride; ++x) {
            const std::uint16_t* values = &rows[static_cast<std::size_t>(tap.first) * stride + x];
            const std::int32_t sum = weighted(tap, values, stride) + kHalf;
            square.pixels.push_back(static_cast<std::uint8_t>(sum >> (kWeightBits + kKeptBits)));
        }
    }
    return square;
}

} // namespace asge
