// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/metrics.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace asge {

// What the layers of a network, and the fusions of consecutive layers, make of the images of a
// split: which class each predicts, and by which margin. A 'scorer' is a layer (0 to layers − 1) or
// Fusion (number `layers`).

/// The bins of margins, the same for all runs. The margin of a layer for an image is the logit of
/// its label minus the largest other logit, in nats: it is negative if the layer predicts another
/// class. Bin k begins at marginEdge(k); 0 is the edge between kMarginBins / 2 − 1 and its
/// successor, so that the share of negative margins is exact. A bin includes its lower edge. The
/// first bin has no lower and the last one no upper end.
inline constexpr int kMarginBins = 128;
/// 2·sinh((k − 64) / 16), for k from 1 to 127: 0.125 nats apart at 0, and 50 nats at the ends;
/// -infinity for 0 and infinity for 128.
double marginEdge(int k);
/// The bin of a margin; that of a NaN is 0.
int marginBin(double margin);
using MarginCounts = std::array<std::int64_t, kMarginBins>;
/// The fraction of the images with a negative margin; NaN without images.
double negativeShare(const MarginCounts& counts);
/// The margin below which a fraction of the images lies, interpolated in its bin; NaN without
/// images.
double marginQuantile(const MarginCounts& counts, double fraction);

/// The number of ranges of consecutive layers, layers · (layers + 1) / 2.
constexpr std::size_t rangeCount(std::size_t layers) {
    return layers * (layers + 1) / 2;
}
/// The index of the range of layers `from` to `to` (0-based, both included): ordered by `from`,
/// then by `to`.
constexpr std::size_t rangeIndex(std::size_t from, std::size_t to, std::size_t layers) {
    return from * layers - from * (from + 1) / 2 + to;
}

/// The images of one label that were predicted as one class.
struct ConfusionCell {
    int label = 0;
    int predicted = 0;
    std::int64_t count = 0; ///< > 0

    bool operator==(const ConfusionCell&) const = default;
};
/// A confusion matrix: its cells that are not 0, ordered by label, then by predicted class.
using Confusion = std::vector<ConfusionCell>;
/// One confusion matrix per scorer.
using Confusions = std::vector<Confusion>;
using ConfusionsPtr = std::shared_ptr<const Confusions>;

/// The outcomes of one split at the end of an epoch.
struct SplitOutcomes {
    Split split = Split::none;
    std::int64_t images = 0;
    std::vector<MarginCounts> margins; ///< one per layer; each sums to `images`
    /// Images that the fusion of a range of layers predicts correctly; see rangeIndex.
    std::vector<std::int64_t> rangeCorrect;
    ConfusionsPtr confusions; ///< null if they have not been read

    std::size_t layers() const { return margins.size(); }
    /// The accuracy of a range of layers, a fraction.
    double rangeAccuracy(std::size_t from, std::size_t to) const {
        return static_cast<double>(rangeCorrect[rangeIndex(from, to, layers())]) /
               static_cast<double>(images);
    }
};

/// The outcomes of an epoch: those of the validation images, then those of the test images.
struct EpochOutcomes {
    int epoch = 0;
    std::vector<SplitOutcomes> splits;

    const SplitOutcomes* find(Split split) const;
};

/// The range of layers with the highest accuracy on a split. Of equals, the one with the fewest
/// layers up to its end, then the fewest layers. `outcomes` has images.
std::pair<std::size_t, std::size_t> bestRange(const SplitOutcomes& outcomes, std::size_t first = 0);

/// What a scorer makes of every image of a set; each vector has one entry per image.
struct ScorerOutcomes {
    std::vector<std::int32_t> predicted; ///< the class with the largest score
    /// The predicted class's probability; for Fusion the mean over the layers.
    std::vector<float> confidence;
    std::vector<float> margin; ///< of a layer, in nats; empty for Fusion
};

/// What each scorer makes of every image of a set.
struct ImageOutcomes {
    int classes = 0;
    std::vector<std::int32_t> labels;    ///< one per image
    std::vector<ScorerOutcomes> scorers; ///< those of the layers, then that of Fusion
    /// Images that the fusion of a range of layers predicts correctly; see rangeIndex.
    std::vector<std::int64_t> rangeCorrect;

    std::size_t images() const { return labels.size(); }
    std::size_t layers() const { return scorers.empty() ? 0 : scorers.size() - 1; }
};

/// Counts the outcomes of images.
SplitOutcomes countOutcomes(Split split, const ImageOutcomes& images);
/// Counts the outcomes of an epoch's validation images and test images. `imagesOf` returns what the
/// network makes of each image of a split; a split without images is left out.
EpochOutcomes countEpoch(int epoch, const std::function<ImageOutcomes(Split)>& imagesOf);

/// A confusion matrix as a table of classes × classes counts, row by row, a row per label.
std::vector<std::int64_t> denseConfusion(const Confusion& confusion, int classes);

} // namespace asge
