// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// The images that a value was measured on. Stores keep the numbers.
enum class Split : std::uint8_t { none = 0, train = 1, validation = 2, test = 3 };
inline constexpr std::array kImageSplits{Split::train, Split::validation, Split::test};
std::string_view keyOf(Split split); ///< "train", "validation", "test"; empty for none

/// A metric: its place in the table. Those that code names are the table's first rows; all others
/// are found by their keys.
enum class MetricId : std::uint16_t {
    accuracy,
    loss,
    learningRate,
    imagesPerSecond,
    probeShare,
    waitShare,
};

enum class MetricUnit { fraction, nats, perSecond, none };
enum class Better { higher, lower, neither };

/// A row of the table of metrics: the one place that says what a metric is.
struct MetricRow {
    std::string_view key = {};   ///< in JSON, TensorBoard and stores: lower case, digits and '_'
    std::string_view title = {}; ///< "Accuracy"
    std::string_view shortName = {}; ///< where room is scarce: "top-5"
    std::string_view tag = {};       ///< in TensorBoard; empty: the key
    MetricUnit unit = MetricUnit::none;
    Better better = Better::neither;
    bool perLayer = false;
    bool ofPredictions = false; ///< also of last, fusion and best, on the test images
    bool perStep = false;       ///< also of each training batch before the update
    std::vector<Split> splits =
        {};           ///< that it is measured on by epoch; none for a value of the run
    char form = 'g';  ///< how printf shows it, in the unit that is shown ('f', 'g')
    int digits = 4;   ///< its precision
    double least = 0; ///< sound values are from here
    double most = std::numeric_limits<double>::infinity(); ///< to here, or NaN
    int leastClasses = 0;          ///< it is measured if a data set has so many classes
    std::string_view reading = {}; ///< one line on how to read it
};

std::span<const MetricRow> metricRows();
const MetricRow& rowOf(MetricId metric);
/// Nothing if this version knows no such metric.
std::optional<MetricId> findMetric(std::string_view key);
/// Whether the table has the metric, and it is measured on so many classes.
bool isMeasured(std::string_view key, std::int64_t classes);
bool has(const MetricRow& row, Split split);
/// The split whose values a list of runs shows: test if it is measured there, else validation, else
/// train; none for a value of the run.
Split listedSplit(const MetricRow& row);
/// Those that last, fusion and best have, in the table's order.
const std::vector<MetricId>& predictedMetrics();
std::string_view unitText(MetricUnit unit); ///< "fraction", "nats", "1/s", ""
/// A value in the unit that is shown, at least `width` characters wide; fractions are shown in
/// percent: "91.24 %", "0.3021".
std::string valueText(const MetricRow& row, double value, int width = 0);

/// What a value belongs to: a layer (0 for the first), one of the three predictions, or the run.
using Place = std::int16_t;
constexpr Place kRunPlace = -1;
constexpr Place kLastPlace = -4;   ///< the last layer's prediction
constexpr Place kFusionPlace = -3; ///< of the summed softmax of all layers
constexpr Place kBestPlace = -2;   ///< of the layer that is best on the validation images
inline constexpr std::array kPredictionPlaces{kLastPlace, kFusionPlace, kBestPlace};
std::string_view predictionKey(Place prediction); ///< "last", "fusion", "best"

/// One layer's local loss (mean cross-entropy, nats) and local accuracy (fraction).
struct LayerScore {
    double loss = 0;
    double accuracy = 0;

    bool operator==(const LayerScore&) const = default;
};

/// A metric of the three predictions of METHOD: the last layer, the summed softmax of all layers,
/// and the single layer that is best on the validation images.
struct Predictions {
    double last = 0;
    double fusion = 0;
    double best = 0;

    bool operator==(const Predictions&) const = default;
};

/// What was measured at the end of an epoch. Values are ordered by split, metric and place; layers'
/// are in the layers' order, without a gap. NaN is a value that is no number, or was not measured
/// of that layer.
class MetricValues {
  public:
    struct Entry {
        double value = 0;
        Split split = Split::none;
        MetricId metric = MetricId::accuracy;
        Place place = kRunPlace;

        /// What is no number is like what is no number.
        bool operator==(const Entry& other) const {
            const bool same =
                value == other.value || (value != value && other.value != other.value);
            return same && split == other.split && metric == other.metric && place == other.place;
        }
    };

    /// Drops the entries for which `condition` holds.
    template <typename Condition>
    void eraseIf(Condition condition) {
        std::erase_if(entries_, condition);
    }

    std::span<const Entry> entries() const { return entries_; }
    bool empty() const { return entries_.empty(); }
    void reserve(std::size_t count) { entries_.reserve(count); }

    /// Adds a value or replaces it; quick if it comes after all others.
    void set(MetricId metric, Split split, Place place, double value);
    /// Replaces the metric's values of all layers.
    void setLayers(MetricId metric, Split split, std::span<const double> values);
    void set(MetricId metric, Split split, const Predictions& values);
    void setRun(MetricId metric, double value) { set(metric, Split::none, kRunPlace, value); }

    const double* find(MetricId metric, Split split, Place place) const;
    /// NaN if there is none.
    double at(MetricId metric, Split split, Place place) const;
    double ofRun(MetricId metric) const { return at(metric, Split::none, kRunPlace); }
    std::size_t layers(MetricId metric, Split split) const; ///< that have a value
    /// Nothing if none of the three has a value.
    std::optional<Predictions> predictions(MetricId metric, Split split = Split::test) const;

    /// Losses and accuracies of all layers, NaN where one of the two is missing.
    std::vector<LayerScore> scores(Split split) const;
    LayerScore score(Split split, std::size_t layer) const;
    void setScores(Split split, std::span<const LayerScore> scores);

    bool operator==(const MetricValues&) const = default;

  private:
    std::vector<Entry> entries_;
};

/// The mean of what some of several have of each value; those that are not finite are left out.
MetricValues meanOf(std::span<const MetricValues* const> all);

} // namespace asge
