// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"

#include <vector>

namespace asge {

/// Statistics per channel, of pixels scaled to 0…1.
struct ChannelStatistics {
    std::vector<float> mean;
    std::vector<float> standardDeviation; ///< over all pixels (divided by N, not N − 1)
};

/// The statistics of all images of a set. They are computed from exact sums, so they are the same
/// whether the images are in memory or not. Throws Interrupted if `watch` is stopped.
ChannelStatistics channelStatistics(const ImageSet& set, LoadWatch& watch);

/// The sums of one image of `channels` planes of `plane` bytes each.
std::vector<ChannelSum> channelSums(const std::uint8_t* pixels, int channels, std::size_t plane);

} // namespace asge
