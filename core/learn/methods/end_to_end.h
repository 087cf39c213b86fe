// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/methods/method.h"

namespace asge {

/// What methods have in common that let a loss run back through all layers.

/// Which layers' local losses do.
enum class Depth { last, all };

/// One step by LibTorch's automatic differentiation. The loss is the sum of the layers' local
/// cross-entropies; those that don't count reach a readout that is trained, and no convolution.
StepGradient endToEndStep(const Network& network, const StepBatch& batch, Depth losses,
                          LapTimer& timer);
/// Throws BadInput "train.order: …" where layers are to be trained one after another: the shallow
/// ones have no loss of their own to begin with.
Network makeEndToEndNetwork(const Experiment& experiment, const ImageShape& shape,
                            const at::Device& device);

} // namespace asge
