// SPDX-License-Identifier: GPL-3.0-or-later

// Mean goodness, as DeeperForward (ICLR 2025) has it: the goodness of a class is the mean of Y
// itself, not of its square, over the class' channels and all positions, so that its gradient
// doesn't fade where activations are small. A layer's channels are split among the classes, and it
// learns from the cross-entropy of the softmax of their goodness.
//
// Left out are the paper's residual blocks and its search for the layers that predict together; the
// layers' input is normalised as the experiment says, by layer normalisation unless it says
// otherwise, as in the paper. projection.gain times the goodness are the logits.
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
