// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/model/network.h"
#include "core/run/events.h"

#include <ATen/ATen.h>

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace asge {

/// How many images (labels: N, int64) have their largest score (N × classes) at their label. One
/// whose scores are not numbers, or whose largest is not finite, counts as wrong: argmax takes a
/// NaN for the largest.
at::Tensor countCorrect(const at::Tensor& scores, const at::Tensor& labels);

/// The metric that counts as countTop5 does, if the table of metrics has it.
constexpr std::string_view kTop5Key = "top5";

/// How many images (labels: N, int64) have one of their five largest scores (N × classes) at their
/// label; of equal scores that of the lower class comes first, as in countCorrect. An image whose
/// label's score is not finite, or any of whose scores is NaN, counts as wrong.
at::Tensor countTop5(const at::Tensor& scores, const at::Tensor& labels);

/// What a network makes of a set of labelled images: each layer by itself, and the prediction that
/// sums the softmax outputs of all layers (Fusion).
struct Evaluation {
    /// A metric beside loss and accuracy.
    struct Measure {
        MetricId metric;
        std::vector<double> layers;
        double fusion = 0;
    };

    std::vector<LayerScore> layers;
    double fusion = 0;             ///< accuracy, fraction
    std::vector<Measure> measures; ///< those that are measured on as many classes

    /// Adds what was measured on a split; with `best`, the 0-based layer that Best is, also of the
    /// three predictions.
    void addTo(MetricValues& values, Split split, std::optional<int> best = std::nullopt) const;
    /// The 0-based layer with the highest accuracy; the shallowest of equals, since everything
    /// behind it can be dropped.
    int bestLayer() const;
};

/// Sums over the images of a pass through a network.
struct PassTotals {
    std::vector<double> loss;          ///< one a layer
    std::vector<std::int64_t> correct; ///< one a layer
    std::int64_t fusionCorrect = 0;    ///< by the layers' summed softmax
    std::int64_t images = 0;
    std::vector<std::int64_t> top5 = {}; ///< of the five largest, one a layer; empty: not counted
    std::int64_t fusionTop5 = 0;
};

/// Sums an evaluation batch by batch, without synchronising with the device between batches.
class Evaluator {
  public:
    explicit Evaluator(const Network& network);

    /// logits N × classes, one a layer; labels N, int64.
    void add(const std::vector<at::Tensor>& logits, const at::Tensor& labels);
    /// What another pass has found.
    void add(const PassTotals& totals);
    /// Of all that was added; throws Error where nothing was.
    Evaluation result() const;

  private:
    void addTop5(std::size_t prediction, const at::Tensor& scores, const at::Tensor& labels);

    at::Tensor loss_;    ///< layers, summed over images
    at::Tensor correct_; ///< layers + 1, the last one is Fusion's
    at::Tensor top5_;    ///< likewise; undefined if it isn't measured
    std::int64_t images_ = 0;
};

} // namespace asge
