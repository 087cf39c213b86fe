// SPDX-License-Identifier: GPL-3.0-or-later

// Forward-forward (Hinton: 'The Forward-Forward Algorithm: Some Preliminary Investigations', 2022,
// arXiv 2212.13345): each image is used twice, with its true label drawn into it and with a wrong
// one. Every layer learns on its own to have high goodness for the first and low goodness for the
// second. With g the mean of Y² over the layer and z = projection.gain · (g − θ), the loss is
// softplus(−z) for true labels plus softplus(z) for wrong ones, so that σ(z) is the probability
// that a label is true. The next layer gets normalised activations; the normalisation must remove
// their length, as all but "none" do.
//
// A layer predicts the label for which it has the highest goodness, so that a prediction takes one
// pass per class. Fusion sums the softmax of z over all layers, including the first one, which
// Hinton leaves out. During training, the accuracy of a layer is the fraction of images that have
// more goodness with the true label than with the wrong one: 50 % by chance. Label smoothing has no
// effect.
//
// Hinton, with fully connected layers, draws a label into the first pixels of an image. A
// convolution has them in one corner only and hardly learns from them. Here a label is a wave over
// the whole image, in a direction of its own, that is added to the pixels (as Scodellaro, Kulkarni,
// Alves and Schröter do for convolutions, arXiv 2312.14924).
#include "core/base/error.h"
#include "core/learn/methods/local_step.h"

#include <cmath>

namespace asge {

namespace {

/// θ, a mean square: an untrained layer has a goodness of about 1 for a normalised input.
constexpr double kThreshold = 2.0;
/// The amplitude of the waves, in standard deviations of the pixels.
constexpr double kAmplitude = 2.0;
/// The wave of class k has a wavelength of 3 + k mod 3 pixels, which makes neighbouring classes
/// distinct.
constexpr int kMinWavelength = 3;
constexpr int kWavelengths = 3;

/// Adds the waves of `labels` (N, or 1 for all images) to images N × C × H × W.
at::Tensor withLabels(const at::Tensor& images, const at::Tensor& labels, int classes) {
    const at::Tensor label = labels.to(at::kFloat).view({-1, 1, 1, 1});
    const at::Tensor direction = label * (M_PI / classes);
    const at::Tensor frequency = 2 * M_PI / (label.remainder(kWavelengths) + kMinWavelength);
    const at::Tensor y = at::arange(images.size(2), direction.options()).view({-1, 1});
    const at::Tensor x = at::arange(images.size(3), direction.options());
    const at::Tensor phase = (x * direction.cos() + y * direction.sin()) * frequency;
    return (images + (phase.cos() * kAmplitude).to(images.scalar_type()))
        .contiguous(at::MemoryFormat::ChannelsLast);
}

/// A random wrong label for each image.
at::Tensor wrongLabels(const StepBatch& batch, int classes) {
    return (batch.labels + batch.draws.remainder(classes - 1) + 1).remainder(classes);
}

/// The loss of z, 2N × 1: first the values for true labels, then those for wrong ones.
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
            useGroupReadout(layer, 1, experiment.projection.gain);
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

    bool usesDraws() const override { return true; }

    std::vector<at::Tensor> logits(const Network& network, const at::Tensor& input) const override {
        std::vector<std::vector<at::Tensor>> columns(network.layers.size());
        for (int k = 0; k < network.classes; ++k) { // one class at a time, to save memory
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

    /// The images with their true labels.
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
