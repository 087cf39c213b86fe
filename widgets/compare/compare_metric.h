// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/curves/curves_model.h"

#include <QString>

#include <vector>

namespace asge::compare {

/// What a curve of a metric belongs to.
enum class Of { layer, batch, last, fusion, best, run };

constexpr int metricCode(MetricId metric, Split split, Of of) {
    return static_cast<int>(metric) << 8 | static_cast<int>(split) << 4 | static_cast<int>(of);
}

/// A curve that can be drawn: a metric of the table, on a split, of a layer or a prediction or the
/// run. Those that code names have a name; allMetrics() has all of them. Shares and accuracies are
/// drawn in percent.
enum class Metric : int {
    testAccuracy = metricCode(MetricId::accuracy, Split::test, Of::layer),
    trainAccuracy = metricCode(MetricId::accuracy, Split::train, Of::layer),
    validationAccuracy = metricCode(MetricId::accuracy, Split::validation, Of::layer),
    batchAccuracy = metricCode(MetricId::accuracy, Split::train, Of::batch),
    testLoss = metricCode(MetricId::loss, Split::test, Of::layer),
    trainLoss = metricCode(MetricId::loss, Split::train, Of::layer),
    validationLoss = metricCode(MetricId::loss, Split::validation, Of::layer),
    batchLoss = metricCode(MetricId::loss, Split::train, Of::batch),
    fusion = metricCode(MetricId::accuracy, Split::test, Of::fusion),
    last = metricCode(MetricId::accuracy, Split::test, Of::last),
    best = metricCode(MetricId::accuracy, Split::test, Of::best),
    learningRate = metricCode(MetricId::learningRate, Split::none, Of::run),
    imagesPerSecond = metricCode(MetricId::imagesPerSecond, Split::none, Of::run),
    probeShare = metricCode(MetricId::probeShare, Split::none, Of::run),
    waitShare = metricCode(MetricId::waitShare, Split::none, Of::run),
};

const std::vector<Metric>& allMetrics();
bool isPerLayer(Metric metric);
bool isPerStep(Metric metric); ///< measured on each batch; all others at an epoch's end
bool isPercent(Metric metric);
QString titleOf(Metric metric); ///< "Test accuracy"
QString labelOf(Metric metric); ///< "Test accuracy (%)"
QString tipOf(Metric metric);   ///< how it is read

/// As drawn; NaN where there is none: no such layer, or not measured by epoch or by step.
double valueOf(Metric metric, const EpochEvent& epoch, int layer);
double valueOf(Metric metric, const StepSeries::Step& step, int layer);
/// "91.24", "0.3021": a value for a table or a panel; "–" where it isn't finite.
QString valueText(Metric metric, double value);

/// What the chart is drawn over: epochs, steps or time, or what else was measured.
struct Horizontal {
    curves::Axis axis = curves::Axis::epochs;
    bool isMetric = false;
    Metric metric = Metric::trainAccuracy;
    int layer = curves::Options::kLastLayer;

    /// Whether values of `drawn` have a place: over a metric only those that are measured as often.
    bool fits(Metric drawn) const { return !isMetric || isPerStep(drawn) == isPerStep(metric); }

    bool operator==(const Horizontal&) const = default;
};

/// One point of one run.
struct Sample {
    std::int64_t number = 0; ///< of its epoch or step: by it, runs of a group are averaged
    double x = 0;
    double y = 0; ///< raw: may be NaN or infinite
};

/// A layer of a run that a choice means (Options::kLastLayer or 0-based); -1 where it has none.
int layerOf(const RunCurves& run, int choice);
/// A run's values by their epochs or steps. Those without an x are left out, as are all where the
/// horizontal doesn't fit.
std::vector<Sample> samplesOf(const RunCurves& run, const curves::EpochClock& clock, Metric metric,
                              int layer, const Horizontal& horizontal);

/// What the runs of a group have at one epoch or step.
struct Mean {
    double x = 0;
    double y = 0;                 ///< mean of the finite values; NaN where there are none
    double standardDeviation = 0; ///< of a sample, by n − 1; NaN below two values
    int n = 0;
    std::int64_t number = 0;
};
/// By number; those that only some of the members have are averaged over these.
std::vector<Mean> meansOf(const std::vector<std::vector<Sample>>& members);

/// Values smoothed as curves::Smoother does, each on all that came before it; with `across` also
/// those of the horizontal, which is a metric then.
void smooth(std::vector<Sample>& samples, int horizon, bool across = false);

} // namespace asge::compare
