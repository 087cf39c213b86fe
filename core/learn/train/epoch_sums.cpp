// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/epoch_sums.h"

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

/// The sums of a metric; they are added as zeros if there are none yet.
StepMeasureSums& sumsOf(std::vector<StepMeasureSums>& all, MetricId metric, std::size_t layers) {
    const auto found = std::find_if(all.begin(), all.end(), [metric](const StepMeasureSums& each) {
        return each.metric == metric;
    });
    return found != all.end()
               ? *found
               : all.emplace_back(StepMeasureSums{metric, std::vector<double>(layers),
                                                  std::vector<std::int64_t>(layers)});
}

} // namespace

void EpochSums::add(const StepScores& step, int stepImages) {
    scores.resize(step.layers.size());
    for (std::size_t i = 0; i < step.layers.size(); ++i) {
        scores[i].loss += step.layers[i].loss * stepImages;
        scores[i].accuracy += step.layers[i].accuracy * stepImages;
    }
    images += stepImages;
    timedImages += stepImages;
    for (const StepMeasure& measure : step.measures) {
        StepMeasureSums& sums = sumsOf(measures, measure.metric, measure.values.size());
        for (std::size_t i = 0; i < measure.values.size(); ++i) {
            if (!std::isnan(measure.values[i])) {
                sums.sums[i] += measure.values[i];
                ++sums.steps[i];
            }
        }
    }
}

void EpochSums::addTo(MetricValues& values) const {
    const bool timed = stepSeconds > 0;
    values.setRun(MetricId::imagesPerSecond, timed ? timedImages / stepSeconds : 0.0);
    values.setRun(MetricId::waitShare, timed ? std::min(1.0, waitSeconds / stepSeconds) : 0.0);
    std::vector<LayerScore> means;
    for (const LayerScore& sum : scores) {
        means.push_back({sum.loss / images, sum.accuracy / images});
    }
    values.setScores(Split::train, means);
    for (const StepMeasureSums& sums : measures) {
        values.setLayers(sums.metric, Split::train, sums.means());
    }
}

} // namespace asge
