#include "core/model/goodness.h"

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

/// Number of pixels in each patch, P × P; patches differ in size where P does not divide a side.
at::Tensor patchAreas(std::int64_t height, std::int64_t width, std::int64_t patches,
                      const at::TensorOptions& options) {
    const auto sides = [&](std::int64_t length) {
        at::Tensor sizes = at::empty({patches}, at::kFloat);
        for (std::int64_t i = 0; i < patches; ++i) {
            const std::int64_t begin = i * length / patches;
            const std::int64_t end = ((i + 1) * length + patches - 1) / patches;
            sizes[i] = static_cast<float>(end - begin);
        }
        return sizes;
    };
    return at::outer(sides(height), sides(width)).to(options);
}

} // namespace

int patchesPerSide(double alpha, int lastChannels, int channels, int height, int width) {
    const double ratio = std::floor(alpha * lastChannels / channels);
    const double most = std::min(height, width);
    return static_cast<int>(std::clamp(ratio, 1.0, most));
}

at::Tensor patchGoodness(const at::Tensor& activations, int patches, Goodness kind) {
    at::Tensor mean = at::adaptive_avg_pool2d(activations.square(), {patches, patches});
    if (kind == Goodness::sum) {
        mean.mul_(patchAreas(activations.size(2), activations.size(3), patches, mean.options()));
    }
    return mean;
}

at::Tensor activationGradient(const at::Tensor& activations, const at::Tensor& goodnessGradient,
                              Goodness kind) {
    at::Tensor ofMean = goodnessGradient;
    if (kind == Goodness::sum) {
        ofMean = goodnessGradient * patchAreas(activations.size(2), activations.size(3),
                                               goodnessGradient.size(2), activations.options());
    }
    at::Tensor gradient = at::_adaptive_avg_pool2d_backward(ofMean, activations);
    return gradient.mul_(activations).mul_(2);
}

} // namespace asge
