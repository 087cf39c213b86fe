// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/methods/method.h"

namespace asge {

/// Shared by the methods that backpropagate a loss through all layers.

/// The layers whose local losses train the convolutions.
enum class LossLayers { last, all };

/// One step with LibTorch's automatic differentiation. The loss is the sum of the local
/// cross-entropies. Those of layers that `losses` excludes train a readout, if readouts are
/// trained, but no convolution.
StepGradient endToEndStep(const Network& network, const StepBatch& batch, LossLayers losses,
                          LapTimer& timer);
/// As makeNetwork(). Throws BadInput "train.order: …" if layers are to be trained one after
/// another: the shallow ones have no loss of their own to start with.
Network makeEndToEndNetwork(const Experiment& experiment, const ImageShape& shape,
                            const at::Device& device);

} // namespace asge
