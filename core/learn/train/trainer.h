// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/error.h"
#include "core/learn/compute/parameters.h"
#include "core/learn/model/network.h"
#include "core/learn/train/batches.h"
#include "core/learn/train/step_path.h"
#include "core/run/events.h"
#include "core/store/checkpoint_content.h"

#include <memory>
#include <string>
#include <vector>

namespace asge {

/// Updates a network batch by batch with a method's gradients.
class Trainer {
  public:
    Trainer(Network network, const StepSettings& settings);
    Trainer(const Trainer&) = delete; // path_ refers to members
    Trainer& operator=(const Trainer&) = delete;

    const Network& network() const { return network_; }

    /// Takes one step. takeScores() returns the scores of its batch before the update: at once on
    /// the CPU, some steps later on a GPU unless `all`, which waits for the device.
    void step(const BatchSource& batch, const StepPlan& plan) { path_->step(batch, plan); }
    std::vector<StepScores> takeScores(bool all) { return path_->takeScores(all); }
    /// Takes one step and returns its scores. Throws as requireFinite.
    std::vector<LayerScore> step(const Batch& batch, const StepPlan& plan);

    PhaseSeconds takePhases() { return path_->takePhases(); }
    std::vector<double> takeLayerSeconds() { return path_->takeLayerSeconds(); }
    std::string takeNote() { return path_->takeNote(); } ///< see StepPath

    /// Changes the settings of later steps.
    void change(const StepSettings& settings) { path_->change(settings); }
    /// Gives layer `index` (from 0) the weights of `fresh` and clears its optimizer's state.
    void resetWeights(std::size_t index, const Layer& fresh);
    /// Gives layer `index` the projection of `fresh`; if it is trained, clears its optimizer's
    /// state.
    void replaceProjection(std::size_t index, const Layer& fresh);

    /// A copy of weights, projections and the optimizer's state, on the network's device.
    struct State {
        at::Tensor values;
        at::Tensor mean;
        at::Tensor square;
        std::vector<std::int64_t> steps;
        std::vector<at::Tensor> projections; ///< of each layer, then its bias
    };
    /// Copies the state; memory that `state` has is used again.
    void copyStateTo(State& state) const;
    void restore(const State& state);

    /// Throws NotFinite if a weight or a value of the optimizer's state is not finite.
    void requireFiniteState() const;

    /// Weights, projections, optimizer state and progress as the bytes that
    /// core/store/checkpoint_content.h describes. Equal states give equal bytes.
    std::string save(const TrainingProgress& progress = {}) const;
    /// The tensors that restore() requires; nothing about the data.
    CheckpointLayout checkpointLayout() const;
    /// Restores weights, projections and optimizer state. Throws Error, and changes nothing, if the
    /// content does not match checkpointLayout().
    void restore(const CheckpointContent& content);
    /// The same without the optimizer's state, for a checkpoint of another optimizer.
    void restoreWeights(const CheckpointContent& content);

  private:
    Network network_;
    Parameters parameters_;
    std::unique_ptr<StepPath> path_;
};

/// An Error because a value of a layer is not finite.
class NotFinite : public Error {
  public:
    /// `what` is such as "the local loss is".
    NotFinite(std::size_t layer, const std::string& what);

    std::size_t layer() const { return layer_; } ///< from 0

  private:
    std::size_t layer_;
};

/// Throws NotFinite "layer L: WHAT is not finite; …" if a loss is not finite, after which nothing
/// can be learned.
void requireFinite(const std::vector<LayerScore>& scores,
                   const std::string& what = "the local loss");
/// The same for the losses and the norms of the gradients of a step.
void requireFinite(const StepScores& step);

/// The tensors that restoreNetwork requires: weights and projections.
CheckpointLayout networkCheckpointLayout(const Network& network);
/// Restores the network of a checkpoint, without the optimizer. Throws Error, and changes nothing,
/// if the content does not match the network.
void restoreNetwork(Network& network, const CheckpointContent& content);

} // namespace asge
