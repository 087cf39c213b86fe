// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/model/network.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace asge {

/// The position of one layer in the flat tensors of Parameters.
struct ParameterRange {
    std::int64_t weight = 0; ///< first element of the weight
    std::int64_t bias = 0;   ///< first element of the bias
    /// First element of the projection, then of its bias; both are `end` if it is frozen.
    std::int64_t projection = 0;
    std::int64_t projectionBias = 0;
    std::int64_t end = 0;
};

/// All trained parameters of a network in one flat tensor, and the optimizer's state likewise, so
/// that an update is one pass over memory. The layers' weights become views of that tensor,
/// channels-last (C_out × 3 × 3 × C_in in memory), as the convolutions of channels-last images need
/// them.
struct Parameters {
    /// Copies the network's parameters into `values` and makes its layers' tensors views of it.
    explicit Parameters(Network& network);

    at::Tensor values; ///< flat, float32
    at::Tensor mean;   ///< AdamW's mean of the gradient, or SGD's velocity, like values
    at::Tensor square; ///< AdamW's mean of the gradient's square, like values
    std::vector<std::int64_t> steps; ///< updates so far, one per layer
    std::vector<ParameterRange> layers;

    std::int64_t count() const { return values.numel(); }

    /// Views of one layer's part of a flat tensor, each in the shape of its parameter.
    LayerTensors viewsOf(const at::Tensor& flat, std::size_t layer) const;
    /// One layer's part of a flat tensor.
    at::Tensor partOf(const at::Tensor& flat, std::size_t layer) const;
    /// Concatenates one layer's tensors to such a part.
    static at::Tensor flatten(const LayerTensors& tensors);

  private:
    std::vector<std::vector<std::int64_t>> weightShapes_; ///< C_out, 3, 3, C_in
    std::vector<std::vector<std::int64_t>> projectionShapes_;
};

} // namespace asge
