// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/outcomes.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace asge {

/// Whether `index` is the first of the largest of `count` values. Returns false if a value is NaN
/// or the largest is not finite.
bool isLargest(const float* values, std::size_t count, std::int64_t index);
/// Whether `index` is among the five largest of `count` values, by the rule of countTop5.
bool isInTop5(const float* values, std::size_t count, std::int64_t index);

/// Makes outcomes of `images` images for a network, to be filled in.
ImageOutcomes emptyOutcomes(std::size_t layers, int classes, std::size_t images);

/// Sets the class and the margin of a layer's outcome for an image from its logits, one per class.
void setOutcome(ScorerOutcomes& outcomes, std::size_t image, const std::vector<float>& logits,
                std::int64_t label);

/// Computes what ranges of layers make of an image.
class RangeScorer {
  public:
    RangeScorer(std::size_t layers, std::size_t classes)
        : layers_(layers), classes_(classes), fused_(classes) {}

    /// Adds 1 to `correct` of each range of two layers or more that predicts the label, and sets
    /// the outcome of Fusion. `probabilities`: layers × classes.
    void add(const float* probabilities, std::int64_t label, std::vector<std::int64_t>& correct,
             ScorerOutcomes& fusion, std::size_t image);
    /// The sums of all layers' probabilities for the image that was added last, one per class.
    const std::vector<float>& fused() const { return whole_; }

  private:
    std::size_t layers_;
    std::size_t classes_;
    std::vector<float> fused_;
    std::vector<float> whole_;
};

} // namespace asge
