#include "core/compute/parameters.h"

namespace asge {

Parameters::Parameters(Network& network) {
    std::int64_t end = 0;
    std::vector<at::Tensor> weights;
    std::vector<at::Tensor> biases;
    for (const Layer& layer : network.layers) {
        ParameterRange range;
        range.weight = end;
        range.bias = range.weight + layer.weight.numel();
        end = range.end = range.bias + layer.bias.numel();
        layers.push_back(range);
        weightShapes_.push_back({layer.weight.size(0), layer.weight.size(2), layer.weight.size(3),
                                 layer.weight.size(1)});
        weights.push_back(layer.weight);
        biases.push_back(layer.bias);
    }
    values = flatten(weights, biases);
    mean = at::zeros_like(values);
    square = at::zeros_like(values);
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        network.layers[i].weight = weightOf(values, i);
        network.layers[i].bias = biasOf(values, i);
    }
}

at::Tensor Parameters::weightOf(const at::Tensor& flat, std::size_t layer) const {
    const ParameterRange& range = layers[layer];
    return flat.narrow(0, range.weight, range.bias - range.weight)
        .view(weightShapes_[layer])
        .permute({0, 3, 1, 2});
}

at::Tensor Parameters::biasOf(const at::Tensor& flat, std::size_t layer) const {
    const ParameterRange& range = layers[layer];
    return flat.narrow(0, range.bias, range.end - range.bias);
}

at::Tensor Parameters::flatten(const std::vector<at::Tensor>& weights,
                               const std::vector<at::Tensor>& biases) const {
    std::vector<at::Tensor> parts;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        parts.push_back(weights[i].permute({0, 2, 3, 1}).reshape(-1).to(at::kFloat));
        parts.push_back(biases[i].to(at::kFloat));
    }
    return at::cat(parts);
}

} // namespace asge
