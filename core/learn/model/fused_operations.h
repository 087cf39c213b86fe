// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <ATen/ATen.h>

namespace asge {

// Parts of goodness.h and layer.h with LibTorch operations that read and write the activations as
// seldom as possible, which on a GPU takes most of the time beside the convolutions. On a CPU
// LibTorch computes the usual forms faster. Activations are N × C × H × W in float or bfloat16 and
// in any memory layout; sums are computed in float.

/// Whether P × P patches divide the activations evenly, as the next two functions require.
bool dividesEvenly(const at::Tensor& activations, std::int64_t patches);

/// The mean of Y² (or of Y) over each patch: N × C × P × P, float.
at::Tensor patchMeans(const at::Tensor& activations, std::int64_t patches, bool ofSquares);

/// The activations, or their signs if `ofSquares` is false, times the factor of their patch.
/// `factors` is N × C × P × P; the result has the type and layout of the activations.
at::Tensor scaledByPatch(const at::Tensor& activations, const at::Tensor& factors, bool ofSquares);

/// 2 × 2 RMS pooling: √(mean of Y²), float. The last row or column of an odd side is ignored. The
/// gradient at 0 is 0.
at::Tensor rmsPooled(const at::Tensor& activations);

/// Layer normalisation: each image gets mean 0 and variance 1 over C × H × W. `y` is float.
at::Tensor layerNormalised(const at::Tensor& y, double epsilon);

} // namespace asge
