// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace asge {

/// The images that all probes of a run use, as they are in the data set (not normalised).
struct ProbeImages {
    int count = 0;
    int channels = 0; ///< 1 is grey, 3 is RGB
    int height = 0;
    int width = 0;
    std::vector<std::uint8_t> pixels; ///< count × channels × height × width
    std::vector<int> labels;          ///< count
    std::vector<int> indices;         ///< count; position in the data set's test files

    bool operator==(const ProbeImages&) const = default;
};

/// A layer's outputs for the probe images.
struct LayerMaps {
    int channels = 0;
    int patches = 0;             ///< P: the map is P × P
    std::vector<float> goodness; ///< samples × channels × P × P: each channel's patch goodness
    std::vector<float> probabilities; ///< samples × classes: softmax of the layer's own logits

    bool operator==(const LayerMaps&) const = default;
};

/// Statistics of one layer's channels over the probe images; each vector has one entry per channel.
struct ChannelStats {
    std::vector<float> meanActivation; ///< mean of Y over images and positions
    std::vector<float> goodnessShare;  ///< fraction of the layer's summed goodness; sums to 1
    std::vector<float> deadFraction; ///< fraction of positions (h, w) that are zero for every image

    bool operator==(const ChannelStats&) const = default;
};

/// A channel is dead if it is zero at all positions of all probe images; the threshold allows for
/// rounding.
inline constexpr float kDeadFraction = 0.999F;
/// The number of dead channels of a layer.
inline int deadChannels(const ChannelStats& stats) {
    return static_cast<int>(std::count_if(stats.deadFraction.begin(), stats.deadFraction.end(),
                                          [](float part) { return part >= kDeadFraction; }));
}

struct Readouts;

/// A measurement of the network's inner state. It is immutable and shared as ProbeSnapshotPtr.
struct ProbeSnapshot {
    int epoch = 0;         ///< epochs finished when it was taken
    std::int64_t step = 0; ///< steps finished when it was taken
    int samples = 0;       ///< number of ProbeImages
    int classes = 0;
    std::vector<LayerMaps> layers;
    std::vector<ChannelStats> channels; ///< one entry per layer
    /// How the layers made class scores of these maps (core/run/evidence.h). It is set by the
    /// training that measures, and null in maps that are read from the store.
    std::shared_ptr<const Readouts> readouts = {};

    /// Compares the measurements, not the readouts.
    bool operator==(const ProbeSnapshot& other) const {
        return epoch == other.epoch && step == other.step && samples == other.samples &&
               classes == other.classes && layers == other.layers && channels == other.channels;
    }
};

/// The layers' probabilities for the probe images at the end of an epoch.
struct EpochProbabilities {
    int epoch = 0;
    int samples = 0;
    int classes = 0;
    std::vector<std::vector<float>> layers; ///< per layer: samples × classes

    bool operator==(const EpochProbabilities&) const = default;
};

using ProbeSnapshotPtr = std::shared_ptr<const ProbeSnapshot>;

/// The P × P map of one sample summed over channels, row by row.
inline std::vector<float> summedMap(const LayerMaps& layer, int sample) {
    const auto area = static_cast<std::size_t>(layer.patches) * layer.patches;
    std::vector<float> sum(area, 0.0F);
    const float* map =
        layer.goodness.data() + static_cast<std::size_t>(sample) * layer.channels * area;
    for (int channel = 0; channel < layer.channels; ++channel, map += area) {
        for (std::size_t i = 0; i < area; ++i) {
            sum[i] += map[i];
        }
    }
    return sum;
}

} // namespace asge
