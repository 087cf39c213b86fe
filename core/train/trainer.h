#pragma once

#include "core/compute/parameters.h"
#include "core/model/network.h"
#include "core/train/batches.h"
#include "core/train/events.h"
#include "core/train/step_path.h"

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
    std::vector<std::vector<LayerScore>> takeScores(bool all) { return path_->takeScores(all); }
    /// Both: one step and its scores. Throws as requireFinite.
    std::vector<LayerScore> step(const Batch& batch, const StepPlan& plan);

    PhaseSeconds takePhases() { return path_->takePhases(); }

    /// Weights, projections, optimizer state, and numbers of the caller's own (`progress`) as
    /// bytes, and back; equal states give equal bytes. restore() gives those numbers, none for
    /// bytes of a version that kept none; it throws Error where the bytes are no checkpoint or of
    /// another network.
    std::string save(const std::vector<double>& progress = {}) const;
    std::vector<double> restore(const std::string& bytes);
    /// The same, but the optimizer begins anew: for a checkpoint of another one.
    std::vector<double> restoreWeights(const std::string& bytes);

  private:
    Network network_;
    Parameters parameters_;
    std::unique_ptr<StepPath> path_;
};

/// Throws Error "layer L: …" where a loss is not finite: nothing can be learned from then on.
void requireFinite(const std::vector<LayerScore>& scores);

/// Only the network of a checkpoint that Trainer::save made.
void restoreNetwork(Network& network, const std::string& bytes);

} // namespace asge
