// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/channel_statistics.h"

#include "core/data/watched_loop.h"

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

void addSums(const std::vector<ChannelSum>& image, std::vector<ChannelSum>& total) {
    for (std::size_t i = 0; i < total.size(); ++i) {
        total[i].sum += image[i].sum;
        total[i].squares += image[i].squares;
    }
}

std::size_t planeOf(const ImageSet& set) {
    return static_cast<std::size_t>(set.height) * static_cast<std::size_t>(set.width);
}

std::vector<ChannelSum> sumsOfImage(const ImageSet& set, int index) {
    if (!set.reader) {
        return channelSums(set.pixels.data() + set.imageBytes() * static_cast<std::size_t>(index),
                           set.channels, planeOf(set));
    }
    if (auto known = set.reader->sums(index); !known.empty()) {
        return known;
    }
    std::vector<std::uint8_t> pixels(set.imageBytes());
    readImage(set, index, pixels.data());
    return channelSums(pixels.data(), set.channels, planeOf(set));
}

/// Integer sums do not depend on the order in which threads add them.
std::vector<ChannelSum> sumsOf(const ImageSet& set, LoadWatch& watch) {
    constexpr int kBlock = 64; // large enough that threads rarely wait for each other
    std::vector<ChannelSum> total(static_cast<std::size_t>(set.channels));
    std::mutex mutex;
    forEachWatched(
        (set.count + kBlock - 1) / kBlock, "computing channel statistics", watch, [&](int block) {
            std::vector<ChannelSum> sums(total.size());
            for (int i = block * kBlock; i < std::min((block + 1) * kBlock, set.count); ++i) {
                addSums(sumsOfImage(set, i), sums);
            }
            const std::lock_guard lock(mutex);
            addSums(sums, total);
        });
    return total;
}

constexpr std::ptrdiff_t kSumBlock = 1024;

/// Sums in 32 bits, which can hold the squares of 66,000 pixels. The fixed number of pixels lets
/// the compiler use vector instructions.
void addBlock(const std::uint8_t* pixels, ChannelSum& channel) {
    std::uint32_t sum = 0;
    std::uint32_t squares = 0;
    for (std::ptrdiff_t i = 0; i < kSumBlock; ++i) {
        const std::uint32_t value = pixels[i];
        sum += value;
        squares += value * value;
    }
    channel.sum += sum;
    channel.squares += squares;
}

/// Computed around the grey level nearest to the mean, because the variance of a nearly constant
/// channel would be lost in the difference of two large numbers. `n` is below 2^41, so that no sum
/// of squares overflows.
double varianceOf(const ChannelSum& channel, std::uint64_t n) {
    const std::uint64_t level = (channel.sum + n / 2) / n;
    const auto sum = static_cast<std::int64_t>(channel.sum - n * level);
    const auto squares =
        static_cast<std::int64_t>(channel.squares + n * level * level - 2 * level * channel.sum);
    const double mean = static_cast<double>(sum) / static_cast<double>(n);
    return static_cast<double>(squares) / static_cast<double>(n) - mean * mean;
}

} // namespace

ChannelStatistics channelStatistics(const ImageSet& set, LoadWatch& watch) {
    constexpr double kWhite = 255.0;
    ChannelStatistics result;
    const std::uint64_t n = static_cast<std::uint64_t>(set.count) * planeOf(set);
    for (const ChannelSum& channel : sumsOf(set, watch)) {
        const double mean = static_cast<double>(channel.sum) / static_cast<double>(n);
        const double variance = std::max(varianceOf(channel, n), 0.0);
        result.mean.push_back(static_cast<float>(mean / kWhite));
        result.standardDeviation.push_back(static_cast<float>(std::sqrt(variance) / kWhite));
    }
    return result;
}

std::vector<ChannelSum> channelSums(const std::uint8_t* pixels, int channels, std::size_t plane) {
    std::vector<ChannelSum> sums(static_cast<std::size_t>(channels));
    for (ChannelSum& channel : sums) {
        const std::uint8_t* const end = pixels + plane;
        for (; end - pixels >= kSumBlock; pixels += kSumBlock) {
            addBlock(pixels, channel);
        }
        for (; pixels < end; ++pixels) {
            channel.sum += *pixels;
            channel.squares += std::uint64_t{*pixels} * *pixels;
        }
    }
    return sums;
}

} // namespace asge
