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

/// The images that a value was measured on. The enumerators' numbers are stored and must not
/// change.
enum class Split : std::uint8_t { none = 0, train = 1, validation = 2, test = 3 };
inline constexpr std::array kImageSplits{Split::train, Split::validation, Split::test};
std::string_view keyOf(Split split); ///< "train", "validation", "test"; empty for none

/// Index of a metric in the table of metrics. The metrics that the code refers to by name are the
/// table's first rows; all others are found by their keys.
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
    std::string_view shortName = {}; ///< for narrow columns and legends: "top-5"
    std::string_view tag = {};       ///< tag in TensorBoard; empty if it is the key
    MetricUnit unit = MetricUnit::none;
    Better better = Better::neither;
    bool perLayer = false;
    bool ofPredictions = false; ///< also measured for last, fusion and best, on the test images
    bool perStep = false;       ///< also measured on each training batch before the update
    bool afterwards = false;    ///< measured on request, by readouts that are not the layers' own
    /// The images that it is measured on in each epoch; empty for a metric of the run.
    std::vector<Split> splits = {};
    char form = 'g';  ///< printf conversion in the displayed unit ('f', 'g')
    int digits = 4;   ///< printf precision
    double least = 0; ///< smallest valid value
    /// Largest valid value; NaN is valid too.
    double most = std::numeric_limits<double>::infinity();
    int leastClasses = 0; ///< it is measured only if the data set has at least this many classes
    std::string_view description = {}; ///< one-line description
};

std::span<const MetricRow> metricRows();
const MetricRow& rowOf(MetricId metric);
/// Returns nothing if this version does not know the metric.
std::optional<MetricId> findMetric(std::string_view key);
/// The accuracy of linear probes, which few epochs have: only those whose probes a user has
/// trained.
MetricId linearProbeMetric();
/// Whether the table has the metric and it is measured on a data set with this many classes.
bool isMeasured(std::string_view key, std::int64_t classes);
bool has(const MetricRow& row, Split split);
/// Whether the layers' own readouts make the values: they are no results if those never learned.
/// The gradient norm, for example, needs no readout.
bool isOfReadouts(MetricId metric);
/// The split whose values a list of runs shows: test if the metric is measured on it, else
/// validation, else train; none for a metric of the run.
Split listedSplit(const MetricRow& row);
/// Whether a list of runs has a metric's values on a split: on its listedSplit, and the layers'
/// accuracies and losses on the validation images, by which runs are ranked.
bool isListed(MetricId metric, Split split);
/// The metrics that last, fusion and best have, in the table's order.
const std::vector<MetricId>& predictedMetrics();
std::string_view unitText(MetricUnit unit); ///< "fraction", "nats", "1/s", ""
/// Formats a value in its displayed unit, padded to at least `width` characters. Fractions are
/// shown in percent: "91.24 %", "0.3021".
std::string valueText(const MetricRow& row, double value, int width = 0);

/// What a value belongs to: a layer (0 for the first), one of the three predictions, or the run.
using Place = std::int16_t;
constexpr Place kRunPlace = -1;
constexpr Place kLastPlace = -4;   ///< the last layer's prediction
constexpr Place kFusionPlace = -3; ///< the prediction of the summed softmax of all layers
/// The prediction of the layer with the highest validation accuracy.
constexpr Place kBestPlace = -2;
inline constexpr std::array kPredictionPlaces{kLastPlace, kFusionPlace, kBestPlace};
std::string_view predictionKey(Place prediction); ///< "last", "fusion", "best"

/// One layer's local loss (mean cross-entropy, nats) and local accuracy (fraction).
struct LayerScore {
    double loss = 0;
    double accuracy = 0;

    bool operator==(const LayerScore&) const = default;
};

/// A metric of the three predictions (ARCHITECTURE.md, "The method"): the last layer, the summed
/// softmax of all layers, and the layer with the highest validation accuracy.
struct Predictions {
    double last = 0;
    double fusion = 0;
    double best = 0;

    bool operator==(const Predictions&) const = default;
};

/// The values that were measured at the end of an epoch, ordered by split, metric and place. The
/// values of layers are consecutive, from layer 0 up. NaN stands for a result that is not a number
/// and for a layer that was not measured.
class MetricValues {
  public:
    struct Entry {
        double value = 0;
        Split split = Split::none;
        MetricId metric = MetricId::accuracy;
        Place place = kRunPlace;

        /// Two NaNs compare equal.
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

    /// Adds or replaces a value. Adding takes constant time if the value comes after all others.
    void set(MetricId metric, Split split, Place place, double value);
    /// Replaces the values of all layers.
    void setLayers(MetricId metric, Split split, std::span<const double> values);
    void set(MetricId metric, Split split, const Predictions& values);
    void setRun(MetricId metric, double value) { set(metric, Split::none, kRunPlace, value); }

    const double* find(MetricId metric, Split split, Place place) const;
    /// Returns NaN if there is no such value.
    double at(MetricId metric, Split split, Place place) const;
    double ofRun(MetricId metric) const { return at(metric, Split::none, kRunPlace); }
    std::size_t layers(MetricId metric, Split split) const; ///< number of layers that have a value
    /// Returns nothing if none of the three predictions has a value.
    std::optional<Predictions> predictions(MetricId metric, Split split = Split::test) const;

    /// Losses and accuracies of all layers; NaN if one of the two is missing.
    std::vector<LayerScore> scores(Split split) const;
    LayerScore score(Split split, std::size_t layer) const;
    void setScores(Split split, std::span<const LayerScore> scores);

    bool operator==(const MetricValues&) const = default;

  private:
    std::vector<Entry> entries_;
};

/// The mean of each value over all elements that have it. Values that are not finite are left out.
MetricValues meanOf(std::span<const MetricValues* const> all);

} // namespace asge
