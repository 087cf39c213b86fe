// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QString>

#include <optional>
#include <vector>

namespace asge {

/// The pixels [begin, end) that a patch covers along one side of a layer's activations.
struct PatchSpan {
    int begin = 0;
    int end = 0;

    bool operator==(const PatchSpan&) const = default;
};

/// The bounds of adaptive average pooling: ⌊i·size/P⌋ to ⌈(i+1)·size/P⌉. Neighbouring patches share
/// a pixel if `patches` does not divide `size`.
PatchSpan patchSpan(int patch, int patches, int size);
/// The left edge of a patch as it is drawn, as a fraction of the side (`patches` gives 1). A pixel
/// that two patches share is split between them, so that drawn cells do not overlap.
double patchEdge(int patch, int patches, int size);
/// The patch that is drawn at a fraction (0 to 1) of the side.
int patchAt(double fraction, int patches, int size);

/// The unit of the colours in the summed maps.
enum class GoodnessScale {
    relative,  ///< goodness divided by the layer's mean patch goodness; one scale
    absolute,  ///< goodness; one scale
    eachLayer, ///< goodness; each layer's scale goes from its least to its greatest shown value
};

/// The values at both ends of a colour scale.
struct ColorRange {
    double low = 0;
    double high = 1;
    bool clipped = false; ///< some values are above `high`

    /// The position of a value on the scale, 0 to 1; NaN if the value is not finite.
    double fraction(double value) const;
    bool operator==(const ColorRange&) const = default;
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

/// The range of the finite values. Its upper end is their maximum or, if that is far above the 99th
/// percentile, the percentile, so that a few outliers do not make all others dark. `low` is above
/// `high` if no value is finite. Reorders the values.
ColorRange robustRange(std::vector<float>& values);

/// The least of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is at least `value`; 1
/// if `value` is not positive. It keeps a live scale from changing with every snapshot.
double niceCeiling(double value);

/// Why a snapshot can't belong to a run with these images and layers; empty if it can.
QString invalidReason(const ProbeSnapshot& snapshot, const ProbeImages& images,
                      const std::vector<LayerInfo>& layers);
/// Why probe images can't be shown; empty if they can.
QString invalidReason(const ProbeImages& images);

} // namespace asge
