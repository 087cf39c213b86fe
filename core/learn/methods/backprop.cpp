// SPDX-License-Identifier: GPL-3.0-or-later

// Backpropagation: the same network trained end to end. The loss is the cross-entropy of the last
// layer's logits alone, through the same frozen projection of its goodness, and reaches every
// weight through pooling and normalisation. The other layers' local losses and accuracies are
// still measured: they say how much of the classes a layer shows that nobody asked for them. Where
// projection.training is "trained", their readouts learn too, as probes that leave the layers
// alone.
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
        return endToEndStep(network, batch, Depth::last, timer);
    }
};

} // namespace

const Method& backpropMethod() {
    static const Backprop method;
    return method;
}

} // namespace asge
