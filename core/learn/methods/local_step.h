// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/methods/method.h"

#include <functional>

namespace asge {

/// What methods have in common whose layers learn each from a loss of its own.

/// The loss of one layer, of its readout's outputs N × K.
struct LayerLoss {
    at::Tensor scores;   ///< 2: mean loss, correct images
    at::Tensor gradient; ///< ∂(mean loss)/∂outputs, N × K
};

/// Cross-entropy of the layer's softmax with the batch's labels.
LayerLoss crossEntropy(const at::Tensor& logits, const StepBatch& batch);
/// Its scores alone, of which the loss is differentiable.
at::Tensor crossEntropyScores(const at::Tensor& logits, const StepBatch& batch);

/// One step in closed form: each layer's gradient comes from `lossOf` its readout, reaches its own
/// weights and goes no further; it passes on the activations that it had before its update.
StepGradient localStep(const Network& network, const StepBatch& batch,
                       const std::function<LayerLoss(const at::Tensor& outputs)>& lossOf,
                       LapTimer& timer);
/// With cross-entropy for the loss.
StepGradient localStep(const Network& network, const StepBatch& batch, LapTimer& timer);

/// Reads a layer out by groups of channels: class k's logit is `gain` times the mean goodness, over
/// all positions, of channels ⌊k·C/K⌋ to ⌊(k+1)·C/K⌋ − 1. Goodness is a mean, one patch is read,
/// and the readout isn't trained, whatever the settings say. C must be at least K.
void readOutGroups(Layer& layer, std::int64_t classes, double gain);
/// A network of such layers. Throws BadInput "network.layers: …" where a layer has fewer channels
/// than there are classes.
Network makeGroupNetwork(const Experiment& experiment, const ImageShape& shape,
                         const at::Device& device);

} // namespace asge
