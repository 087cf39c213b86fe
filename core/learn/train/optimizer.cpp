// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/optimizer.h"

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

kernels::SgdRates sgdRates(const Experiment::Optimizer& optimizer, double learningRate) {
    return {static_cast<float>(learningRate), static_cast<float>(optimizer.momentum),
            static_cast<float>(optimizer.weightDecay)};
}

at::Tensor ratesTensor(const Experiment::Optimizer& optimizer, std::int64_t steps,
                       double learningRate) {
    if (optimizer.name == OptimizerKind::sgd) {
        return at::tensor({static_cast<float>(learningRate), 0.0F, 0.0F});
    }
    const auto rates = adamWRates(steps, learningRate, optimizer.weightDecay);
    return at::tensor({rates.stepSize, rates.rootScale, rates.decayFactor});
}

void updateLayer(const Experiment::Optimizer& optimizer, Parameters& parameters, std::size_t layer,
                 const at::Tensor& gradient, const at::Tensor& rates) {
    at::Tensor values = parameters.partOf(parameters.values, layer);
    at::Tensor mean = parameters.partOf(parameters.mean, layer);
    if (optimizer.name == OptimizerKind::sgd) {
        mean.mul_(optimizer.momentum).add_(gradient).add_(values, optimizer.weightDecay);
        values.sub_(mean * rates[0]);
        return;
    }
    at::Tensor square = parameters.partOf(parameters.square, layer);
    mean.mul_(kBeta1).add_(gradient, 1 - kBeta1);
    square.mul_(kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
    const at::Tensor root = square.sqrt().mul_(rates[1]).add_(kEpsilon);
    values.mul_(rates[2]).sub_(mean.div(root).mul_(rates[0]));
}

} // namespace asge
