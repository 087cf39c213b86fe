// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/compute/lane_pass.h"

#include <gtest/gtest.h>

#include <vector>

namespace asge::test {

/// The flat gradient of a batch, computed with LibTorch's operations.
inline at::Tensor plainGradient(const Network& network, const Parameters& parameters,
                                const Batch& batch) {
    std::vector<at::Tensor> parts;
    forEachLayer(network, batch.input,
                 [&](std::size_t, const Layer& layer, const at::Tensor& x, const at::Tensor& y) {
                     const at::Tensor maps = layer.patchMaps(y);
                     const at::Tensor da = crossEntropyGradient(layer.logits(maps), batch.labels);
                     parts.push_back(Parameters::flatten(
                         layer.gradient(x, layer.outputGradient(y, da), maps, da)));
                 });
    EXPECT_EQ(at::cat(parts).numel(), parameters.count());
    return at::cat(parts);
}

/// The same, computed in lanes.
inline at::Tensor laneGradient(const Network& network, const Parameters& parameters,
                               const Batch& batch, int lanes, Precision precision,
                               const kernels::Kernels& kernels = kernels::bestKernels()) {
    LanePass pass(network, precision, lanes, kernels);
    pass.gradient(sourceOf(batch), parameters);
    at::Tensor sum = at::zeros_like(parameters.values);
    for (const float* gradient : pass.gradients()) {
        sum += at::from_blob(const_cast<float*>(gradient), sum.sizes());
    }
    return sum;
}

} // namespace asge::test
