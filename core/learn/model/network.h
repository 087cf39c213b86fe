// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/data_facts.h"
#include "core/experiment/experiment.h"
#include "core/learn/model/layer.h"
#include "core/run/records.h"

#include <vector>

namespace asge {

struct DataSet;

/// The size of the input images of a network, and its number of classes.
struct ImageShape {
    int channels = 0;
    int height = 0;
    int width = 0;
    int classes = 0;
};

/// The shape without the number of classes.
inline ImageSize sizeOf(const ImageShape& shape) {
    return {shape.channels, shape.height, shape.width};
}
/// The shape of a data set's images, and its number of classes.
ImageShape imageShapeOf(const DataSet& data);

/// The shapes of the layers of `experiment` on such images. Throws BadInput "network.layers: …" if
/// a layer would pool activations of less than 2 × 2.
std::vector<LayerInfo> layerShapes(const Experiment& experiment, const ImageShape& shape);

/// A stack of layers.
struct Network {
    std::vector<Layer> layers;
    int classes = 0;

    std::int64_t parameters() const; ///< number of trained parameters
    /// The same network with Layer::withWeightsOf applied to each layer.
    Network withWeightsOf(at::ScalarType type) const;
};

/// Draws a network. The values of layer l depend on train.seed and l alone, so that a change of one
/// layer does not change the draws of the others. Throws BadInput if the network needs more memory
/// than there is, and as layerShapes.
Network makeNetwork(const Experiment& experiment, const ImageShape& shape,
                    const at::Device& device);

/// Calls `visit(index, layer, input, activations)` for each layer in order. Only the input and the
/// activations of one layer are allocated at a time.
template <typename Visit>
void forEachLayer(const Network& network, at::Tensor input, Visit visit) {
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        const Layer& layer = network.layers[i];
        const at::Tensor activations = layer.activations(input);
        visit(i, layer, input, activations);
        if (i + 1 < network.layers.size()) {
            input = layer.nextInput(activations);
        }
    }
}

} // namespace asge
