#pragma once

#include "core/experiment/experiment.h"

#include <cstdint>

namespace asge {

/// Learning rate of step `step` (0 for the first) of `steps`: constant, or half a cosine from
/// optimizer.learning_rate to 0 (Loshchilov, Hutter 2017, without restarts).
double learningRate(const Experiment::Optimizer& optimizer, std::int64_t step, std::int64_t steps);

} // namespace asge
