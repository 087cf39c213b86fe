// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/metrics.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace asge {

/// What becomes of the steps after a state to which a training goes back. They stay if it ends
/// there, so that its curves show why.
enum class LaterSteps { dropped, kept };

/// Accuracies (fractions) of the three predictions.
using Accuracies = Predictions;

/// One training step, measured on its own batch before the update.
struct StepEvent {
    int epoch = 0;                  ///< 1 for the first epoch
    std::int64_t step = 0;          ///< 1 for the first step of the run
    double seconds = 0;             ///< training time since the run began, without pauses
    std::vector<LayerScore> layers; ///< one entry per layer

    bool operator==(const StepEvent&) const = default;
};

/// The time that probes have taken in the epoch in progress.
struct ProbeTime {
    double begin = 0;  ///< training time in seconds when the epoch began or was resumed
    double probes = 0; ///< seconds of its probes so far
};

/// One finished epoch.
struct EpochEvent {
    int epoch = 0;         ///< 1 for the first epoch
    std::int64_t step = 0; ///< the epoch's last step
    double seconds = 0;    ///< training time since the run began, without pauses
    int bestLayer = 0;     ///< 0-based; chosen on the validation images
    MetricValues values;   ///< every metric that is measured per epoch

    // Shortcuts for the values that are read most often.
    std::vector<LayerScore> train() const { return values.scores(Split::train); }
    std::vector<LayerScore> validation() const { return values.scores(Split::validation); }
    std::vector<LayerScore> test() const { return values.scores(Split::test); }
    /// Accuracies on the test images; NaN if they were not measured.
    Accuracies accuracy() const {
        return {values.at(MetricId::accuracy, Split::test, kLastPlace),
                values.at(MetricId::accuracy, Split::test, kFusionPlace),
                values.at(MetricId::accuracy, Split::test, kBestPlace)};
    }
    double learningRate() const { return values.ofRun(MetricId::learningRate); }
    double imagesPerSecond() const { return values.ofRun(MetricId::imagesPerSecond); }
    double probeShare() const { return values.ofRun(MetricId::probeShare); }
    double waitShare() const { return values.ofRun(MetricId::waitShare); }

    bool operator==(const EpochEvent&) const = default;
};

} // namespace asge
