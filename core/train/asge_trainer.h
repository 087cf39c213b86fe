#pragma once

#include "core/model/network.h"
#include "core/train/adamw.h"
#include "core/train/batches.h"
#include "core/train/events.h"

#include <string>
#include <vector>

namespace asge {

/// Updates an ASGE network batch by batch: each layer by its local rule in closed form, with an
/// AdamW of its own. All layers are updated on every batch, and a layer passes on the activations
/// that it had before its update.
class AsgeTrainer {
  public:
    AsgeTrainer(Network network, const Experiment::Optimizer& settings);

    const Network& network() const { return network_; }

    /// One step; returns each layer's loss and accuracy on the batch before the update. Throws
    /// Error "layer L: …" where a loss is not finite; layers before L are updated then, L is not.
    std::vector<LayerScore> step(const Batch& batch, double learningRate);

    /// Weights, projections and optimizer state as bytes, and back; equal states give equal bytes.
    /// restore() throws Error where the bytes are no checkpoint or of another network.
    std::string save() const;
    void restore(const std::string& bytes);

  private:
    struct LayerOptimizer {
        AdamW weight;
        AdamW bias;
    };

    Network network_;
    std::vector<LayerOptimizer> optimizers_;
    double weightDecay_;
};

/// Only the network of a checkpoint that AsgeTrainer::save made.
void restoreNetwork(Network& network, const std::string& bytes);

} // namespace asge
