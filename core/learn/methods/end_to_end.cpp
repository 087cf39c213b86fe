// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/methods/end_to_end.h"

#include "core/base/error.h"
#include "core/learn/methods/local_step.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

namespace asge {

namespace {

/// Calls `visit` for each trained tensor of a layer.
template <typename Visit>
void forEachTrained(Layer& layer, Visit visit) {
    visit(layer.weight);
    visit(layer.bias);
    if (layer.trainsProjection) {
        visit(layer.projection);
        visit(layer.projectionBias);
    }
}

/// The network with detached tensors that require gradients, in the layers that learn.
Network withLeaves(Network network, const std::vector<bool>& learns) {
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        if (learns[i]) {
            forEachTrained(network.layers[i],
                           [](at::Tensor& tensor) { tensor = tensor.detach().requires_grad_(); });
        }
    }
    return network;
}

/// ∂loss/∂leaves, per layer.
std::vector<LayerTensors> gradientsOf(const at::Tensor& loss, Network& leaves,
                                      const std::vector<bool>& learns) {
    std::vector<at::Tensor> wanted;
    for (std::size_t i = 0; i < leaves.layers.size(); ++i) {
        if (learns[i]) {
            forEachTrained(leaves.layers[i],
                           [&](const at::Tensor& tensor) { wanted.push_back(tensor); });
        }
    }
    std::vector<LayerTensors> gradients(leaves.layers.size());
    if (wanted.empty()) {
        return gradients;
    }
    const auto found = torch::autograd::grad({loss}, wanted);
    auto next = found.begin();
    for (std::size_t i = 0; i < gradients.size(); ++i) {
        if (learns[i]) {
            gradients[i].weight = *next++;
            gradients[i].bias = *next++;
            if (leaves.layers[i].trainsProjection) {
                gradients[i].projection = *next++;
                gradients[i].projectionBias = *next++;
            }
        }
    }
    return gradients;
}

} // namespace

StepGradient endToEndStep(const Network& network, const StepBatch& batch, LossLayers losses,
                          LapTimer& timer) {
    const at::AutoGradMode recordsGraph(true);
    Network leaves = withLeaves(network, batch.learns);
    std::vector<at::Tensor> scores;
    at::Tensor input = batch.input;
    for (std::size_t i = 0; i < leaves.layers.size(); ++i) {
        const Layer& layer = leaves.layers[i];
        const bool isLast = i + 1 == leaves.layers.size();
        const at::Tensor y = layer.activations(input);
        timer.lap(Phase::forward);
        const bool counts = isLast || losses == LossLayers::all;
        const at::Tensor logits = layer.logits(layer.patchMaps(counts ? y : y.detach()));
        scores.push_back(crossEntropyScores(logits, batch));
        timer.lap(Phase::goodness);
        if (!isLast) {
            input = layer.nextInput(y);
            if (batch.keep[i + 1].defined()) {
                input = input * batch.keep[i + 1];
            }
            timer.lap(Phase::nextInput);
        }
    }
    const at::Tensor all = at::stack(scores);
    StepGradient result{gradientsOf(all.select(1, 0).sum(), leaves, batch.learns), all.detach()};
    timer.lap(Phase::gradient);
    return result;
}

Network makeEndToEndNetwork(const Experiment& experiment, const ImageShape& shape,
                            const at::Device& device) {
    if (experiment.train.order == UpdateOrder::greedy) {
        throw BadInput("train.order: method '" + experiment.method +
                       "' trains all layers together, not one after another");
    }
    return makeNetwork(experiment, shape, device);
}

} // namespace asge
