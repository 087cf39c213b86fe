// SPDX-License-Identifier: GPL-3.0-or-later

// Forward-forward (Hinton: 'The Forward-Forward Algorithm: Some Preliminary Investigations', 2022,
// arXiv 2212.13345): each image is seen twice, with its true label drawn in and with a wrong one.
// Every layer learns alone to have much goodness for the first and little for the second: with g
// the mean of Y² over the layer and z = projection.gain · (g − θ) the loss is softplus(−z) for true
// labels plus softplus(z) for wrong ones, so that σ(z) is the probability that a label is true. The
// next layer sees normalised activations, from which the experiment's normalisation has to take
// the length (all but "none" do).
//
// An image's class is the label with which a layer has the most goodness, so that predicting costs
// one pass a class; Fusion sums the softmax of z over all layers, the first one, which Hinton
// leaves out, among them. While it trains, a layer's accuracy is the part of images that have more
// goodness with the true label than with the wrong one: 50 % by chance. Label smoothing has no
// effect.
//
// Hinton draws a label into the first pixels of an image, for fully connected layers. A convolution
// sees them in one corner only, and hardly learns from them; here a label is a wave over the whole
// image, in a direction of its own, added to the pixels (as Scodellaro, Kulkarni, Alves, Schröter
// do for convolutions: arXiv 2312.14924).
#include "core/base/error.h"
#include "core/learn/methods/local_step.h"

#include <cmath>

namespace asge {

namespace {

/// On the scale of the mean square: an untrained layer has about 1 for a normalised input.
constexpr double kThreshold = 2.0;
/// Of the waves, in deviations of the pixels.
constexpr double kHeight = 2.0;
/// Class k's wave has 3 + k mod 3 pixels from crest to crest, which tells neighbours apart.
constexpr int kShortest = 3;
constexpr int kLengths = 3;

/// Images N × C × H × W, labels N or 1 for all.
at::Tensor withLabels(const at::Tensor& images, const at::Tensor& labels, int classes) {
    const at::Tensor label = labels.to(at::kFloat).view({-1, 1, 1, 1});
    const at::Tensor direction = label * (M_PI / classes);
    const at::Tensor frequency = 2 * M_PI / (label.remainder(kLengths) + kShortest);
    const at::Tensor y = at::arange(images.size(2), direction.options()).view({-1, 1});
    const at::Tensor x = at::arange(images.size(3), direction.options());
    const at::Tensor phase = (x * direction.cos() + y * direction.sin()) * frequency;
    return (images + (phase.cos() * kHeight).to(images.scalar_type()))
        .contiguous(at::MemoryFormat::ChannelsLast);
}

/// One of the other labels for each.
at::Tensor wrongLabels(const StepBatch& batch, int classes) {
    return (batch.labels + batch.draws.remainder(classes - 1) + 1).remainder(classes);
}

/// Of z, 2N × 1: first those of true labels, then those of wrong ones.
LayerLoss pairLoss(const at::Tensor& z) {
    const at::Tensor right = z.narrow(0, 0, z.size(0) / 2);
    const at::Tensor wrong = z.narrow(0, z.size(0) / 2, z.size(0) / 2);
    const at::Tensor loss = (at::softplus(-right) + at::softplus(wrong)).mean();
    const at::Tensor gradient = at::cat({right.sigmoid() - 1, wrong.sigmoid()});
    return {at::stack({loss, right.gt(wrong).sum().to(at::kFloat)}),
            gradient.div_(static_cast<double>(right.size(0)))};
}

class ForwardForward : public Method {
  public:
    std::string_view name() const override { return "forward-forward"; }

    Network makeNetwork(const Experiment& experiment, const ImageShape& shape,
                        const at::Device& device) const override {
        if (shape.classes < 2) {
            throw BadInput("method: 'forward-forward' needs at least two classes");
        }
        Network network = asge::makeNetwork(experiment, shape, device);
        for (Layer& layer : network.layers) {
            readOutGroups(layer, 1, experiment.projection.gain);
            layer.projectionBias.fill_(-kThreshold * experiment.projection.gain);
        }
        return network;
    }

    StepGradient gradient(const Network& network, const StepBatch& batch,
                          LapTimer& timer) const override {
        const int classes = network.classes;
        StepBatch pairs = batch;
        pairs.input = at::cat({withLabels(batch.input, batch.labels, classes),
                               withLabels(batch.input, wrongLabels(batch, classes), classes)});
        for (at::Tensor& keep : pairs.keep) {
            keep = keep.defined() ? at::cat({keep, keep}) : keep;
        }
        timer.lap(Phase::data);
        return localStep(network, pairs, pairLoss, timer);
    }

    bool draws() const override { return true; }

    std::vector<at::Tensor> logits(const Network& network, const at::Tensor& input) const override {
        std::vector<std::vector<at::Tensor>> columns(network.layers.size());
        for (int k = 0; k < network.classes; ++k) { // one at a time, to need no more memory
            const at::Tensor label = at::full({1}, k, input.options().dtype(at::kLong));
            const auto z = Method::logits(network, withLabels(input, label, network.classes));
            for (std::size_t i = 0; i < z.size(); ++i) {
                columns[i].push_back(z[i]);
            }
        }
        std::vector<at::Tensor> all;
        for (const std::vector<at::Tensor>& layer : columns) {
            all.push_back(at::cat(layer, 1));
        }
        return all;
    }

    /// With the true labels.
    at::Tensor probeInput(const Network& network, const Batch& images) const override {
        return withLabels(images.input, images.labels, network.classes);
    }
};

} // namespace

const Method& forwardForwardMethod() {
    static const ForwardForward method;
    return method;
}

} // namespace asge
