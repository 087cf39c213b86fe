// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/run_data.h"

#include <limits>

namespace asge {

double recentAccuracy(const RunCurves& run, std::size_t layer) {
    double sum = 0;
    int count = 0;
    for (std::size_t i = run.steps.size(); i > 0 && count < kRecentSteps; --i) {
        const StepSeries::Step step = run.steps[i - 1];
        if (layer < step.layers.size()) {
            sum += step.layers[layer].accuracy;
            ++count;
        }
    }
    return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

} // namespace asge
