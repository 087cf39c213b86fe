// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/model/goodness.h"

#include "core/learn/model/fused_operations.h"

namespace asge {

namespace {

/// The number of pixels in each patch, P × P; patches differ in size if P does not divide a side.
/// It is computed on the device because a copy from the host can't be part of a captured graph.
at::Tensor patchAreas(std::int64_t height, std::int64_t width, std::int64_t patches,
                      const at::Device& device) {
    const at::Tensor patch = at::arange(patches, at::TensorOptions(device).dtype(at::kLong));
    const auto sides = [&](std::int64_t length) {
        const at::Tensor begin = (patch * length).div(patches, "floor");
        const at::Tensor end = ((patch + 1) * length + (patches - 1)).div(patches, "floor");
        return (end - begin).to(at::kFloat);
    };
    return at::outer(sides(height), sides(width));
}

} // namespace

at::Tensor patchGoodness(const at::Tensor& activations, int patches, Goodness kind,
                         bool ofSquares) {
    at::Tensor mean;
    if (activations.is_cuda() && dividesEvenly(activations, patches)) {
        mean = patchMeans(activations, patches, ofSquares);
    } else {
        const at::Tensor y = activations.to(at::kFloat);
        mean = at::adaptive_avg_pool2d(ofSquares ? y.square() : y, {patches, patches});
    }
    if (kind == Goodness::sum) {
        mean.mul_(patchAreas(activations.size(2), activations.size(3), patches, mean.device()));
    }
    return mean;
}

at::Tensor activationGradient(const at::Tensor& activations, const at::Tensor& goodnessGradient,
                              Goodness kind, bool ofSquares) {
    const std::int64_t height = activations.size(2);
    const std::int64_t width = activations.size(3);
    const std::int64_t patches = goodnessGradient.size(2);
    const double slope = ofSquares ? 2 : 1; // d(Y²)/dY = 2 · Y; the factor Y is applied below
    if (dividesEvenly(activations, patches)) {
        const std::int64_t area =
            kind == Goodness::sum ? 1 : (height / patches) * (width / patches);
        return scaledByPatch(activations, goodnessGradient * (slope / static_cast<double>(area)),
                             ofSquares);
    }
    const at::Tensor y = activations.to(at::kFloat);
    at::Tensor ofMean = goodnessGradient * slope;
    if (kind == Goodness::sum) {
        ofMean.mul_(patchAreas(height, width, patches, y.device()));
    }
    at::Tensor gradient = at::_adaptive_avg_pool2d_backward(ofMean, y);
    gradient.mul_(ofSquares ? y : y.gt(0));
    return gradient.to(activations.scalar_type());
}

} // namespace asge
