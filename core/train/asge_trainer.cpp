#include "core/train/asge_trainer.h"

#include "core/error.h"

#include <torch/optim/adamw.h>
#include <torch/serialize.h>

#include <array>
#include <cmath>
#include <sstream>

namespace asge {

namespace {

LayerScore scoreOf(const at::Tensor& logits, const at::Tensor& labels) {
    const double loss = at::cross_entropy_loss(logits, labels).item<double>();
    const auto correct = logits.argmax(1).eq(labels).sum().item<std::int64_t>();
    return {loss, static_cast<double>(correct) / static_cast<double>(labels.size(0))};
}

std::array<std::pair<const char*, at::Tensor*>, 4> tensorsOf(Layer& layer) {
    return {{{"weight", &layer.weight},
             {"bias", &layer.bias},
             {"projection", &layer.projection},
             {"projection_bias", &layer.projectionBias}}};
}

std::string keyOf(std::size_t layer) { return "layer" + std::to_string(layer); }

torch::serialize::InputArchive open(const std::string& bytes) {
    std::istringstream stream(bytes);
    torch::serialize::InputArchive archive;
    archive.load_from(stream);
    return archive;
}

void readNetwork(Network& network, torch::serialize::InputArchive& archive) {
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        torch::serialize::InputArchive part;
        archive.read(keyOf(i), part);
        for (const auto& [name, tensor] : tensorsOf(network.layers[i])) {
            at::Tensor stored;
            part.read(name, stored);
            if (stored.sizes() != tensor->sizes()) {
                throw Error("checkpoint: layer " + std::to_string(i + 1) + ": " + name +
                            " has another shape than the experiment's network");
            }
            tensor->copy_(stored); // in place: the optimizers hold these tensors
        }
    }
}

/// LibTorch's own errors span many lines and name its sources; ours are one line.
template <typename Work> void readCheckpoint(const Work& work) {
    try {
        work();
    } catch (const c10::Error& error) {
        throw Error(std::string("checkpoint: can't be read: ") + error.what_without_backtrace());
    }
}

} // namespace

struct AsgeTrainer::Optimizers {
    std::vector<torch::optim::AdamW> layers;
};

AsgeTrainer::AsgeTrainer(Network network, const Experiment::Optimizer& settings)
    : network_(std::move(network)), optimizers_(std::make_unique<Optimizers>()) {
    const auto options = torch::optim::AdamWOptions(settings.learningRate)
                             .weight_decay(settings.weightDecay);
    for (const Layer& layer : network_.layers) {
        optimizers_->layers.emplace_back(std::vector<at::Tensor>{layer.weight, layer.bias},
                                         options);
    }
}

AsgeTrainer::~AsgeTrainer() = default;
AsgeTrainer::AsgeTrainer(AsgeTrainer&&) noexcept = default;

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
                     LocalGradient gradient = layer.localGradient(x, y, logits, batch.labels);
                     auto& optimizer = optimizers_->layers[i];
                     auto& group = optimizer.param_groups().front();
                     group.options().set_lr(learningRate);
                     group.params()[0].mutable_grad() = std::move(gradient.weight);
                     group.params()[1].mutable_grad() = std::move(gradient.bias);
                     optimizer.step();
                 });
    return scores;
}

std::string AsgeTrainer::save() const {
    torch::serialize::OutputArchive archive;
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
        Layer layer = network_.layers[i];
        torch::serialize::OutputArchive part;
        for (const auto& [name, tensor] : tensorsOf(layer)) {
            part.write(name, tensor->cpu());
        }
        torch::serialize::OutputArchive optimizer;
        optimizers_->layers[i].save(optimizer);
        part.write("optimizer", optimizer);
        archive.write(keyOf(i), part);
    }
    std::ostringstream stream;
    archive.save_to(stream);
    return std::move(stream).str();
}

void AsgeTrainer::restore(const std::string& bytes) {
    const at::NoGradGuard noGrad;
    readCheckpoint([&] {
        auto archive = open(bytes);
        readNetwork(network_, archive);
        for (std::size_t i = 0; i < network_.layers.size(); ++i) {
            torch::serialize::InputArchive part;
            torch::serialize::InputArchive optimizer;
            archive.read(keyOf(i), part);
            part.read("optimizer", optimizer);
            optimizers_->layers[i].load(optimizer);
        }
    });
}

void restoreNetwork(Network& network, const std::string& bytes) {
    const at::NoGradGuard noGrad;
    readCheckpoint([&] {
        auto archive = open(bytes);
        readNetwork(network, archive);
    });
}

} // namespace asge
