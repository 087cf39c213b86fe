// SPDX-License-Identifier: GPL-3.0-or-later

// Backpropagation: the same network trained end to end. The loss is the cross-entropy of the last
// layer's logits alone, computed through the same frozen projection of its goodness, and is
// backpropagated to every weight through pooling and normalisation. The local losses and accuracies
// of the other layers are still measured: they show how well layers that were not trained for it
// separate the classes. If projection.training is "trained", their readouts learn too, as linear
// probes that do not change the layers.
#include "core/learn/methods/end_to_end.h"

namespace asge {

namespace {

class Backprop : public Method {
  public:
    std::string_view name() const override { return "backprop"; }

    Network makeNetwork(const Experiment& experiment, const ImageShape& shape,
                        const at::Device& device) const override {
        return makeEndToEndNetwork(experiment, shape, device);
    }

    StepGradient gradient(const Network& network, const StepBatch& batch,
                          LapTimer& timer) const override {
        return endToEndStep(network, batch, LossLayers::last, timer);
    }
};

} // namespace

const Method& backpropMethod() {
    static const Backprop method;
    return method;
}

} // namespace asge
