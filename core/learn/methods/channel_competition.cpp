// SPDX-License-Identifier: GPL-3.0-or-later

// Channel-wise competition (Papachristodoulou, Kyrkou, Timotheou, Theocharides: 'Convolutional
// Channel-Wise Competitive Learning for the Forward-Forward Algorithm', AAAI 2024, arXiv
// 2312.12668): a layer's channels are split among the classes, the goodness of a class is the mean
// of Y² over its channels and all positions, and the layer learns from the cross-entropy of the
// softmax of these (the paper's CwC loss). This is an ASGE layer with one patch whose projection
// averages groups of channels.
//
// Two parts of the paper that would change the network are left out: its blocks of grouped
// convolutions that separate the features of classes (CFSE), and its batch normalisation.
// Convolutions, pooling and normalisation are those of the experiment. The loss in the paper has no
// temperature; here the goodness is multiplied by projection.gain.
#include "core/learn/methods/local_step.h"

namespace asge {

namespace {

class ChannelCompetition : public Method {
  public:
    std::string_view name() const override { return "channel-competition"; }

    Network makeNetwork(const Experiment& experiment, const ImageShape& shape,
                        const at::Device& device) const override {
        return makeGroupNetwork(experiment, shape, device);
    }

    StepGradient gradient(const Network& network, const StepBatch& batch,
                          LapTimer& timer) const override {
        return localStep(network, batch, timer);
    }

    bool runsInLanes(const Network&) const override { return true; }
};

} // namespace

const Method& channelCompetitionMethod() {
    static const ChannelCompetition method;
    return method;
}

} // namespace asge
