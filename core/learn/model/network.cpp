// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/model/network.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/dataset.h"
#include "core/experiment/layer_costs.h"
#include "core/experiment/layers.h"
#include "core/experiment/memory_needs.h"
#include "core/learn/model/goodness.h"

#include <string>

namespace asge {

ImageShape imageShapeOf(const DataSet& data) {
    return {data.train.channels, data.train.height, data.train.width,
            static_cast<int>(data.classNames.size())};
}

std::vector<LayerInfo> layerShapes(const Experiment& experiment, const ImageShape& shape) {
    std::vector<LayerInfo> infos;
    const auto& specs = experiment.network.layers;
    int height = shape.height;
    int width = shape.width;
    for (const LayerSpec& spec : specs) {
        const int patches = patchesPerSide(experiment.network, spec.channels, height, width);
        infos.push_back({spec.channels, patches, height, width, spec.pools});
        if (!spec.pools) {
            continue;
        }
        if (height < 2 || width < 2) {
            throw BadInput("network.layers: layer " + std::to_string(infos.size()) +
                           " can't pool an image of " + std::to_string(height) + "×" +
                           std::to_string(width));
        }
        height /= 2;
        width /= 2;
    }
    return infos;
}

std::int64_t Network::parameters() const {
    std::int64_t count = 0;
    for (const Layer& layer : layers) {
        count += layer.weight.numel() + layer.bias.numel();
        if (layer.trainsProjection) {
            count += layer.projection.numel() + layer.projectionBias.numel();
        }
    }
    return count;
}

Network Network::withWeightsOf(at::ScalarType type) const {
    Network network = *this;
    for (Layer& layer : network.layers) {
        layer = layer.withWeightsOf(type);
    }
    return network;
}

Network makeNetwork(const Experiment& experiment, const ImageShape& shape,
                    const at::Device& device) {
    Network network;
    network.classes = shape.classes;
    int channels = shape.channels;
    const auto infos = layerShapes(experiment, shape);
    // A short network.layers can describe a network that needs more memory than there is.
    requireMemory(weightNeeds(experiment, layerCosts(experiment, sizeOf(shape), shape.classes),
                              shape.classes));
    for (std::size_t i = 0; i < infos.size(); ++i) {
        const std::uint64_t seed = mixSeed(static_cast<std::uint64_t>(experiment.train.seed), i);
        Layer layer = makeLayer(experiment.network.layers[i], channels, infos[i].patches,
                                shape.classes, experiment, seed);
        for (at::Tensor* tensor :
             {&layer.weight, &layer.bias, &layer.projection, &layer.projectionBias}) {
            *tensor = tensor->to(device);
        }
        network.layers.push_back(std::move(layer));
        channels = infos[i].channels;
    }
    return network;
}

} // namespace asge
