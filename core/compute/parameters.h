#pragma once

#include "core/model/network.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace asge {

/// One layer's place in the flat tensors of Parameters.
struct ParameterRange {
    std::int64_t weight = 0; ///< first element of the weight
    std::int64_t bias = 0;   ///< first element of the bias
    std::int64_t end = 0;
};

/// All trained parameters of a network in one flat tensor, and the optimizer's state likewise, so
/// that an update is one pass over memory. The layers' weights become views of it, channels-last
/// (C_out × 3 × 3 × C_in in memory), which is what the convolutions of channels-last images want.
struct Parameters {
    /// Moves the network's parameters here and makes its layers look at them.
    explicit Parameters(Network& network);

    at::Tensor values; ///< flat, float32
    at::Tensor mean;   ///< AdamW's mean of the gradient, like values
    at::Tensor square; ///< AdamW's mean of its square, like values
    std::int64_t steps = 0;
    std::vector<ParameterRange> layers;

    std::int64_t count() const { return values.numel(); }

    /// View of a flat tensor as a layer's weight C_out × C_in × 3 × 3, or as its bias.
    at::Tensor weightOf(const at::Tensor& flat, std::size_t layer) const;
    at::Tensor biasOf(const at::Tensor& flat, std::size_t layer) const;
    /// Such a flat tensor from gradients of weights and biases, one of each a layer.
    at::Tensor flatten(const std::vector<at::Tensor>& weights,
                       const std::vector<at::Tensor>& biases) const;

  private:
    std::vector<std::vector<std::int64_t>> weightShapes_; ///< C_out, 3, 3, C_in
};

} // namespace asge
