#include "core/data/channel_statistics.h"

#include "core/data/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace asge {

namespace {

constexpr int kMostDecoded = 10000;

/// How often each value occurs in a channel: sums over it are exact in whole numbers, in whatever
/// order they are taken.
using Histogram = std::array<std::uint64_t, 256>;
using Histograms = std::vector<Histogram>;

void addImage(const std::uint8_t* pixels, std::size_t plane, Histograms& counts) {
    for (Histogram& channel : counts) {
        for (std::size_t i = 0; i < plane; ++i) {
            ++channel[*pixels++];
        }
    }
}

Histograms histograms(const ImageSet& set) {
    Histograms counts(static_cast<std::size_t>(set.channels));
    const std::size_t size = set.imageBytes();
    const std::size_t plane = size / counts.size();
    if (!set.reader) {
        for (std::size_t first = 0; first < set.pixels.size(); first += size) {
            addImage(&set.pixels[first], plane, counts);
        }
        return counts;
    }
    const int looked = std::min(set.count, kMostDecoded);
    std::mutex mutex;
    forEachInParallel(looked, [&](int i) {
        std::vector<std::uint8_t> pixels(size);
        readImage(set, static_cast<int>(std::int64_t{i} * set.count / looked), pixels.data());
        const std::lock_guard lock(mutex);
        addImage(pixels.data(), plane, counts);
    });
    return counts;
}

void measure(const Histogram& counts, ChannelStatistics& result) {
    std::uint64_t count = 0;
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t value = 0; value < counts.size(); ++value) {
        const auto scaled = static_cast<double>(value) / 255.0;
        const auto times = static_cast<double>(counts[value]);
        count += counts[value];
        sum += times * scaled;
        squares += times * scaled * scaled;
    }
    const double mean = sum / static_cast<double>(count);
    const double variance = std::max(squares / static_cast<double>(count) - mean * mean, 0.0);
    const bool constant = *std::max_element(counts.begin(), counts.end()) == count;
    result.mean.push_back(static_cast<float>(mean));
    result.deviation.push_back(constant ? 1.0F : static_cast<float>(std::sqrt(variance)));
}

} // namespace

ChannelStatistics channelStatistics(const ImageSet& set) {
    ChannelStatistics result;
    for (const Histogram& channel : histograms(set)) {
        measure(channel, result);
    }
    return result;
}

} // namespace asge
