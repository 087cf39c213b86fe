#include "core/train/asge_trainer.h"

#include "core/error.h"

#include <torch/serialize.h>

#include <cmath>
#include <sstream>

namespace asge {

namespace {

/// A tensor of a checkpoint under its name.
struct NamedTensor {
    std::string name;
    at::Tensor tensor;
};

LayerScore scoreOf(const at::Tensor& logits, const at::Tensor& labels) {
    const double loss = at::cross_entropy_loss(logits, labels).item<double>();
    const auto correct = logits.argmax(1).eq(labels).sum().item<std::int64_t>();
    return {loss, static_cast<double>(correct) / static_cast<double>(labels.size(0))};
}

std::string prefix(std::size_t layer) {
    return "layer" + std::to_string(layer + 1) + "_";
}

std::vector<NamedTensor> namedTensors(const Network& network) {
    std::vector<NamedTensor> named;
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        const Layer& layer = network.layers[i];
        named.push_back({prefix(i) + "weight", layer.weight});
        named.push_back({prefix(i) + "bias", layer.bias});
        named.push_back({prefix(i) + "projection", layer.projection});
        named.push_back({prefix(i) + "projection_bias", layer.projectionBias});
    }
    return named;
}

std::vector<NamedTensor> namedTensors(const AdamW& optimizer, const std::string& name) {
    return {{name + "_mean", optimizer.mean}, {name + "_square", optimizer.square}};
}

void write(torch::serialize::OutputArchive& archive, const std::vector<NamedTensor>& tensors) {
    for (const auto& [name, tensor] : tensors) {
        archive.write(name, tensor.cpu());
    }
}

void read(torch::serialize::InputArchive& archive, const std::vector<NamedTensor>& tensors) {
    for (const auto& [name, tensor] : tensors) {
        at::Tensor stored;
        archive.read(name, stored);
        if (stored.sizes() != tensor.sizes()) {
            throw Error("checkpoint: " + name +
                        " has another shape than in the experiment's network");
        }
        tensor.copy_(stored);
    }
}

/// Opens an archive and reads from it. LibTorch's own errors span many lines and name its sources;
/// ours are one line.
template <typename Read>
void readCheckpoint(const std::string& bytes, const Read& readAll) {
    const at::NoGradGuard noGrad;
    try {
        std::istringstream stream(bytes);
        torch::serialize::InputArchive archive;
        archive.load_from(stream);
        readAll(archive);
    } catch (const c10::Error& error) {
        const std::string text = error.what_without_backtrace();
        throw Error("checkpoint: can't be read: " + text.substr(0, text.find('\n')));
    }
}

} // namespace

AsgeTrainer::AsgeTrainer(Network network, const Experiment::Optimizer& settings)
    : network_(std::move(network)), weightDecay_(settings.weightDecay) {
    for (const Layer& layer : network_.layers) {
        optimizers_.push_back({AdamW(layer.weight), AdamW(layer.bias)});
    }
}

std::vector<LayerScore> AsgeTrainer::step(const Batch& batch, double learningRate) {
    const at::NoGradGuard noGrad;
    std::vector<LayerScore> scores;
    scores.reserve(network_.layers.size());
    forEachLayer(network_, batch.input,
                 [&](std::size_t i, const Layer& layer, const at::Tensor& x, const at::Tensor& y) {
                     const at::Tensor logits = layer.logits(layer.patchMaps(y));
                     scores.push_back(scoreOf(logits, batch.labels));
                     if (!std::isfinite(scores.back().loss)) {
                         throw Error("layer " + std::to_string(i + 1) +
                                     ": the local loss is not finite; a lower "
                                     "optimizer.learning_rate or projection.gain may help");
                     }
                     const auto gradient = layer.localGradient(x, y, logits, batch.labels);
                     LayerOptimizer& own = optimizers_[i];
                     own.weight.step(layer.weight, gradient.weight, learningRate, weightDecay_);
                     own.bias.step(layer.bias, gradient.bias, learningRate, weightDecay_);
                 });
    return scores;
}

std::string AsgeTrainer::save() const {
    torch::serialize::OutputArchive archive;
    write(archive, namedTensors(network_));
    for (std::size_t i = 0; i < optimizers_.size(); ++i) {
        write(archive, namedTensors(optimizers_[i].weight, prefix(i) + "weight"));
        write(archive, namedTensors(optimizers_[i].bias, prefix(i) + "bias"));
    }
    archive.write("optimizer_steps", c10::IValue(optimizers_.front().weight.steps));
    std::ostringstream stream;
    archive.save_to(stream);
    return std::move(stream).str();
}

void AsgeTrainer::restore(const std::string& bytes) {
    readCheckpoint(bytes, [&](torch::serialize::InputArchive& archive) {
        read(archive, namedTensors(network_));
        c10::IValue steps;
        archive.read("optimizer_steps", steps);
        for (std::size_t i = 0; i < optimizers_.size(); ++i) {
            LayerOptimizer& own = optimizers_[i];
            read(archive, namedTensors(own.weight, prefix(i) + "weight"));
            read(archive, namedTensors(own.bias, prefix(i) + "bias"));
            own.weight.steps = own.bias.steps = steps.toInt();
        }
    });
}

void restoreNetwork(Network& network, const std::string& bytes) {
    readCheckpoint(bytes, [&](torch::serialize::InputArchive& archive) {
        read(archive, namedTensors(network));
    });
}

} // namespace asge
