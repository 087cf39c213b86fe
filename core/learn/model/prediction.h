// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/model/network.h"
#include "core/run/events.h"
#include "core/run/outcomes.h"

#include <ATen/ATen.h>

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace asge {

/// The number of images (labels: N, int64) whose largest score (scores: N × classes) is that of
/// their label. An image with a NaN score, or whose largest score is not finite, counts as wrong:
/// argmax takes a NaN for the largest.
at::Tensor countCorrect(const at::Tensor& scores, const at::Tensor& labels);

/// The key of the metric that countTop5 measures.
constexpr std::string_view kTop5Key = "top5";

/// The number of images (labels: N, int64) whose label has one of the five largest scores (scores:
/// N × classes). Of equal scores, that of the lower class comes first, as in countCorrect. An image
/// counts as wrong if the score of its label is not finite or any of its scores is NaN.
at::Tensor countTop5(const at::Tensor& scores, const at::Tensor& labels);

/// The results of a network on a set of labelled images: those of each layer, and those of Fusion,
/// which sums the softmax outputs of all layers.
struct Evaluation {
    /// A metric beside loss and accuracy.
    struct Measure {
        MetricId metric;
        std::vector<double> layers;
        double fusion = 0;
    };

    std::vector<LayerScore> layers;
    double fusion = 0;             ///< accuracy of Fusion, a fraction
    std::vector<Measure> measures; ///< the metrics that are measured for this number of classes
    ImageOutcomes outcomes;        ///< in the order in which the images were added

    /// Sets the values of a split; if `best`, the 0-based layer of the prediction Best, is given,
    /// also those of the three predictions.
    void addTo(MetricValues& values, Split split, std::optional<int> best = std::nullopt) const;
    /// The 0-based layer with the highest accuracy; of equals the shallowest, since all layers
    /// behind it can be dropped.
    int bestLayer() const;
};

/// Sums over the images of a pass through a network.
struct PassTotals {
    std::vector<double> loss;          ///< one per layer
    std::vector<std::int64_t> correct; ///< one per layer
    std::int64_t images = 0;
    std::vector<std::int64_t> top5 = {}; ///< one per layer; empty if it is not measured
    std::int64_t fusionTop5 = 0;
    // Of an evaluation; empty in a training step:
    std::vector<std::int64_t> rangeCorrect = {}; ///< as in ImageOutcomes
    ImageOutcomes outcomes = {};
};

/// Sums an evaluation batch by batch, without synchronising with the device between batches.
class Evaluator {
  public:
    explicit Evaluator(const Network& network);

    /// Adds a batch: logits, N × classes, one per layer; labels, N, int64.
    void add(const std::vector<at::Tensor>& logits, const at::Tensor& labels);
    /// Adds what a pass found.
    void add(PassTotals totals);
    /// The results on all images that were added. Throws Error if there are none.
    /// May be called once.
    Evaluation result();

  private:
    /// Outcomes of a batch; scorers × N, on the device.
    struct BatchOutcomes {
        at::Tensor labels; ///< N
        at::Tensor predicted;
        at::Tensor confidence;
        at::Tensor margin; ///< layers × N
    };

    void addTop5(std::size_t prediction, const at::Tensor& scores, const at::Tensor& labels);
    /// Counts the fusions of all ranges of layers; returns that of all layers, N × classes.
    at::Tensor addRanges(const std::vector<at::Tensor>& probabilities, const at::Tensor& labels);
    void append(const ImageOutcomes& outcomes);

    std::size_t layers_;
    ImageOutcomes outcomes_;
    std::vector<BatchOutcomes> batches_; ///< not in outcomes_ yet

    at::Tensor loss_;    ///< layers, summed over images
    at::Tensor correct_; ///< one per range of layers (rangeIndex)
    at::Tensor top5_;    ///< layers + 1; the last element is Fusion's; undefined if not measured
    std::int64_t images_ = 0;
};

} // namespace asge
