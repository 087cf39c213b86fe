// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <ATen/ATen.h>

namespace asge {

/// Spatial goodness of one layer and its derivative: the goodness of a patch is the mean (or sum)
/// of Y² over it. Patch i of P on a side of H pixels covers ⌊i·H/P⌋ to ⌈(i+1)·H/P⌉, as in adaptive
/// average pooling; where P does not divide H neighbouring patches share pixels. With `ofSquares`
/// false it is the mean (or sum) of Y itself.

/// activations N × C × H × W, of any floating type → N × C × P × P, float32.
at::Tensor patchGoodness(const at::Tensor& activations, int patches, Goodness kind,
                         bool ofSquares = true);

/// ∂loss/∂Z from the goodness' gradient: dZ = 2 · Y ⊙ spread(dg), or [Y > 0] ⊙ spread(dg) where it
/// is of Y itself. activations N × C × H × W, goodnessGradient N × C × P × P, float32 → N × C × H ×
/// W of the activations' type. Of squares the ReLU's mask needs no factor of its own: Y is zero
/// where the unit is off.
at::Tensor activationGradient(const at::Tensor& activations, const at::Tensor& goodnessGradient,
                              Goodness kind, bool ofSquares = true);

} // namespace asge
