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

/// Updates a network batch by batch, by a method's gradients.
class Trainer {
  public:
    Trainer(Network network, const StepSettings& settings);
    Trainer(const Trainer&) = delete; // its path looks at its members
    Trainer& operator=(const Trainer&) = delete;

    const Network& network() const { return network_; }

    /// One step. Its scores, of the batch before the update, come from takeScores: at once on the
    /// CPU, some steps later on a GPU, which is not waited for unless `all`.
    void step(const BatchSource& batch, const StepPlan& plan) { path_->step(batch, plan); }
    std::vector<StepScores> takeScores(bool all) { return path_->takeScores(all); }
    /// Both: one step and its scores. Throws as requireFinite.
    std::vector<LayerScore> step(const Batch& batch, const StepPlan& plan);

    PhaseSeconds takePhases() { return path_->takePhases(); }
    std::string takeNote() { return path_->takeNote(); } ///< see StepPath

    /// Throws Error "layer L: …" if a weight or a number of the optimizer's state is not finite.
    void requireFiniteState() const;

    /// Weights, projections, optimizer state, and how far the training is, as the bytes that
    /// core/store/checkpoint_content.h describes; equal states give equal bytes.
    std::string save(const TrainingProgress& progress = {}) const;
    /// What restore() expects, without anything about the data.
    CheckpointLayout frame() const;
    /// Takes weights, projections and optimizer state. Throws Error, and has changed nothing, if
    /// the content doesn't fit the frame.
    void restore(const CheckpointContent& content);
    /// The same, but the optimizer starts from zero: for a checkpoint of another one.
    void restoreWeights(const CheckpointContent& content);

  private:
    Network network_;
    Parameters parameters_;
    std::unique_ptr<StepPath> path_;
};

/// Throws Error "layer L: WHAT is not finite; …" if a loss is not: nothing can be learned from then
/// on.
void requireFinite(const std::vector<LayerScore>& scores,
                   const std::string& what = "the local loss");

/// What restoreNetwork expects: weights and projections.
CheckpointLayout networkCheckpointLayout(const Network& network);
/// Only the network of a checkpoint. Throws Error, and has changed nothing, if the content doesn't
/// fit the network.
void restoreNetwork(Network& network, const CheckpointContent& content);

} // namespace asge
