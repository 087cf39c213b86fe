// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/metrics.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <tuple>

namespace asge {
namespace {

constexpr std::string_view kLinearProbeKey = "linear_probe";
/// Largest rounding error of a sum of fractions.
constexpr double kMostFraction = 1 + 1e-6;
/// Upper bound of a measured share of time, which exceeds 1 if a clock was set meanwhile.
constexpr double kMostShare = 1000;
constexpr double kMostRate = 1e9;

/// The first rows are those of MetricId, in its order. Stores identify metrics by their keys, so
/// new rows can be added at the end.
const std::vector<MetricRow>& table() {
    static const std::vector<MetricRow> rows{
        {.key = "accuracy",
         .title = "Accuracy",
         .shortName = "accuracy",
         .unit = MetricUnit::fraction,
         .better = Better::higher,
         .perLayer = true,
         .ofPredictions = true,
         .perStep = true,
         .splits = {Split::train, Split::validation, Split::test},
         .form = 'f',
         .digits = 2,
         .most = kMostFraction,
         .description = "Fraction of images whose label has the largest score."},
        {.key = "loss",
         .title = "Loss",
         .shortName = "loss",
         .unit = MetricUnit::nats,
         .better = Better::lower,
         .perLayer = true,
         .perStep = true,
         .splits = {Split::train, Split::validation, Split::test},
         .description = "Mean of the layer's local loss; for most methods its cross-entropy."},
        {.key = "learning_rate",
         .title = "Learning rate",
         .shortName = "rate",
         .most = kMostRate,
         .description =
             "Learning rate of the epoch's last step, before the factors of single layers."},
        {.key = "images_per_second",
         .title = "Images per second",
         .shortName = "img/s",
         .unit = MetricUnit::perSecond,
         .better = Better::higher,
         .description = "Images per second of training, without evaluation and probes."},
        {.key = "probe_share",
         .title = "Probes' share of time",
         .shortName = "probes",
         .unit = MetricUnit::fraction,
         .better = Better::lower,
         .form = 'f',
         .digits = 2,
         .most = kMostShare,
         .description = "Fraction of the epoch's training time that probes took."},
        {.key = "wait_share",
         .title = "Share of time waiting for images",
         .shortName = "wait",
         .unit = MetricUnit::fraction,
         .better = Better::lower,
         .form = 'f',
         .digits = 2,
         .most = kMostShare,
         .description = "Fraction of the steps' time that waited for images to be read."},
        {.key = "top5",
         .title = "Top-5 accuracy",
         .shortName = "top-5",
         .tag = "top5_accuracy",
         .unit = MetricUnit::fraction,
         .better = Better::higher,
         .perLayer = true,
         .ofPredictions = true,
         .splits = {Split::validation, Split::test},
         .form = 'f',
         .digits = 2,
         .most = kMostFraction,
         .leastClasses = 6,
         .description = "Fraction of images whose label has one of the five largest scores."},
        {.key = "gradient_norm",
         .title = "Gradient norm",
         .shortName = "gradient norm",
         .perLayer = true,
         .splits = {Split::train},
         .description =
             "L2 norm of the gradient of the layer's weights, mean over the epoch's steps "
             "in which the layer learned."},
        {.key = kLinearProbeKey,
         .title = "Linear probe accuracy",
         .shortName = "linear probe",
         .unit = MetricUnit::fraction,
         .better = Better::higher,
         .perLayer = true,
         .afterwards = true,
         .splits = {Split::train, Split::validation, Split::test},
         .form = 'f',
         .digits = 2,
         .most = kMostFraction,
         .description = "Accuracy of a linear readout that was trained afterwards on the layer's "
                        "frozen features, by asge linear-probes."},
    };
    return rows;
}

auto orderOf(const MetricValues::Entry& entry) {
    return std::tuple(entry.split, entry.metric, entry.place);
}

bool comesBefore(const MetricValues::Entry& a, const MetricValues::Entry& b) {
    return orderOf(a) < orderOf(b);
}

} // namespace

std::string_view keyOf(Split split) {
    constexpr std::array<std::string_view, 4> kKeys{"", "train", "validation", "test"};
    return kKeys.at(static_cast<std::size_t>(split));
}

std::span<const MetricRow> metricRows() {
    return table();
}

const MetricRow& rowOf(MetricId metric) {
    return table().at(static_cast<std::size_t>(metric));
}

std::optional<MetricId> findMetric(std::string_view key) {
    const auto& rows = table();
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [key](const MetricRow& row) { return row.key == key; });
    return found == rows.end() ? std::nullopt
                               : std::optional(static_cast<MetricId>(found - rows.begin()));
}

MetricId linearProbeMetric() {
    static const MetricId metric = findMetric(kLinearProbeKey).value();
    return metric;
}

bool isMeasured(std::string_view key, std::int64_t classes) {
    const auto metric = findMetric(key);
    return metric && classes >= rowOf(*metric).leastClasses;
}

bool has(const MetricRow& row, Split split) {
    return std::find(row.splits.begin(), row.splits.end(), split) != row.splits.end();
}

bool isOfReadouts(MetricId metric) {
    const MetricRow& row = rowOf(metric);
    return has(row, Split::test) && !row.afterwards;
}

Split listedSplit(const MetricRow& row) {
    for (const Split split : {Split::test, Split::validation, Split::train}) {
        if (has(row, split)) {
            return split;
        }
    }
    return Split::none;
}

bool isListed(MetricId metric, Split split) {
    // The losses come along, because a run with accuracies but no losses counts as damaged.
    const bool scores = metric == MetricId::accuracy || metric == MetricId::loss;
    return split == listedSplit(rowOf(metric)) || (scores && split == Split::validation);
}

