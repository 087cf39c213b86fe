// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace asge {

LearningRates::LearningRates(const Experiment& experiment, std::int64_t stepsPerEpoch)
    : optimizer_(experiment.optimizer), layers_(experiment.network.layers.size()),
      warmUp_(std::llround(optimizer_.warmup * static_cast<double>(stepsPerEpoch))) {
    const std::int64_t epochs = experiment.train.epochs;
    if (experiment.train.order == UpdateOrder::together) {
        spans_.push_back({0, epochs * stepsPerEpoch, 0, layers_ - 1});
        return;
    }
    const auto shares = static_cast<std::int64_t>(layers_);
    std::int64_t begin = 0;
    for (std::int64_t i = 0; i < shares; ++i) {
        const std::int64_t share = epochs / shares + (i < epochs % shares ? 1 : 0);
        const auto layer = static_cast<std::size_t>(i);
        spans_.push_back({begin, begin + share * stepsPerEpoch, layer, layer});
        begin = spans_.back().end;
    }
}

const LearningRates::Span& LearningRates::spanOf(std::int64_t step) const {
    const auto found = std::find_if(spans_.begin(), spans_.end(),
                                    [&](const Span& span) { return step < span.end; });
    return found == spans_.end() ? spans_.back() : *found;
}

double LearningRates::base(std::int64_t step) const {
    const Span& span = spanOf(step);
    const std::int64_t done = step - span.begin;
    if (done < warmUp_) {
        return optimizer_.learningRate * static_cast<double>(done + 1) /
               static_cast<double>(warmUp_);
    }
    if (optimizer_.schedule == Schedule::constant) {
        return optimizer_.learningRate;
    }
    const std::int64_t steps = span.end - span.begin - warmUp_;
    const double part = static_cast<double>(done - warmUp_) / static_cast<double>(steps);
    return optimizer_.learningRate * 0.5 * (1.0 + std::cos(std::numbers::pi * std::min(part, 1.0)));
}

std::vector<double> LearningRates::at(std::int64_t step) const {
    const Span& span = spanOf(step);
    const double rate = base(step);
    std::vector<double> rates(layers_, 0.0);
    for (std::size_t i = span.first; i <= span.last; ++i) {
        rates[i] = rate * (optimizer_.layerRates.empty() ? 1.0 : optimizer_.layerRates[i]);
    }
    return rates;
}

} // namespace asge
