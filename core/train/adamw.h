#pragma once

#include "core/compute/kernels.h"
#include "core/compute/parameters.h"

#include <cstdint>

namespace asge {

/// Factors of step `steps` (1 for the first) of AdamW (Loshchilov, Hutter 2019; β 0.9, 0.999, ε
/// 1e-8), as torch.optim.AdamW computes it:
///   m ← β₁·m + (1 − β₁)·g,  s ← β₂·s + (1 − β₂)·g²
///   w ← (1 − η·λ)·w − η/(1 − β₁ᵗ) · m / (√(s / (1 − β₂ᵗ)) + ε)
/// An optimizer of our own, since LibTorch's keeps its state by the parameters' addresses: here
/// equal states are equal bytes in a checkpoint.
kernels::AdamWRates adamWRates(std::int64_t steps, double learningRate, double weightDecay);

/// The rates that change from step to step as a tensor of three floats, so that a captured graph
/// can be given new ones: step size, root scale, decay factor.
at::Tensor ratesTensor(const kernels::AdamWRates& rates);

/// One update by LibTorch's operations, of parameters on any device. `gradient` is flat, `rates`
/// from ratesTensor, on the parameters' device. Does not count `steps`.
void adamWStep(Parameters& parameters, const at::Tensor& gradient, const at::Tensor& rates);

} // namespace asge
