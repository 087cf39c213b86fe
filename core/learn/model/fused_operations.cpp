// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/model/fused_operations.h"

namespace asge {

namespace {

/// A view of the shape N × C × P × H/P × P × W/P.
at::Tensor patchView(const at::Tensor& y, std::int64_t patches) {
    return y.view(
        {y.size(0), y.size(1), patches, y.size(2) / patches, patches, y.size(3) / patches});
}

constexpr std::int64_t kPatchDimensions[] = {3, 5}; ///< the dimensions inside a patch

} // namespace

bool dividesEvenly(const at::Tensor& activations, std::int64_t patches) {
    return activations.size(2) % patches == 0 && activations.size(3) % patches == 0;
}

at::Tensor patchMeans(const at::Tensor& activations, std::int64_t patches, bool ofSquares) {
    const at::Tensor parts = patchView(activations, patches);
    const auto area = static_cast<double>(parts.size(3) * parts.size(5));
    const at::Tensor sum = ofSquares ? at::linalg_vector_norm(parts, 2, kPatchDimensions,
                                                              /*keepdim=*/false, at::kFloat)
                                           .square()
                                     : parts.sum(kPatchDimensions, /*keepdim=*/false, at::kFloat);
    return sum * (1 / area);
}

at::Tensor scaledByPatch(const at::Tensor& activations, const at::Tensor& factors, bool ofSquares) {
    at::Tensor result = at::empty_like(activations);
    at::Tensor parts = patchView(result, factors.size(2));
    const at::Tensor y = patchView(activations, factors.size(2));
    const at::Tensor factor = factors.unsqueeze(3).unsqueeze(5);
    if (ofSquares) {
        at::mul_out(parts, y, factor);
    } else {
        at::mul_out(parts, y.gt(0), factor);
    }
    return result;
}

at::Tensor rmsPooled(const at::Tensor& activations) {
    const std::int64_t height = activations.size(2) / 2;
    const std::int64_t width = activations.size(3) / 2;
    const at::Tensor even = activations.narrow(2, 0, 2 * height).narrow(3, 0, 2 * width);
    const at::Tensor windows = even.view({even.size(0), even.size(1), height, 2, width, 2});
    return at::linalg_vector_norm(windows, 2, kPatchDimensions, /*keepdim=*/false, at::kFloat) *
           0.5;
}

at::Tensor layerNormalised(const at::Tensor& y, double epsilon) {
    const auto [variance, mean] =
        at::var_mean(y, at::IntArrayRef{1, 2, 3}, /*unbiased=*/false, /*keepdim=*/true);
    const at::Tensor scale = (variance + epsilon).rsqrt();
    return at::addcmul(-mean * scale, y, scale);
}

} // namespace asge
