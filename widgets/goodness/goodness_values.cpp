// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace asge {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// The sum of the finite values. It runs over millions of values in the GUI thread. In most cases
/// all are finite, and then no value has to be checked on its own.
double finiteTotal(const float* values, std::size_t count) {
    std::array<double, 4> parts{}; // independent partial sums, so that additions run in parallel
    std::size_t i = 0;
    for (; i + parts.size() <= count; i += parts.size()) {
        for (std::size_t part = 0; part < parts.size(); ++part) {
            parts[part] += values[i + part];
        }
    }
    double total = std::accumulate(values + i, values + count, 0.0) +
                   std::accumulate(parts.begin(), parts.end(), 0.0);
    if (!std::isfinite(total)) {
        total = std::accumulate(values, values + count, 0.0, [](double sum, float value) {
            return std::isfinite(value) ? sum + value : sum;
        });
    }
    return total;
}

} // namespace

GoodnessValues::GoodnessValues(ProbeSnapshotPtr snapshot) : snapshot_(std::move(snapshot)) {
    layers_.reserve(snapshot_->layers.size());
    for (const LayerMaps& maps : snapshot_->layers) {
        layers_.push_back(summarise(maps, snapshot_->samples));
    }
}

GoodnessValues::Layer GoodnessValues::summarise(const LayerMaps& maps, int samples) {
    const auto area = static_cast<std::size_t>(maps.patches) * maps.patches;
    Layer layer;
    layer.sums.assign(samples * area, 0.0F);
    layer.channelTotals.reserve(static_cast<std::size_t>(samples) * maps.channels);
    const float* map = maps.goodness.data();
    for (int sample = 0; sample < samples; ++sample) {
        float* sum = layer.sums.data() + sample * area;
        for (int channel = 0; channel < maps.channels; ++channel, map += area) {
            layer.channelTotals.push_back(finiteTotal(map, area));
            for (std::size_t i = 0; i < area; ++i) {
                sum[i] += map[i];
            }
        }
    }
    double total = 0;
    std::size_t finite = 0;
    for (const float sum : layer.sums) {
        if (std::isfinite(sum)) {
            total += sum;
            ++finite;
        }
    }
    layer.mean = finite > 0 ? total / static_cast<double>(finite) : kNone;
    return layer;
}

int GoodnessValues::patches(int layer) const {
    return snapshot_->layers[layer].patches;
}

float GoodnessValues::sum(int layer, int sample, int row, int column) const {
    const auto p = static_cast<std::size_t>(patches(layer));
    return layers_[layer].sums[(sample * p + row) * p + column];
}

float GoodnessValues::channel(int layer, int sample, int channel, int row, int column) const {
    const LayerMaps& maps = snapshot_->layers[layer];
    const auto p = static_cast<std::size_t>(maps.patches);
    const std::size_t map = static_cast<std::size_t>(sample) * maps.channels + channel;
    return maps.goodness[(map * p + row) * p + column];
}

double GoodnessValues::share(int layer, int sample, int channel) const {
    const auto channels = static_cast<std::size_t>(snapshot_->layers[layer].channels);
    const auto first =
        layers_[layer].channelTotals.begin() + static_cast<std::ptrdiff_t>(sample * channels);
    const double total = std::accumulate(first, first + static_cast<std::ptrdiff_t>(channels), 0.0);
    return total > 0 ? first[channel] / total : kNone;
}

std::vector<int> GoodnessValues::strongest(int layer, int sample, int count) const {
    const int channels = snapshot_->layers[layer].channels;
    const double* totals =
        layers_[layer].channelTotals.data() + static_cast<std::size_t>(sample) * channels;
    std::vector<int> order(channels);
    std::iota(order.begin(), order.end(), 0);
    const auto kept = order.begin() + std::min(count, channels);
    // Ties are ordered by channel, so that equal values always give the same picture.
    std::partial_sort(order.begin(), kept, order.end(), [totals](int left, int right) {
        return totals[left] != totals[right] ? totals[left] > totals[right] : left < right;
    });
    order.erase(kept, order.end());
    return order;
}

std::vector<ClassProbability> GoodnessValues::predictions(int layer, int sample, int count) const {
    const std::vector<float>& all = snapshot_->layers[layer].probabilities;
    const int classes = snapshot_->classes;
    std::vector<ClassProbability> predictions;
    if (all.empty()) {
        return predictions;
    }
    for (int label = 0; label < classes; ++label) {
        const float probability = all[static_cast<std::size_t>(sample) * classes + label];
        if (!std::isfinite(probability)) {
            return {};
        }
        predictions.push_back({label, probability});
    }
    std::stable_sort(predictions.begin(), predictions.end(),
                     [](const ClassProbability& left, const ClassProbability& right) {
                         return left.probability > right.probability;
                     });
    predictions.resize(std::min(predictions.size(), static_cast<std::size_t>(count)));
    return predictions;
}

std::optional<ClassProbability> GoodnessValues::fusion(int sample) const {
    std::vector<double> sums(snapshot_->classes, 0.0);
    for (int layer = 0; layer < static_cast<int>(layers_.size()); ++layer) {
        const std::vector<ClassProbability> all = predictions(layer, sample, snapshot_->classes);
        if (all.empty()) {
            return std::nullopt;
        }
        for (const ClassProbability& prediction : all) {
            sums[prediction.label] += prediction.probability;
        }
    }
    if (sums.empty() || layers_.empty()) {
        return std::nullopt;
    }
    const auto best = std::max_element(sums.begin(), sums.end());
    return ClassProbability{static_cast<int>(best - sums.begin()),
                            *best / static_cast<double>(layers_.size())};
}

double GoodnessValues::scaled(GoodnessScale scale, int layer, double goodness) const {
    if (scale != GoodnessScale::relative) {
        return goodness;
    }
    // The goodness of a dead layer can't be divided by its mean; it stays 0.
    const double mean = layers_[layer].mean;
    return mean > 0 || !std::isfinite(goodness) ? goodness / mean : 0.0;
}

GoodnessValues::Extremes GoodnessValues::extremes(int layer,
                                                  const std::vector<int>& samples) const {
    const auto area = static_cast<std::ptrdiff_t>(patches(layer)) * patches(layer);
    std::vector<float> finite;
    for (const int sample : samples) {
        const auto first = layers_[layer].sums.begin() + sample * area;
        std::copy_if(first, first + area, std::back_inserter(finite),
                     [](float value) { return std::isfinite(value); });
    }
    const ColorRange usual = robustRange(finite);
    return {usual, finite.empty() ? usual.high : *std::max_element(finite.begin(), finite.end())};
}

std::vector<ColorRange> GoodnessValues::ranges(GoodnessScale scale,
                                               const std::vector<int>& samples) const {
    std::vector<ColorRange> ranges;
    double usual = 0;
    double most = 0;
    for (int layer = 0; layer < static_cast<int>(layers_.size()); ++layer) {
        auto [range, greatest] = extremes(layer, samples);
        usual = std::max(usual, scaled(scale, layer, range.high));
        most = std::max(most, scaled(scale, layer, greatest));
        if (range.low > range.high) {
            range = {0, 1}; // no value is finite
        } else if (range.low == range.high) {
            // There is a single value: begin the scale at 0.
            range = {0, range.high > 0 ? range.high : 1, range.clipped};
        }
        ranges.push_back(range);
    }
    if (scale != GoodnessScale::eachLayer) {
        const double top = niceCeiling(usual);
        std::fill(ranges.begin(), ranges.end(), ColorRange{0, top, most > top});
    }
    return ranges;
}

} // namespace asge
