// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <cstdint>
#include <vector>

namespace asge {

/// The learning rates of a run.
///
/// A rate grows linearly from 0 in the first optimizer.warmup epochs. After that it is constant, or
/// follows cosine annealing to 0 (Loshchilov, Hutter 2017, without restarts). If all layers learn
/// together, the schedule spans the run. With greedy training, layers learn one after another: the
/// epochs are divided evenly among them, the remainder goes to the shallower layers, and each
/// layer's epochs have a schedule of their own.
class LearningRates {
  public:
    LearningRates(const Experiment& experiment, std::int64_t stepsPerEpoch);

    /// The rate of each layer at a step (0 for the first); 0 if the layer does not learn in it.
    std::vector<double> at(std::int64_t step) const;
    /// The rate at a step, before the factors of optimizer.layer_rates.
    double base(std::int64_t step) const;

  private:
    /// The steps from `begin` to before `end`, in which the layers from `first` to `last` learn.
    struct Span {
        std::int64_t begin;
        std::int64_t end;
        std::size_t first;
        std::size_t last;
    };

    const Span& spanOf(std::int64_t step) const;

    Experiment::Optimizer optimizer_;
    std::size_t layers_;
    std::int64_t warmUp_; ///< steps
    std::vector<Span> spans_;
};

} // namespace asge
