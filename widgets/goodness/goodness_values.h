// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/maps/map_values.h"

#include <optional>
#include <vector>

namespace asge {

/// The unit of the colours in the summed maps.
enum class GoodnessScale {
    relative,  ///< goodness divided by the layer's mean patch goodness; one scale
    absolute,  ///< goodness; one scale
    eachLayer, ///< goodness; each layer's scale goes from its least to its greatest shown value
};

/// A class and its probability.
struct ClassProbability {
    int label = 0;
    double probability = 0;
};

/// A snapshot and what the view computes from it once: sums over channels, means of layers, shares
/// of channels. Values that are not finite are kept but excluded from all means.
class GoodnessValues {
  public:
    explicit GoodnessValues(ProbeSnapshotPtr snapshot);

    const ProbeSnapshot& snapshot() const { return *snapshot_; }
    int patches(int layer) const;
    /// Patch goodness, summed over the layer's channels.
    float sum(int layer, int sample, int row, int column) const;
    /// One channel's patch goodness.
    float channel(int layer, int sample, int channel, int row, int column) const;
    /// The mean of the finite sums over all probe images and patches; NaN if there are none.
    double layerMean(int layer) const { return layers_[layer].mean; }
    /// The channel's share of the layer's goodness for the image, 0 to 1; NaN if the layer has
    /// none.
    double share(int layer, int sample, int channel) const;
    /// The `count` channels with the most goodness for the image, in descending order.
    std::vector<int> strongest(int layer, int sample, int count) const;

    /// The most probable classes by the layer's own prediction, at most `count`. None if the layer
    /// has no valid probabilities for the image.
    std::vector<ClassProbability> predictions(int layer, int sample, int count) const;
    /// The class with the greatest sum of the layers' probabilities, and the mean of these.
    std::optional<ClassProbability> fusion(int sample) const;

    /// A sum of patch goodness in the unit of the scale.
    double scaled(GoodnessScale scale, int layer, double goodness) const;
    /// The colour range of each layer over these samples. All layers share one, except with
    /// eachLayer.
    std::vector<ColorRange> ranges(GoodnessScale scale, const std::vector<int>& samples) const;

  private:
    struct Layer {
        std::vector<float> sums; ///< samples × P × P
        /// samples × channels: sums of the finite patch goodness
        std::vector<double> channelTotals;
        double mean = 0;
    };

    static Layer summarise(const LayerMaps& maps, int samples);
    struct Extremes {
        ColorRange usual;
        double most = 0;
    };
    Extremes extremes(int layer, const std::vector<int>& samples) const;

    ProbeSnapshotPtr snapshot_;
    std::vector<Layer> layers_;
};

} // namespace asge
