// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <ATen/ATen.h>

namespace asge {

// What goodness.h and layer.h define, by LibTorch operations that go over the activations as seldom
// as possible: on a GPU reading and writing them takes most of the time beside the convolutions. On
// a CPU LibTorch computes the usual forms faster. Activations are N × C × H × W in float or
// bfloat16 and in any memory layout; sums are in float.

/// Whether P × P patches divide the images evenly, which the next two functions need.
bool dividesEvenly(const at::Tensor& activations, std::int64_t patches);

/// Mean over each patch of Y², or of Y: N × C × P × P, float.
at::Tensor meanOverPatches(const at::Tensor& activations, std::int64_t patches, bool ofSquares);

/// The activations, or, unless `ofSquares`, their signs, times their patch's factor: of N × C × P ×
/// P factors; in the activations' type and layout.
at::Tensor timesOfPatch(const at::Tensor& activations, const at::Tensor& factors, bool ofSquares);

/// √(mean of Y²) over each 2 × 2 window, float; the last row or column of an odd side is left out.
/// Its gradient at 0 is 0.
at::Tensor rmsOverWindows(const at::Tensor& activations);

/// Each image with mean 0 and variance 1 over C × H × W. `y` in float.
at::Tensor normalisedImages(const at::Tensor& y, double epsilon);

} // namespace asge
