// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/methods/method.h"

#include <functional>

namespace asge {

/// Shared by the methods in which each layer learns from a loss of its own.

/// The loss of one layer, a function of its readout's outputs, N × K.
struct LayerLoss {
    at::Tensor scores;   ///< 2: mean loss, correct images
    at::Tensor gradient; ///< ∂(mean loss)/∂outputs, N × K
};

/// The cross-entropy of the layer's softmax with the labels of the batch.
LayerLoss crossEntropy(const at::Tensor& logits, const StepBatch& batch);
/// The scores alone; the loss in them is differentiable.
at::Tensor crossEntropyScores(const at::Tensor& logits, const StepBatch& batch);

/// One step in closed form. Each layer's gradient is that of `lossOf` its readout's outputs, for
/// its own weights alone. The next layer gets the activations from before the update.
StepGradient localStep(const Network& network, const StepBatch& batch,
                       const std::function<LayerLoss(const at::Tensor& outputs)>& lossOf,
                       LapTimer& timer);
/// The same with the cross-entropy as the loss.
StepGradient localStep(const Network& network, const StepBatch& batch, LapTimer& timer);

/// Makes a layer's readout one of channel groups: the logit of class k is `gain` times the mean
/// goodness, over all positions, of channels ⌊k·C/K⌋ to ⌊(k+1)·C/K⌋ − 1. Goodness is a mean, there
/// is one patch, and the readout is not trained, whatever the settings say. C must be at least K.
void useGroupReadout(Layer& layer, std::int64_t classes, double gain);
/// A network of such layers. Throws BadInput "network.layers: …" if a layer has fewer channels than
/// there are classes.
Network makeGroupNetwork(const Experiment& experiment, const ImageShape& shape,
                         const at::Device& device);

} // namespace asge
