// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/model/network.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace asge {

/// One layer's place in the flat tensors of Parameters.
struct ParameterRange {
    std::int64_t weight = 0; ///< first element of the weight
    std::int64_t bias = 0;   ///< first element of the bias
    /// First element of the projection, then of its bias; both `end` where it is frozen.
    std::int64_t projection = 0;
    std::int64_t projectionBias = 0;
    std::int64_t end = 0;
};

/// All trained parameters of a network in one flat tensor, and the optimizer's state likewise, so
/// that an update is one pass over memory. The layers' weights become views of it, channels-last
/// (C_out × 3 × 3 × C_in in memory), which is what the convolutions of channels-last images want.
struct Parameters {
    /// Moves the network's parameters here and makes its layers look at them.
    explicit Parameters(Network& network);

    at::Tensor values; ///< flat, float32
    at::Tensor mean;   ///< AdamW's mean of the gradient, or SGD's velocity, like values
    at::Tensor square; ///< AdamW's mean of the gradient's square, like values
    std::vector<std::int64_t> steps; ///< updates so far, one a layer
    std::vector<ParameterRange> layers;

    std::int64_t count() const { return values.numel(); }

    /// Views of a flat tensor as one layer's tensors, each in its own shape.
    LayerTensors viewsOf(const at::Tensor& flat, std::size_t layer) const;
    /// The part of a flat tensor that is one layer's.
    at::Tensor partOf(const at::Tensor& flat, std::size_t layer) const;
    /// Such a part from one layer's tensors.
    static at::Tensor flatten(const LayerTensors& tensors);

  private:
    std::vector<std::vector<std::int64_t>> weightShapes_; ///< C_out, 3, 3, C_in
    std::vector<std::vector<std::int64_t>> projectionShapes_;
};

} // namespace asge
