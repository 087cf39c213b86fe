// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_values.h"

#include "widgets/common/counted_text.h"
#include "widgets/goodness/goodness_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace asge {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
// part of the values, from the least, that the colour scale covers at least
constexpr double kScaleQuantile = 0.99;
constexpr double kOutlierFactor = 1.5;

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

PatchSpan patchSpan(int patch, int patches, int size) {
    const auto scaled = [&](std::int64_t i) { return i * size; };
    return {static_cast<int>(scaled(patch) / patches),
            static_cast<int>((scaled(patch + 1) + patches - 1) / patches)};
}

double patchEdge(int patch, int patches, int size) {
    if (patch <= 0) {
        return 0.0;
    }
    if (patch >= patches) {
        return 1.0;
    }
    const int begin = patchSpan(patch, patches, size).begin;
    const int end = patchSpan(patch - 1, patches, size).end;
    return (begin + end) / (2.0 * size);
}

int patchAt(double fraction, int patches, int size) {
    int patch = 0;
    while (patch + 1 < patches && fraction >= patchEdge(patch + 1, patches, size)) {
        ++patch;
    }
    return patch;
}

double ColorRange::fraction(double value) const {
    if (!std::isfinite(value)) {
        return kNone;
    }
    return high > low ? std::clamp((value - low) / (high - low), 0.0, 1.0) : 0.0;
}

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

ColorRange robustRange(std::vector<float>& values) {
    if (values.empty()) {
        return {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    }
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const double low = *least;
    const double high = *most;
    const auto place = static_cast<std::ptrdiff_t>(
        std::ceil(kScaleQuantile * static_cast<double>(values.size() - 1)));
    std::nth_element(values.begin(), values.begin() + place, values.end());
    const double usual = values[static_cast<std::size_t>(place)];
    return usual > 0 && high > kOutlierFactor * usual ? ColorRange{low, usual, true}
                                                      : ColorRange{low, high};
}

double niceCeiling(double value) {
    if (!(value > 0) || !std::isfinite(value)) {
        return 1.0;
    }
    constexpr std::array kSteps{1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0};
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : kSteps) {
        if (step * power >= value * (1 - 1e-9)) {
            return step * power;
        }
    }
    return 10 * power;
}

QString invalidReason(const ProbeSnapshot& snapshot, const ProbeImages& images,
                      const std::vector<LayerInfo>& layers) {
    if (snapshot.samples != images.count) {
        return GoodnessText::tr("it has %1, the run %2")
            .arg(countedText(snapshot.samples, "image"))
            .arg(images.count);
    }
    if (snapshot.layers.size() != layers.size()) {
        return GoodnessText::tr("it has %1, the run %2")
            .arg(countedText(snapshot.layers.size(), "layer"))
            .arg(layers.size());
    }
    const auto samples = static_cast<std::size_t>(snapshot.samples);
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const LayerMaps& maps = snapshot.layers[l];
        if (maps.channels != layers[l].channels || maps.patches != layers[l].patches) {
            return GoodnessText::tr("its layer %1 has %2 and P = %3, the run's %4 and P = %5")
                .arg(l + 1)
                .arg(countedText(maps.channels, "channel"))
                .arg(maps.patches)
                .arg(layers[l].channels)
                .arg(layers[l].patches);
        }
        const auto area = static_cast<std::size_t>(maps.patches) * maps.patches;
        const bool whole = maps.goodness.size() == samples * maps.channels * area;
        const bool predicts =
            maps.probabilities.empty() ||
            (snapshot.classes > 0 && maps.probabilities.size() == samples * snapshot.classes);
        if (!whole || !predicts) {
            return GoodnessText::tr("the values of its layer %1 are not complete").arg(l + 1);
        }
    }
    return {};
}

QString invalidReason(const ProbeImages& images) {
    const bool shaped = images.count >= 0 && images.height > 0 && images.width > 0 &&
                        (images.channels == 1 || images.channels == 3);
    if (!shaped) {
        return GoodnessText::tr("%1 of %2 × %3 × %4: neither grey nor RGB")
            .arg(countedText(images.count, "image"))
            .arg(images.channels)
            .arg(images.height)
            .arg(images.width);
    }
    const auto count = static_cast<std::size_t>(images.count);
    const std::size_t pixels = count * images.channels * images.height * images.width;
    if (images.pixels.size() != pixels || images.labels.size() != count ||
        images.indices.size() != count) {
        return GoodnessText::tr("the pixels, labels or numbers of %1 are not complete")
            .arg(countedText(images.count, "image"));
    }
    return {};
}

} // namespace asge
