// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/methods/method.h"

#include "core/base/error.h"

#include <algorithm>
#include <string>

namespace asge {

Network Method::makeNetwork(const Experiment& experiment, const ImageShape& shape,
                            const at::Device& device) const {
    return asge::makeNetwork(experiment, shape, device);
}

std::vector<at::Tensor> Method::logits(const Network& network, const at::Tensor& input) const {
    std::vector<at::Tensor> all;
    forEachLayer(network, input,
                 [&](std::size_t, const Layer& layer, const at::Tensor&, const at::Tensor& y) {
                     all.push_back(layer.logits(layer.patchMaps(y)));
                 });
    return all;
}

at::Tensor Method::probeInput(const Network&, const Batch& images) const {
    return images.input;
}

const std::vector<const Method*>& allMethods() {
    static const std::vector<const Method*> all{&asgeMethod(),
                                                &backpropMethod(),
                                                &deepSupervisionMethod(),
                                                &channelCompetitionMethod(),
                                                &meanGoodnessMethod(),
                                                &forwardForwardMethod()};
    return all;
}

const Method& methodNamed(std::string_view name) {
    const auto& all = allMethods();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Method* method) { return method->name() == name; });
    if (found == all.end()) {
        throw BadInput("method: '" + std::string(name) + "' is not known");
    }
    return **found;
}

} // namespace asge
