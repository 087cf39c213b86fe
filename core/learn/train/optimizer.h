// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/learn/compute/kernels.h"
#include "core/learn/compute/parameters.h"

#include <cstdint>

namespace asge {

/// The factors of a layer's update number `steps` (1 for the first) at learning rate η.
///
/// AdamW (Loshchilov, Hutter 2019; β 0.9, 0.999, ε 1e-8), as torch.optim.AdamW computes it:
///   m ← β₁·m + (1 − β₁)·g,  s ← β₂·s + (1 − β₂)·g²
///   w ← (1 − η·λ)·w − η/(1 − β₁ᵗ) · m / (√(s / (1 − β₂ᵗ)) + ε)
/// LibTorch's optimizer is not used because it keys its state by the addresses of the parameters;
/// here equal states give equal bytes in a checkpoint.
kernels::AdamWRates adamWRates(std::int64_t steps, double learningRate, double weightDecay);

/// SGD with momentum μ and weight decay λ, as torch.optim.SGD computes it:
///   v ← μ·v + g + λ·w,  w ← w − η·v
kernels::SgdRates sgdRates(const Experiment::Optimizer& optimizer, double learningRate);

/// The factors that change from step to step as a tensor of three floats, which a captured graph
/// reads: AdamW's step size, root scale and decay factor, or SGD's learning rate.
at::Tensor ratesTensor(const Experiment::Optimizer& optimizer, std::int64_t steps,
                       double learningRate);

/// Updates a layer with LibTorch's operations, on any device. `gradient` is flat, like the layer's
/// part of the parameters; `rates` comes from ratesTensor and is on the device of the parameters.
/// Does not change Parameters::steps.
void updateLayer(const Experiment::Optimizer& optimizer, Parameters& parameters, std::size_t layer,
                 const at::Tensor& gradient, const at::Tensor& rates);

} // namespace asge