const std::vector<MetricId>& predictedMetrics() {
    static const std::vector<MetricId> all = [] {
        std::vector<MetricId> metrics;
        for (std::size_t i = 0; i < table().size(); ++i) {
            if (table()[i].ofPredictions) {
                metrics.push_back(static_cast<MetricId>(i));
            }
        }
        return metrics;
    }();
    return all;
}

std::string_view unitText(MetricUnit unit) {
    switch (unit) {
    case MetricUnit::fraction:
        return "fraction";
    case MetricUnit::nats:
        return "nats";
    case MetricUnit::perSecond:
        return "1/s";
    case MetricUnit::none:
        break;
    }
    return "";
}

std::string valueText(const MetricRow& row, double value, int width) {
    const bool percent = row.unit == MetricUnit::fraction;
    std::array<char, 400> text{}; // %f of the largest double has 309 digits before the point
    std::snprintf(text.data(), text.size(), row.form == 'f' ? "%*.*f%s" : "%*.*g%s", width,
                  row.digits, percent ? 100 * value : value, percent ? " %" : "");
    return text.data();
}

std::string_view predictionKey(Place prediction) {
    switch (prediction) {
    case kLastPlace:
        return "last";
    case kFusionPlace:
        return "fusion";
    case kBestPlace:
        return "best";
    default:
        throw Error("prediction " + std::to_string(prediction) + " is unknown");
    }
}

void MetricValues::set(MetricId metric, Split split, Place place, double value) {
    const Entry entry{value, split, metric, place};
    if (entries_.empty() || comesBefore(entries_.back(), entry)) {
        entries_.push_back(entry);
        return;
    }
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), entry, comesBefore);
    if (orderOf(*at) == orderOf(entry)) {
        at->value = value;
    } else {
        entries_.insert(at, entry);
    }
}

void MetricValues::setLayers(MetricId metric, Split split, std::span<const double> values) {
    std::erase_if(entries_, [&](const Entry& entry) {
        return entry.metric == metric && entry.split == split && entry.place >= 0;
    });
    Place layer = 0;
    for (const double value : values) {
        set(metric, split, layer++, value);
    }
}

void MetricValues::set(MetricId metric, Split split, const Predictions& values) {
    set(metric, split, kLastPlace, values.last);
    set(metric, split, kFusionPlace, values.fusion);
    set(metric, split, kBestPlace, values.best);
}

const double* MetricValues::find(MetricId metric, Split split, Place place) const {
    const Entry wanted{0, split, metric, place};
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), wanted, comesBefore);
    return at != entries_.end() && orderOf(*at) == orderOf(wanted) ? &at->value : nullptr;
}

double MetricValues::at(MetricId metric, Split split, Place place) const {
    const double* value = find(metric, split, place);
    return value != nullptr ? *value : std::numeric_limits<double>::quiet_NaN();
}

std::size_t MetricValues::layers(MetricId metric, Split split) const {
    const auto placeOf = [&](Place place) {
        return std::lower_bound(entries_.begin(), entries_.end(), Entry{0, split, metric, place},
                                comesBefore);
    };
    const auto first = placeOf(0);
    const auto end = std::find_if(first, entries_.end(), [&](const Entry& entry) {
        return entry.split != split || entry.metric != metric;
    });
    return static_cast<std::size_t>(end - first);
}

std::optional<Predictions> MetricValues::predictions(MetricId metric, Split split) const {
    const bool some =
        std::any_of(kPredictionPlaces.begin(), kPredictionPlaces.end(),
                    [&](Place place) { return find(metric, split, place) != nullptr; });
    return some ? std::optional(Predictions{at(metric, split, kLastPlace),
                                            at(metric, split, kFusionPlace),
                                            at(metric, split, kBestPlace)})
                : std::nullopt;
}

std::vector<LayerScore> MetricValues::scores(Split split) const {
    std::vector<LayerScore> all(
        std::max(layers(MetricId::accuracy, split), layers(MetricId::loss, split)));
    for (std::size_t layer = 0; layer < all.size(); ++layer) {
        all[layer] = score(split, layer);
    }
    return all;
}

LayerScore MetricValues::score(Split split, std::size_t layer) const {
    const auto place = static_cast<Place>(layer);
    return {at(MetricId::loss, split, place), at(MetricId::accuracy, split, place)};
}

void MetricValues::setScores(Split split, std::span<const LayerScore> scores) {
    std::vector<double> values;
    for (const LayerScore& score : scores) {
        values.push_back(score.accuracy);
    }
    setLayers(MetricId::accuracy, split, values);
    values.clear();
    for (const LayerScore& score : scores) {
        values.push_back(score.loss);
    }
    setLayers(MetricId::loss, split, values);
}

MetricValues meanOf(std::span<const MetricValues* const> all) {
    std::vector<MetricValues::Entry> entries;
    for (const MetricValues* values : all) {
        entries.insert(entries.end(), values->entries().begin(), values->entries().end());
    }
    std::stable_sort(entries.begin(), entries.end(), comesBefore);
    MetricValues means;
    for (auto entry = entries.begin(); entry != entries.end();) {
        const MetricValues::Entry place = *entry;
        double sum = 0;
        int count = 0;
        for (; entry != entries.end() && orderOf(*entry) == orderOf(place); ++entry) {
            if (std::isfinite(entry->value)) {
                sum += entry->value;
                ++count;
            }
        }
        means.set(place.metric, place.split, place.place,
                  count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN());
    }
    return means;
}

} // namespace asge
