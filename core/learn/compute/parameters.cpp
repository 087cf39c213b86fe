// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/compute/parameters.h"

namespace asge {

namespace {

LayerTensors trainedOf(const Layer& layer) {
    return layer.trainsProjection
               ? LayerTensors{layer.weight, layer.bias, layer.projection, layer.projectionBias}
               : LayerTensors{layer.weight, layer.bias, {}, {}};
}

} // namespace

Parameters::Parameters(Network& network) : steps(network.layers.size()) {
    std::int64_t end = 0;
    std::vector<at::Tensor> parts;
    for (const Layer& layer : network.layers) {
        ParameterRange range;
        range.weight = end;
        range.bias = range.weight + layer.weight.numel();
        range.projection = range.bias + layer.bias.numel();
        range.projectionBias =
            range.projection + (layer.trainsProjection ? layer.projection.numel() : 0);
        end = range.end =
            range.projectionBias + (layer.trainsProjection ? layer.projectionBias.numel() : 0);
        layers.push_back(range);
        weightShapes_.push_back({layer.weight.size(0), layer.weight.size(2), layer.weight.size(3),
                                 layer.weight.size(1)});
        projectionShapes_.push_back(layer.projection.sizes().vec());
        parts.push_back(flatten(trainedOf(layer)));
    }
    values = at::cat(parts);
    mean = at::zeros_like(values);
    square = at::zeros_like(values);
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        const LayerTensors views = viewsOf(values, i);
        Layer& layer = network.layers[i];
        layer.weight = views.weight;
        layer.bias = views.bias;
        if (layer.trainsProjection) {
            layer.projection = views.projection;
            layer.projectionBias = views.projectionBias;
        }
    }
}

LayerTensors Parameters::viewsOf(const at::Tensor& flat, std::size_t layer) const {
    const ParameterRange& range = layers[layer];
    const auto part = [&](std::int64_t begin, std::int64_t end) {
        return flat.narrow(0, begin, end - begin);
    };
    LayerTensors views;
    views.weight = part(range.weight, range.bias).view(weightShapes_[layer]).permute({0, 3, 1, 2});
    views.bias = part(range.bias, range.projection);
    if (range.projection < range.end) {
        views.projection =
            part(range.projection, range.projectionBias).view(projectionShapes_[layer]);
        views.projectionBias = part(range.projectionBias, range.end);
    }
    return views;
}

at::Tensor Parameters::partOf(const at::Tensor& flat, std::size_t layer) const {
    const ParameterRange& range = layers[layer];
    return flat.narrow(0, range.weight, range.end - range.weight);
}

at::Tensor Parameters::flatten(const LayerTensors& tensors) {
    std::vector<at::Tensor> parts{tensors.weight.permute({0, 2, 3, 1}).reshape(-1).to(at::kFloat),
                                  tensors.bias.to(at::kFloat)};
    if (tensors.projection.defined()) {
        parts.push_back(tensors.projection.reshape(-1));
        parts.push_back(tensors.projectionBias);
    }
    return at::cat(parts);
}

} // namespace asge
