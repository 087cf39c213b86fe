// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/probe/readouts.h"

#include "core/experiment/method_facts.h"

#include <algorithm>

namespace asge {

namespace {

std::vector<float> valuesOf(const at::Tensor& tensor) {
    const at::Tensor host = tensor.to(at::kCPU, at::kFloat).contiguous();
    const auto* begin = host.data_ptr<float>();
    return {begin, begin + host.numel()};
}

std::vector<at::Tensor> readoutTensors(const Network& network) {
    std::vector<at::Tensor> tensors;
    for (const Layer& layer : network.layers) {
        tensors.push_back(layer.projection);
        tensors.push_back(layer.projectionBias);
    }
    return tensors;
}

} // namespace

Readouts readoutsOf(const Network& network, const Experiment& experiment) {
    Readouts readouts;
    readouts.classes = network.classes;
    const MethodFacts* facts = findMethodFacts(experiment.method);
    if (facts != nullptr && !facts->notLinear.empty()) {
        readouts.undefined = std::string(facts->notLinear);
        return readouts;
    }
    for (const Layer& layer : network.layers) {
        readouts.sums = layer.goodness == Goodness::sum;
        readouts.layers.push_back({static_cast<int>(layer.weight.size(0)), layer.patches,
                                   valuesOf(layer.projection), valuesOf(layer.projectionBias)});
    }
    return readouts;
}

ReadoutsPtr ReadoutCache::of(const Network& network, const Experiment& experiment) {
    const std::vector<at::Tensor> current = readoutTensors(network);
    const bool same = std::equal(
        current.begin(), current.end(), copied_.begin(), copied_.end(),
        [](const at::Tensor& one, const at::Tensor& other) { return at::equal(one, other); });
    if (!same || !readouts_) {
        copied_.clear();
        for (const at::Tensor& each : current) {
            copied_.push_back(each.detach().clone());
        }
        readouts_ = std::make_shared<const Readouts>(readoutsOf(network, experiment));
    }
    return readouts_;
}

} // namespace asge
