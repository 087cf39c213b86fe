// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/compute/image_scores.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace asge {

bool isLargest(const float* values, std::size_t count, std::int64_t index) {
    const auto place = static_cast<std::size_t>(index);
    const float own = values[place];
    bool largest = std::isfinite(own);
    for (std::size_t i = 0; i < count; ++i) {
        largest = largest && (i < place ? values[i] < own : values[i] <= own);
    }
    return largest;
}

// The loops have no branches, so that their cost is small beside that of the projection.
bool isInTop5(const float* values, std::size_t count, std::int64_t index) {
    constexpr int kTop = 5;
    const auto place = static_cast<std::size_t>(index);
    const float own = values[place];
    int before = 0;
    int nans = 0;
    for (std::size_t i = 0; i < place; ++i) {
        before += values[i] >= own ? 1 : 0;
        nans += std::isnan(values[i]) ? 1 : 0;
    }
    for (std::size_t i = place + 1; i < count; ++i) {
        before += values[i] > own ? 1 : 0;
        nans += std::isnan(values[i]) ? 1 : 0;
    }
    return before < kTop && nans == 0 && std::isfinite(own);
}

ImageOutcomes emptyOutcomes(std::size_t layers, int classes, std::size_t images) {
    ImageOutcomes outcomes;
    outcomes.classes = classes;
    outcomes.labels.resize(images);
    outcomes.scorers.resize(layers + 1);
    for (std::size_t i = 0; i <= layers; ++i) {
        outcomes.scorers[i].predicted.resize(images);
        outcomes.scorers[i].confidence.resize(images);
        outcomes.scorers[i].margin.resize(i < layers ? images : 0);
    }
    outcomes.rangeCorrect.resize(rangeCount(layers));
    return outcomes;
}

void setOutcome(ScorerOutcomes& outcomes, std::size_t image, const std::vector<float>& logits,
                std::int64_t label) {
    const auto own = static_cast<std::size_t>(label);
    float rival = -std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < logits.size(); ++i) {
        rival = i == own ? rival : std::max(rival, logits[i]);
    }
    outcomes.margin[image] = logits[own] - rival;
    outcomes.predicted[image] =
        static_cast<std::int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

void RangeScorer::add(const float* probabilities, std::int64_t label,
                      std::vector<std::int64_t>& correct, ScorerOutcomes& fusion,
                      std::size_t image) {
    for (std::size_t from = 0; from < layers_; ++from) {
        std::fill(fused_.begin(), fused_.end(), 0.0F);
        for (std::size_t to = from; to < layers_; ++to) {
            std::transform(fused_.begin(), fused_.end(), probabilities + to * classes_,
                           fused_.begin(), std::plus());
            // The accuracy of a single layer is that of its logits.
            correct[rangeIndex(from, to, layers_)] +=
                to > from && isLargest(fused_.data(), classes_, label) ? 1 : 0;
        }
        if (from == 0) {
            whole_ = fused_;
        }
    }
    const auto best = std::max_element(whole_.begin(), whole_.end());
    fusion.predicted[image] = static_cast<std::int32_t>(best - whole_.begin());
    fusion.confidence[image] = *best / static_cast<float>(layers_);
}

} // namespace asge
