#include "core/train/adamw.h"

#include <cmath>

namespace asge {

namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kEpsilon = 1e-8;

} // namespace

kernels::AdamWRates adamWRates(std::int64_t steps, double learningRate, double weightDecay) {
    const auto t = static_cast<double>(steps);
    kernels::AdamWRates rates{};
    rates.beta1 = static_cast<float>(kBeta1);
    rates.beta2 = static_cast<float>(kBeta2);
    rates.epsilon = static_cast<float>(kEpsilon);
    rates.stepSize = static_cast<float>(learningRate / (1 - std::pow(kBeta1, t)));
    rates.rootScale = static_cast<float>(1 / std::sqrt(1 - std::pow(kBeta2, t)));
    rates.decayFactor = static_cast<float>(1 - learningRate * weightDecay);
    return rates;
}

at::Tensor ratesTensor(const kernels::AdamWRates& rates) {
    return at::tensor({rates.stepSize, rates.rootScale, rates.decayFactor});
}

void adamWStep(Parameters& parameters, const at::Tensor& gradient, const at::Tensor& rates) {
    parameters.mean.mul_(kBeta1).add_(gradient, 1 - kBeta1);
    parameters.square.mul_(kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
    const at::Tensor root = parameters.square.sqrt().mul_(rates[1]).add_(kEpsilon);
    parameters.values.mul_(rates[2]).sub_(parameters.mean.div(root).mul_(rates[0]));
}

} // namespace asge
