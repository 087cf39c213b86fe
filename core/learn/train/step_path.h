// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/compute/dropout.h"
#include "core/learn/compute/parameters.h"
#include "core/learn/compute/phases.h"
#include "core/learn/methods/method.h"
#include "core/learn/train/batches.h"
#include "core/run/events.h"

#include <memory>
#include <string>
#include <vector>

namespace asge {

/// What changes from step to step beside the batch.
struct StepPlan {
    std::int64_t step = 0;     ///< 0 for the run's first
    std::vector<double> rates; ///< learning rates, one a layer; at 0 a layer stays as it is
};

/// What a step measured of the layers, beside loss and accuracy.
struct StepMeasure {
    MetricId metric;            ///< whose value of an epoch is the mean over its steps
    std::vector<double> values; ///< one per layer; NaN of one that did not learn
};

/// What a step measured on the batch before the update.
struct StepScores {
    std::vector<LayerScore> layers;
    std::vector<StepMeasure> measures;
};

/// How the arithmetic of training steps is done. Every path computes the same step: each layer's
/// gradient at the activations that all layers had before the update, then one update of all.
class StepPath {
  public:
    virtual ~StepPath() = default;

    /// Takes one step. On a GPU it returns before the step is done.
    virtual void step(const BatchSource& batch, const StepPlan& plan) = 0;
    /// Scores of the steps since the last call, in order. With `all` false only those that can be
    /// had without waiting for the device.
    virtual std::vector<StepScores> takeScores(bool all) = 0;
    /// To be called after parameters or projections were changed from outside.
    virtual void reload() {}
    /// Where the time went since the last call. A captured graph counts as `forward` as a whole,
    /// and on a GPU the times are the host's.
    virtual PhaseSeconds takePhases() = 0;
    /// What the user should know of how the steps are computed; empty if nothing is new.
    virtual std::string takeNote() { return {}; }
};

/// What is the same for all steps.
struct StepSettings {
    const Method* method = &asgeMethod();
    Experiment::Compute compute;
    Experiment::Optimizer optimizer;
    double labelSmoothing = 0;
    double dropout = 0;
    std::uint64_t seed = 0; ///< of the run
    int threads = 1;        ///< lanes of the fast path on the CPU
};

/// Of an experiment, on `threads` threads.
StepSettings stepSettings(const Experiment& experiment, int threads);

/// Whether steps of the method go through LanePass, whose lanes are threads of their own.
bool computesInLanes(const Method& method, ComputePath path, const Network& network);

/// What a step leaves out.
Dropout dropoutOf(const StepSettings& settings, std::int64_t step);
/// StepBatch::draws of a step, on the CPU.
at::Tensor drawsOf(const StepSettings& settings, std::int64_t step, std::int64_t images);

/// The one that the settings ask for on the network's device, and that can compute the method.
std::unique_ptr<StepPath> makeStepPath(Network& network, Parameters& parameters,
                                       const StepSettings& settings);

} // namespace asge
