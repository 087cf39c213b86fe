#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace asge {

/// AdamW (Loshchilov, Hutter 2019; β 0.9, 0.999, ε 1e-8) for one tensor, as torch.optim.AdamW
/// computes it. Its whole state is here in the open, so that a checkpoint of equal states is equal
/// byte by byte, which LibTorch's own optimizer, keyed by addresses, does not give.
struct AdamW {
    at::Tensor mean;        ///< exponential mean of the gradient, like the parameter
    at::Tensor square;      ///< exponential mean of its square, like the parameter
    std::int64_t steps = 0; ///< taken

    explicit AdamW(const at::Tensor& parameter)
        : mean(at::zeros_like(parameter)), square(at::zeros_like(parameter)) {}

    /// Updates `parameter` in place.
    void step(const at::Tensor& parameter, const at::Tensor& gradient, double learningRate,
              double weightDecay);
};

} // namespace asge
