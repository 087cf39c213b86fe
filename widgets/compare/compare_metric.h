// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/compare/compare_omissions.h"
#include "widgets/curves/curves_model.h"

#include <QString>

#include <vector>

namespace asge::compare {

/// What a metric is measured of.
enum class MetricSubject { layer, batch, last, fusion, best, run };

constexpr int metricCode(MetricId metric, Split split, MetricSubject of) {
    return static_cast<int>(metric) << 8 | static_cast<int>(split) << 4 | static_cast<int>(of);
}

/// A curve that can be drawn: a metric of the table, the split and the subject. Those that the code
/// refers to have names; allMetrics() returns all of them. Shares and accuracies are drawn in
/// percent.
enum class Metric : int {
    testAccuracy = metricCode(MetricId::accuracy, Split::test, MetricSubject::layer),
    trainAccuracy = metricCode(MetricId::accuracy, Split::train, MetricSubject::layer),
    validationAccuracy = metricCode(MetricId::accuracy, Split::validation, MetricSubject::layer),
    batchAccuracy = metricCode(MetricId::accuracy, Split::train, MetricSubject::batch),
    testLoss = metricCode(MetricId::loss, Split::test, MetricSubject::layer),
    trainLoss = metricCode(MetricId::loss, Split::train, MetricSubject::layer),
    validationLoss = metricCode(MetricId::loss, Split::validation, MetricSubject::layer),
    batchLoss = metricCode(MetricId::loss, Split::train, MetricSubject::batch),
    fusion = metricCode(MetricId::accuracy, Split::test, MetricSubject::fusion),
    last = metricCode(MetricId::accuracy, Split::test, MetricSubject::last),
    best = metricCode(MetricId::accuracy, Split::test, MetricSubject::best),
    learningRate = metricCode(MetricId::learningRate, Split::none, MetricSubject::run),
    imagesPerSecond = metricCode(MetricId::imagesPerSecond, Split::none, MetricSubject::run),
    probeShare = metricCode(MetricId::probeShare, Split::none, MetricSubject::run),
    waitShare = metricCode(MetricId::waitShare, Split::none, MetricSubject::run),
};

const std::vector<Metric>& allMetrics();
bool isPerLayer(Metric metric);
bool isPerStep(Metric metric); ///< measured at each step; all others at the end of an epoch
bool isPercent(Metric metric);
QString titleOf(Metric metric); ///< "Test accuracy"
QString labelOf(Metric metric); ///< "Test accuracy (%)"
QString tipOf(Metric metric);   ///< the explanation of the metric

/// The value as drawn; NaN if there is none: no such layer, or not measured per epoch (per step).
double valueOf(Metric metric, const EpochEvent& epoch, int layer);
double valueOf(Metric metric, const StepSeries::Step& step, int layer);
/// The quantity of an accuracy or a loss in a run, as its method measures it; null for other
/// metrics.
const Quantity* quantityOf(Metric metric, const RunCurves& run);
/// The quantity that a chart of the runs draws: that of most methods if a run has it, otherwise
/// that of the first run. Null for a metric that is the same for all methods.
const Quantity* drawnQuantity(Metric metric, const std::vector<RunCurves>& runs);
/// Why a run has no line in a chart of that quantity.
Omission omissionOf(Metric metric, const RunCurves& run, int layer, const Quantity* drawn);
/// Like titleOf, with the name of the drawn quantity if it is not that of most methods.
QString titleOf(Metric metric, const Quantity* drawn);
QString labelOf(Metric metric, const Quantity* drawn);

/// The text of a value for a table or a read-out: "91.24", "0.3021"; "–" if it isn't finite.
QString valueText(Metric metric, double value);

/// The x axis of the chart: epochs, steps, time, or another metric.
struct Horizontal {
    curves::Axis axis = curves::Axis::epochs;
    bool isMetric = false;
    Metric metric = Metric::trainAccuracy;
    int layer = curves::Options::kLastLayer;

    /// Whether `drawn` can be plotted over it. Two metrics must both be measured per step or per
    /// epoch.
    bool fits(Metric drawn) const { return !isMetric || isPerStep(drawn) == isPerStep(metric); }

    bool operator==(const Horizontal&) const = default;
};

/// One point of one run.
struct Sample {
    std::int64_t number = 0; ///< epoch or step; the members of a group are averaged by it
    double x = 0;
    double y = 0; ///< not smoothed; may be NaN or infinite
};

/// The layer of a run that a choice (Options::kLastLayer or 0-based) selects; -1 if there is none.
int layerOf(const RunCurves& run, int choice);
/// The values of a run by epoch or step. Values without an x are left out, and all of them if the
/// metric does not fit the x axis.
std::vector<Sample> samplesOf(const RunCurves& run, const curves::EpochClock& clock, Metric metric,
                              int layer, const Horizontal& horizontal);

/// The mean of a group of runs at one epoch or step.
struct Mean {
    double x = 0;
    double y = 0;                 ///< mean of the finite values; NaN if there are none
    double standardDeviation = 0; ///< of a sample (n − 1); NaN for fewer than two values
    int n = 0;
    std::int64_t number = 0;
};
/// The means by number. A number that only some members have is averaged over these.
std::vector<Mean> meansOf(const std::vector<std::vector<Sample>>& members);

/// Smooths the values in place, as curves::Smoother does. With `across`, also smooths the x values,
/// which then are those of a metric.
void smooth(std::vector<Sample>& samples, int horizon, bool across = false);

} // namespace asge::compare
