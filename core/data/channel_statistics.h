#pragma once

#include "core/data/dataset.h"

#include <vector>

namespace asge {

/// Of each channel, pixels scaled to 0…1.
struct ChannelStatistics {
    std::vector<float> mean;
    /// Over all pixels (not N − 1); 1 for a channel that is the same everywhere, so that dividing
    /// by it is safe.
    std::vector<float> deviation;
};

/// Of a set's images; of one that has a reader, at most 10,000 of them, evenly spread.
ChannelStatistics channelStatistics(const ImageSet& set);

} // namespace asge
