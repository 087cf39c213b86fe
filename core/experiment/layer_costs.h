// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/data_facts.h"
#include "core/experiment/experiment.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace asge {

/// What one layer needs to predict the class of one image. Only convolutions and readouts are
/// counted; squares, pooling and normalisation are not.
struct LayerCost {
    std::int64_t weights = 0;     ///< values of the convolution: weights and bias
    std::int64_t readout = 0;     ///< values of the projection from goodness to logits
    std::int64_t convolution = 0; ///< multiply-adds per image
    std::int64_t projection = 0;  ///< multiply-adds per image
    std::int64_t activations = 0; ///< bytes per image of its input and its output, in float32
    int height = 0;               ///< of its activations, before pooling
    int width = 0;
    int patches = 0; ///< per side; without a readout, the method does not use them

    bool operator==(const LayerCost&) const = default;
};

/// The costs of an experiment's layers for images of that size and that many classes, one entry
/// per layer. A method that tries one label after another (forward-forward) computes each
/// convolution once per class; one without patches has no projection. Throws BadInput
/// "network.layers: …" if a layer would pool activations of less than 2 × 2, and "data: …" if the
/// size or the number of classes is not known.
std::vector<LayerCost> layerCosts(const Experiment& experiment, const ImageSize& image,
                                  int classes);

/// What the fusion of a range of layers needs. All layers up to its end are computed, those after
/// it are dropped, and the layers of the range are read out.
struct RangeCost {
    std::int64_t parameters = 0;   ///< weights up to the end, and readouts of the range
    std::int64_t multiplyAdds = 0; ///< per image
    /// Bytes per image of the input and the output of the layer that needs most of them; a layer's
    /// input can be freed once the next one is computed.
    std::int64_t activations = 0;

    bool operator==(const RangeCost&) const = default;
};

/// The cost of layers `from` to `to`, 0-based, both included; from ≤ to < costs.size().
RangeCost rangeCost(const std::vector<LayerCost>& costs, std::size_t from, std::size_t to);

} // namespace asge
