#include "core/train/adamw.h"

#include <cmath>

namespace asge {

namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kEpsilon = 1e-8;

} // namespace

void AdamW::step(const at::Tensor& parameter, const at::Tensor& gradient, double learningRate,
                 double weightDecay) {
    ++steps;
    const double correction1 = 1 - std::pow(kBeta1, steps);
    const double correction2 = 1 - std::pow(kBeta2, steps);
    mean.mul_(kBeta1).add_(gradient, 1 - kBeta1);
    square.mul_(kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
    const at::Tensor scale = square.sqrt().div_(std::sqrt(correction2)).add_(kEpsilon);
    if (weightDecay > 0) {
        parameter.mul_(1 - learningRate * weightDecay);
    }
    parameter.addcdiv_(mean, scale, -learningRate / correction1);
}

} // namespace asge
