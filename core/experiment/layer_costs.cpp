// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/layer_costs.h"

#include "core/base/error.h"
#include "core/experiment/layers.h"
#include "core/experiment/method_facts.h"

#include <algorithm>
#include <string>

namespace asge {

namespace {

constexpr std::int64_t kKernel = 3 * 3; ///< weights per pair of channels
constexpr std::int64_t kFloatBytes = 4;

} // namespace

std::vector<LayerCost> layerCosts(const Experiment& experiment, const ImageSize& image,
                                  int classes) {
    if (image.channels < 1 || image.height < 1 || image.width < 1 || classes < 1) {
        throw BadInput("data: the size of the images or the number of classes is not known");
    }
    const MethodFacts* facts = findMethodFacts(experiment.method);
    const bool projects = facts == nullptr || facts->hasPatches;
    // It scores a label by the goodness of a pass with that label drawn into the image.
    const std::int64_t passes = experiment.method == "forward-forward" ? classes : 1;
    std::vector<LayerCost> costs;
    std::int64_t inputs = image.channels;
    int height = image.height;
    int width = image.width;
    for (const LayerSpec& spec : experiment.network.layers) {
        const std::int64_t outputs = spec.channels;
        const std::int64_t positions = static_cast<std::int64_t>(height) * width;
        const std::int64_t patches =
            patchesPerSide(experiment.network, spec.channels, height, width);
        const std::int64_t features = projects ? outputs * patches * patches : 0;
        LayerCost cost;
        cost.weights = outputs * (inputs * kKernel + 1);
        cost.readout = projects ? classes * (features + 1) : 0;
        cost.convolution = passes * outputs * inputs * kKernel * positions;
        cost.projection = classes * features;
        cost.activations = kFloatBytes * (inputs + outputs) * positions;
        cost.height = height;
        cost.width = width;
        cost.patches = static_cast<int>(patches);
        costs.push_back(cost);
        inputs = outputs;
        if (!spec.pools) {
            continue;
        }
        if (height < 2 || width < 2) {
            throw BadInput("network.layers: layer " + std::to_string(costs.size()) +
                           " can't pool an image of " + std::to_string(height) + "×" +
                           std::to_string(width));
        }
        height /= 2;
        width /= 2;
    }
    return costs;
}

RangeCost rangeCost(const std::vector<LayerCost>& costs, std::size_t from, std::size_t to) {
    RangeCost sum;
    for (std::size_t layer = 0; layer <= to; ++layer) {
        const LayerCost& cost = costs[layer];
        const bool read = layer >= from;
        sum.parameters += cost.weights + (read ? cost.readout : 0);
        sum.multiplyAdds += cost.convolution + (read ? cost.projection : 0);
        sum.activations = std::max(sum.activations, cost.activations);
    }
    return sum;
}

} // namespace asge
