// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/methods/local_step.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/learn/model/prediction.h"

#include <string>

namespace asge {

at::Tensor crossEntropyScores(const at::Tensor& logits, const StepBatch& batch) {
    const at::Tensor loss =
        at::cross_entropy_loss(logits, batch.labels, /*weight=*/{}, at::Reduction::Mean,
                               /*ignore_index=*/-100, batch.labelSmoothing);
    return at::stack({loss, countCorrect(logits, batch.labels).to(at::kFloat)});
}

LayerLoss crossEntropy(const at::Tensor& logits, const StepBatch& batch) {
    return {crossEntropyScores(logits, batch),
            crossEntropyGradient(logits, batch.labels, batch.labelSmoothing)};
}

StepGradient localStep(const Network& network, const StepBatch& batch,
                       const std::function<LayerLoss(const at::Tensor& outputs)>& lossOf,
                       LapTimer& timer) {
    StepGradient result;
    std::vector<at::Tensor> scores;
    at::Tensor input = batch.input;
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        const Layer& layer = network.layers[i];
        const at::Tensor y = layer.activations(input);
        timer.lap(Phase::forward);
        const at::Tensor maps = layer.patchMaps(y);
        const LayerLoss loss = lossOf(layer.logits(maps));
        scores.push_back(loss.scores);
        result.layers.emplace_back();
        if (batch.learns[i]) {
            const at::Tensor outputGradient = layer.outputGradient(y, loss.gradient);
            timer.lap(Phase::goodness);
            result.layers.back() = layer.gradient(input, outputGradient, maps, loss.gradient);
            timer.lap(Phase::gradient);
        }
        timer.lap(Phase::goodness);
        if (i + 1 < network.layers.size()) {
            input = layer.nextInput(y);
            if (batch.keep[i + 1].defined()) {
                input = input * batch.keep[i + 1];
            }
            timer.lap(Phase::nextInput);
        }
    }
    result.scores = at::stack(scores);
    return result;
}

StepGradient localStep(const Network& network, const StepBatch& batch, LapTimer& timer) {
    return localStep(
        network, batch, [&](const at::Tensor& logits) { return crossEntropy(logits, batch); },
        timer);
}

void useGroupReadout(Layer& layer, std::int64_t classes, double gain) {
    const std::int64_t channels = layer.weight.size(0);
    layer.patches = 1;
    layer.goodness = Goodness::mean;
    layer.trainsProjection = false;
    layer.projection = at::zeros({classes, channels}, layer.projection.options());
    layer.projectionBias = at::zeros({classes}, layer.projection.options());
    for (std::int64_t k = 0; k < classes; ++k) {
        const std::int64_t first = k * channels / classes;
        const std::int64_t size = (k + 1) * channels / classes - first;
        layer.projection[k].narrow(0, first, size).fill_(gain / static_cast<double>(size));
    }
}

Network makeGroupNetwork(const Experiment& experiment, const ImageShape& shape,
                         const at::Device& device) {
    Network network = makeNetwork(experiment, shape, device);
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        Layer& layer = network.layers[i];
        if (layer.weight.size(0) < shape.classes) {
            throw BadInput("network.layers: layer " + std::to_string(i + 1) + " has " +
                           counted(layer.weight.size(0), "channel") + "; method '" +
                           experiment.method + "' needs one for each of the " +
                           counted(shape.classes, "class", "classes"));
        }
        useGroupReadout(layer, shape.classes, experiment.projection.gain);
    }
    return network;
}

} // namespace asge
