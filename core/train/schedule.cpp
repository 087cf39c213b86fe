#include "core/train/schedule.h"

#include <cmath>
#include <numbers>

namespace asge {

double learningRate(const Experiment::Optimizer& optimizer, std::int64_t step, std::int64_t steps) {
    if (optimizer.schedule == Schedule::constant) {
        return optimizer.learningRate;
    }
    const double done = static_cast<double>(step) / static_cast<double>(steps);
    return optimizer.learningRate * 0.5 * (1.0 + std::cos(std::numbers::pi * done));
}

} // namespace asge
