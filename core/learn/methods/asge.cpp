// SPDX-License-Identifier: GPL-3.0-or-later

// Adaptive spatial goodness encoding (arXiv 2509.12394; ARCHITECTURE.md, 'The method'): every layer
// learns from its own cross-entropy, in closed form, and the next layer gets the activations from
// before the update.
#include "core/learn/methods/local_step.h"

#include <algorithm>

namespace asge {

namespace {

class Asge : public Method {
  public:
    std::string_view name() const override { return "asge"; }

    StepGradient gradient(const Network& network, const StepBatch& batch,
                          LapTimer& timer) const override {
        return localStep(network, batch, timer);
    }

    bool runsInLanes(const Network& network) const override {
        return std::none_of(network.layers.begin(), network.layers.end(),
                            [](const Layer& layer) { return layer.trainsProjection; });
    }
};

} // namespace

const Method& asgeMethod() {
    static const Asge method;
    return method;
}

} // namespace asge
