#include "core/model/goodness.h"

namespace asge {

namespace {

/// Number of pixels in each patch, P × P; patches differ in size where P does not divide a side.
/// Computed on the device: a copy from the host can't be part of a captured graph.
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
    const at::Tensor y = activations.to(at::kFloat);
    at::Tensor mean = at::adaptive_avg_pool2d(ofSquares ? y.square() : y, {patches, patches});
    if (kind == Goodness::sum) {
        mean.mul_(patchAreas(y.size(2), y.size(3), patches, y.device()));
    }
    return mean;
}

at::Tensor activationGradient(const at::Tensor& activations, const at::Tensor& goodnessGradient,
                              Goodness kind, bool ofSquares) {
    const at::Tensor y = activations.to(at::kFloat);
    at::Tensor ofMean = goodnessGradient;
    if (kind == Goodness::sum) {
        ofMean = goodnessGradient *
                 patchAreas(y.size(2), y.size(3), goodnessGradient.size(2), y.device());
    }
    at::Tensor gradient = at::_adaptive_avg_pool2d_backward(ofMean, y);
    if (ofSquares) {
        gradient.mul_(y).mul_(2);
    } else {
        gradient.mul_(y.gt(0));
    }
    return gradient.to(activations.scalar_type());
}

} // namespace asge
