// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/train/step_path.h"
#include "core/run/events.h"
#include "core/store/checkpoint_content.h"

#include <vector>

namespace asge {

/// Sums over the steps of one epoch.
struct EpochSums {
    std::vector<LayerScore> scores; ///< per layer, each step weighted by its images
    std::vector<StepMeasureSums> measures;
    int images = 0;
    int timedImages = 0; ///< those of the steps in stepSeconds: none from before a resume
    double stepSeconds = 0;
    double probeSeconds = 0;
    double waitSeconds = 0; ///< during which no batch was ready

    /// Adds a step on `images` images.
    void add(const StepScores& step, int images);
    /// Sets the epoch's means over the training images, its speed, and the share of waiting.
    void addTo(MetricValues& values) const;
};

} // namespace asge
