// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <ATen/ATen.h>

namespace asge {

/// The spatial goodness of one layer and its derivative. The goodness of a patch is the mean (or
/// sum) of Y² over it, or of Y itself if `ofSquares` is false. Patch i of P on a side of H pixels
/// covers the pixels from ⌊i·H/P⌋ to before ⌈(i+1)·H/P⌉, as in adaptive average pooling; if P does
/// not divide H, neighbouring patches share pixels.

/// Takes activations N × C × H × W of any floating-point type; returns N × C × P × P, float32.
at::Tensor patchGoodness(const at::Tensor& activations, int patches, Goodness kind,
                         bool ofSquares = true);

/// ∂loss/∂Z from ∂loss/∂goodness: dZ = 2 · Y ⊙ spread(dg), or [Y > 0] ⊙ spread(dg) for the goodness
/// of Y itself. Takes activations N × C × H × W and goodnessGradient N × C × P × P, float32;
/// returns N × C × H × W in the type of the activations. For squares the ReLU's mask is implied by
/// the factor Y, which is zero for inactive units.
at::Tensor activationGradient(const at::Tensor& activations, const at::Tensor& goodnessGradient,
                              Goodness kind, bool ofSquares = true);

} // namespace asge
