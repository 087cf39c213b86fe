// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

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
    std::string takeNote() { return path_->takeNote(); } ///< see StepPath

    /// Throws Error "layer L: …" if a weight or a value of the optimizer's state is not finite.
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

/// Throws Error "layer L: WHAT is not finite; …" if a loss is not finite, after which nothing can
/// be learned.
void requireFinite(const std::vector<LayerScore>& scores,
                   const std::string& what = "the local loss");

/// The tensors that restoreNetwork requires: weights and projections.
CheckpointLayout networkCheckpointLayout(const Network& network);
/// Restores the network of a checkpoint, without the optimizer. Throws Error, and changes nothing,
/// if the content does not match the network.
void restoreNetwork(Network& network, const CheckpointContent& content);

} // namespace asge
