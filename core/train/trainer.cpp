#include "core/train/trainer.h"

#include "core/error.h"

#include <torch/serialize.h>

#include <cmath>
#include <sstream>

namespace asge {

namespace {

constexpr const char* kProgress = "progress";

/// A tensor of a checkpoint under its name.
struct NamedTensor {
    std::string name;
    at::Tensor tensor;
};

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

std::vector<NamedTensor> namedTensors(const Parameters& parameters) {
    std::vector<NamedTensor> named;
    for (std::size_t i = 0; i < parameters.layers.size(); ++i) {
        for (const auto& [name, flat] :
             {std::pair("mean", parameters.mean), std::pair("square", parameters.square)}) {
            const LayerTensors views = parameters.viewsOf(flat, i);
            const auto add = [&](const std::string& of, const at::Tensor& tensor) {
                if (tensor.defined()) {
                    named.push_back({prefix(i) + of + "_" + name, tensor});
                }
            };
            add("weight", views.weight);
            add("bias", views.bias);
            add("projection", views.projection);
            add("projection_bias", views.projectionBias);
        }
    }
    return named;
}

void write(torch::serialize::OutputArchive& archive, const std::vector<NamedTensor>& tensors) {
    for (const auto& [name, tensor] : tensors) {
        // A copy, since a view would bring along the whole of what it looks at.
        archive.write(name, tensor.cpu().clone(at::MemoryFormat::Contiguous));
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

std::vector<double> readProgress(torch::serialize::InputArchive& archive) {
    at::Tensor numbers;
    if (!archive.try_read(kProgress, numbers) || numbers.scalar_type() != at::kDouble) {
        return {};
    }
    const at::Tensor row = numbers.contiguous();
    const auto* first = static_cast<const double*>(row.data_ptr());
    return {first, first + row.numel()};
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

Trainer::Trainer(Network network, const StepSettings& settings)
    : network_(std::move(network)), parameters_(network_),
      path_(makeStepPath(network_, parameters_, settings)) {}

std::vector<LayerScore> Trainer::step(const Batch& batch, const StepPlan& plan) {
    step(sourceOf(batch), plan);
    std::vector<LayerScore> scores = takeScores(true).back();
    requireFinite(scores);
    return scores;
}

std::string Trainer::save(const std::vector<double>& progress) const {
    torch::serialize::OutputArchive archive;
    write(archive, namedTensors(network_));
    write(archive, namedTensors(parameters_));
    archive.write("optimizer_steps", at::tensor(parameters_.steps));
    archive.write(kProgress, at::tensor(progress, at::kDouble));
    std::ostringstream stream;
    archive.save_to(stream);
    return std::move(stream).str();
}

std::vector<double> Trainer::restore(const std::string& bytes) {
    std::vector<double> progress;
    readCheckpoint(bytes, [&](torch::serialize::InputArchive& archive) {
        read(archive, namedTensors(network_));
        read(archive, namedTensors(parameters_));
        at::Tensor steps = at::tensor(parameters_.steps);
        read(archive, {{"optimizer_steps", steps}});
        const auto* first = static_cast<const std::int64_t*>(steps.data_ptr());
        parameters_.steps.assign(first, first + steps.numel());
        progress = readProgress(archive);
    });
    path_->reload();
    return progress;
}

std::vector<double> Trainer::restoreWeights(const std::string& bytes) {
    std::vector<double> progress;
    readCheckpoint(bytes, [&](torch::serialize::InputArchive& archive) {
        read(archive, namedTensors(network_));
        progress = readProgress(archive);
    });
    path_->reload();
    return progress;
}

void requireFinite(const std::vector<LayerScore>& scores) {
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!std::isfinite(scores[i].loss)) {
            throw Error("layer " + std::to_string(i + 1) +
                        ": the local loss is not finite; a lower optimizer.learning_rate or "
                        "projection.gain may help");
        }
    }
}

void restoreNetwork(Network& network, const std::string& bytes) {
    readCheckpoint(bytes, [&](torch::serialize::InputArchive& archive) {
        read(archive, namedTensors(network));
    });
}

} // namespace asge
