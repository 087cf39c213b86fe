// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <cstdint>
#include <vector>

namespace asge {

/// Learning rates over a run.
///
/// A rate grows evenly from 0 in the first optimizer.warmup epochs; from then on it stays, or falls
/// by half a cosine to 0 (Loshchilov, Hutter 2017, without restarts). With all layers together this
/// spans the run. Greedily, layers learn one after another: the epochs are shared out evenly, the
/// shallower layers take what is left over, and each layer's share has a schedule of its own.
class LearningRates {
  public:
    LearningRates(const Experiment& experiment, std::int64_t stepsPerEpoch);

    /// Of each layer at step `step` (0 for the first); 0 where it doesn't learn.
    std::vector<double> at(std::int64_t step) const;
    /// The rate at a step, before the factors of optimizer.layer_rates.
    double base(std::int64_t step) const;

  private:
    /// Steps from `begin` to `end`, in which layers `first` to `last` learn.
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
