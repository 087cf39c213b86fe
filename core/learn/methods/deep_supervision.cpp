// SPDX-License-Identifier: GPL-3.0-or-later

// Deep supervision (Lee, Xie, Gallagher, Zhang, Tu: 'Deeply-Supervised Nets', AISTATS 2015):
// backpropagation with ASGE's local readouts as auxiliary heads. The loss is the sum, with equal
// weights, of the local cross-entropies of all layers, and each is backpropagated to the weights of
// its layer and of all layers before it.
#include "core/learn/methods/end_to_end.h"

namespace asge {

namespace {

class DeepSupervision : public Method {
  public:
    std::string_view name() const override { return "deep-supervision"; }

    Network makeNetwork(const Experiment& experiment, const ImageShape& shape,
                        const at::Device& device) const override {
        return makeEndToEndNetwork(experiment, shape, device);
    }

    StepGradient gradient(const Network& network, const StepBatch& batch,
                          LapTimer& timer) const override {
        return endToEndStep(network, batch, LossLayers::all, timer);
    }
};

} // namespace

const Method& deepSupervisionMethod() {
    static const DeepSupervision method;
    return method;
}

} // namespace asge
