// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/compute/dropout.h"
#include "core/learn/compute/parameters.h"
#include "core/learn/compute/phases.h"
#include "core/learn/methods/method.h"
#include "core/learn/train/batches.h"
#include "core/run/events.h"

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace asge {

/// The inputs of a step beside the batch.
struct StepPlan {
    std::int64_t step = 0;     ///< 0 for the first step of the run
    std::vector<double> rates; ///< learning rates, one per layer; at 0 a layer does not change
};

/// A metric beside loss and accuracy that is measured in a step.
struct StepMeasure {
    MetricId metric;            ///< its value for an epoch is the mean over the steps
    std::vector<double> values; ///< one per layer; NaN if the layer did not learn
};

/// The norm of a gradient that was measured, which is infinite if the gradient has a NaN: NaN is
/// the norm of a layer that did not learn.
inline double measuredNorm(double norm) {
    return std::isnan(norm) ? std::numeric_limits<double>::infinity() : norm;
}

/// The scores of a step, on its batch before the update.
struct StepScores {
    std::vector<LayerScore> layers;
    std::vector<StepMeasure> measures;
};

/// The settings of a step beside its batch and its learning rates. Method, seed and threads stay
/// the same during a training.
struct StepSettings {
    const Method* method = &asgeMethod();
    Experiment::Compute compute;
    Experiment::Optimizer optimizer;
    double labelSmoothing = 0;
    double dropout = 0;
    std::uint64_t seed = 0; ///< of the run
    int threads = 1;        ///< lanes of the fast path on the CPU
};

/// An implementation of training steps. All paths compute the same step: each layer's gradient at
/// the activations from before the update, then one update of all layers.
class StepPath {
  public:
    virtual ~StepPath() = default;

    /// Takes one step. On a GPU the call returns before the step is finished.
    virtual void step(const BatchSource& batch, const StepPlan& plan) = 0;
    /// The scores of the steps since the last call, in order; if `all` is false, only those that
    /// are available without waiting for the device.
    virtual std::vector<StepScores> takeScores(bool all) = 0;
    /// Must be called after parameters or projections have changed other than by step().
    virtual void reload() {}
    /// Changes the settings of later steps: label smoothing, dropout, and those of the optimizer.
    virtual void change(const StepSettings& settings) = 0;
    /// The time per phase since the last call. A captured graph counts as `forward` as a whole, and
    /// on a GPU the times are those of the host.
    virtual PhaseSeconds takePhases() = 0;
    /// The seconds spent on each layer since the last call; empty if they are not measured.
    virtual std::vector<double> takeLayerSeconds() { return {}; }
    /// A note for the user on how the steps are computed; empty if there is nothing new.
    virtual std::string takeNote() { return {}; }
};

/// The settings of an experiment on `threads` threads.
StepSettings stepSettings(const Experiment& experiment, int threads);

/// Whether the method's steps are computed by LanePass, whose lanes are threads of their own.
bool computesInLanes(const Method& method, ComputePath path, const Network& network);

/// The dropout of a step.
Dropout dropoutOf(const StepSettings& settings, std::int64_t step);
/// StepBatch::draws for a step, on the CPU.
at::Tensor drawsOf(const StepSettings& settings, std::int64_t step, std::int64_t images);

/// Makes the path that the settings ask for, among those that support the network's device and the
/// method. Network and parameters must outlive it.
std::unique_ptr<StepPath> makeStepPath(Network& network, Parameters& parameters,
                                       const StepSettings& settings);

} // namespace asge
