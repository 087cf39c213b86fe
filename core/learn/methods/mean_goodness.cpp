// SPDX-License-Identifier: GPL-3.0-or-later

// Mean goodness, as in DeeperForward (ICLR 2025): the channels of a layer are split among the
// classes. The goodness of a class is the mean of Y, not of Y², over its channels and all
// positions, so that its gradient does not vanish for small activations. The layer learns from the
// cross-entropy of the softmax of the classes' goodness.
//
// The paper's residual blocks and its search for the layers that predict together are left out.
// Layers' inputs are normalised as the experiment says; the default is layer normalisation, as in
// the paper. The logits are projection.gain times the goodness.
#include "core/learn/methods/local_step.h"

namespace asge {

namespace {

class MeanGoodness : public Method {
  public:
    std::string_view name() const override { return "mean-goodness"; }

    Network makeNetwork(const Experiment& experiment, const ImageShape& shape,
                        const at::Device& device) const override {
        Network network = makeGroupNetwork(experiment, shape, device);
        for (Layer& layer : network.layers) {
            layer.goodnessOfSquares = false;
        }
        return network;
    }

    StepGradient gradient(const Network& network, const StepBatch& batch,
                          LapTimer& timer) const override {
        return localStep(network, batch, timer);
    }
};

} // namespace

const Method& meanGoodnessMethod() {
    static const MeanGoodness method;
    return method;
}

} // namespace asge
