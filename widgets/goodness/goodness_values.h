// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QString>

#include <optional>
#include <vector>

namespace asge {

/// The pixels [begin, end) of a layer's grid that a patch covers along one side.
struct PatchSpan {
    int begin = 0;
    int end = 0;

    bool operator==(const PatchSpan&) const = default;
};

/// The bounds of adaptive average pooling: ⌊i·size/P⌋ to ⌈(i+1)·size/P⌉. Neighbours share a pixel
/// where `patches` does not divide `size`.
PatchSpan patchSpan(int patch, int patches, int size);
/// Where patch `patch` begins when drawn, as a fraction of the side (0 to 1; `patches` gives 1). A
/// pixel that two patches share is split between them, so that drawn cells never overlap.
double patchEdge(int patch, int patches, int size);
/// The drawn patch at a fraction (0 to 1) of the side.
int patchAt(double fraction, int patches, int size);

/// What the colours of the summed maps mean.
enum class GoodnessScale {
    relative,  ///< one scale: goodness over the layer's mean patch goodness
    absolute,  ///< one scale: goodness
    eachLayer, ///< goodness; each layer from its least to its greatest shown value
};

/// The values at the two ends of a colour scale.
struct ColorRange {
    double low = 0;
    double high = 1;
    bool clipped = false; ///< a few values lie above `high`

    /// Where a value lies, 0 to 1; NaN for a value that is not finite.
    double fraction(double value) const;
    bool operator==(const ColorRange&) const = default;
};

/// A class and its probability.
struct Guess {
    int label = 0;
    double probability = 0;
};

/// A snapshot with what the view draws of it, worked out once: sums over channels, layers' means
/// and channels' shares. Values that are not finite stand in their cells but count in no mean.
class GoodnessValues {
  public:
    explicit GoodnessValues(ProbeSnapshotPtr snapshot);

    const ProbeSnapshot& snapshot() const { return *snapshot_; }
    int patches(int layer) const;
    /// Patch goodness summed over the layer's channels.
    float sum(int layer, int sample, int row, int column) const;
    /// One channel's patch goodness.
    float channel(int layer, int sample, int channel, int row, int column) const;
    /// Mean of the finite sums over every probe image and patch; NaN where there are none.
    double layerMean(int layer) const { return layers_[layer].mean; }
    /// The channel's part of the layer's goodness for the image, 0 to 1; NaN where that is none.
    double share(int layer, int sample, int channel) const;
    /// The image's channels with the most goodness, the greatest first.
    std::vector<int> strongest(int layer, int sample, int count) const;

    /// The layer's own most probable classes; fewer than `count` where there are not so many, none
    /// where the layer has no sound probabilities for the image.
    std::vector<Guess> guesses(int layer, int sample, int count) const;
    /// The class with the greatest sum of the layers' probabilities, and their mean.
    std::optional<Guess> fusion(int sample) const;

    /// A sum in the unit of the scale.
    double scaled(GoodnessScale scale, int layer, double goodness) const;
    /// The colour range of each layer over these samples; the same for all but with eachLayer.
    std::vector<ColorRange> ranges(GoodnessScale scale, const std::vector<int>& samples) const;

  private:
    struct Layer {
        std::vector<float> sums;           ///< samples × P × P
        std::vector<double> channelTotals; ///< samples × channels: finite patch goodness summed
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

/// From the least of the (finite) values to the greatest, or, where that lies far above what 99 %
/// of them reach, to there: one patch of a thousand must not leave all others dark. Low above high
/// where there are none. Reorders the values.
ColorRange usualRange(std::vector<float>& values);

/// The least of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is not below `value`;
/// 1 where `value` is not above 0. Keeps a live scale from moving with every snapshot.
double niceCeiling(double value);

/// Why a snapshot can't belong to a run with these images and layers; empty where it can.
QString misfit(const ProbeSnapshot& snapshot, const ProbeImages& images,
               const std::vector<LayerInfo>& layers);
/// Why probe images can't be shown; empty where they can.
QString misfit(const ProbeImages& images);

} // namespace asge
