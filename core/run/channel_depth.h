// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/snapshot.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace asge {

/// The bins of a channel's goodness, which is not negative: bin 0 holds the images for which it is
/// 0, the others are equally wide up to `most`, the largest goodness of any image.
inline constexpr int kGoodnessBins = 24;

/// A patch that moves a channel much.
struct ChannelPeak {
    int position = 0; ///< of the image in its split, from 0
    int label = 0;
    int row = 0; ///< of the patch
    int column = 0;
    float goodness = 0; ///< of the patch

    bool operator==(const ChannelPeak&) const = default;
};

/// What a channel of a layer does on the images of a split.
struct ChannelDepth {
    int layer = 0;   ///< from 0
    int channel = 0; ///< from 0
    int inputChannels = 0;
    std::vector<float> filter; ///< inputChannels × 3 × 3
    int patches = 0;           ///< P of the layer's goodness maps
    float most = 0;            ///< the largest goodness of an image, the mean of its patches
    /// classes × kGoodnessBins: images by label and goodness.
    std::vector<std::int64_t> histogram;
    std::vector<double> classMeans; ///< mean goodness per class; NaN for a class without images
    std::vector<ChannelPeak> peaks; ///< the strongest patch of each of the strongest images
    /// Other channels of the layer and the correlation (Pearson) of their patch goodness with that
    /// of the channel, over all images and patches; the largest absolute value first. Channels that
    /// never change are left out.
    std::vector<std::pair<int, double>> correlations;
};

/// Collects ChannelDepth image by image. All images have maps of the same shape.
class ChannelStudy {
  public:
    ChannelStudy(int layer, int channel, int classes);

    /// Adds the images of a part of the split, whose first has that position. `labels` has one per
    /// sample of `maps`.
    void add(const LayerMaps& maps, const std::vector<int>& labels, int firstPosition);
    /// The results, with at most so many peaks and correlations. The filter is left empty.
    ChannelDepth result(int mostPeaks, int mostCorrelations) const;

  private:
    struct Image {
        float goodness = 0; ///< mean over the patches
        ChannelPeak peak;
    };

    void addCorrelations(const float* maps);

    int layer_;
    int channel_;
    int classes_;
    int patches_ = 0;
    int channels_ = 0;
    std::vector<Image> images_;
    std::int64_t count_ = 0;       ///< images × patches
    std::vector<double> sums_;     ///< per channel
    std::vector<double> squares_;  ///< per channel
    std::vector<double> products_; ///< per channel, with the studied one
};

} // namespace asge
