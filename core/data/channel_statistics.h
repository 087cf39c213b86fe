#pragma once

#include "core/data/dataset.h"

#include <vector>

namespace asge {

/// Per channel, pixels scaled to 0…1.
struct ChannelStatistics {
    std::vector<float> mean;
    std::vector<float> deviation; ///< the standard deviation over all pixels (not N − 1)
};

/// Of all images of a set, from exact sums: whether the images are in memory makes no difference.
/// Throws Interrupted once `watch` says so.
ChannelStatistics channelStatistics(const ImageSet& set, LoadWatch& watch);

/// The sums of one image of `channels` planes of `plane` bytes each.
std::vector<ChannelSum> channelSums(const std::uint8_t* pixels, int channels, std::size_t plane);

} // namespace asge
