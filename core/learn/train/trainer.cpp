// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/trainer.h"

#include "core/base/error.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace asge {

namespace {

static_assert(std::endian::native == std::endian::little,
              "a checkpoint's elements are little-endian");

constexpr const char* kDiverged = "; a lower optimizer.learning_rate or projection.gain may help";

/// A tensor and its name in a checkpoint.
struct NamedTensor {
    std::string name;
    at::Tensor tensor;
};

std::string prefix(std::size_t layer) {
    return "layer" + std::to_string(layer + 1) + "_";
}

std::string place(std::size_t layer) {
    return "layer " + std::to_string(layer + 1) + ": ";
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

std::vector<NamedTensor> namedTensors(const Network& network, const Parameters& parameters) {
    std::vector<NamedTensor> named = namedTensors(network);
    const std::vector<NamedTensor> state = namedTensors(parameters);
    named.insert(named.end(), state.begin(), state.end());
    return named;
}

std::vector<TensorInfo> infosOf(const std::vector<NamedTensor>& tensors) {
    std::vector<TensorInfo> infos;
    for (const NamedTensor& each : tensors) {
        infos.push_back({each.name, TensorType::float32, each.tensor.sizes().vec()});
    }
    return infos;
}

/// Appends the elements of a tensor in row-major order; a contiguous tensor on the CPU is not
/// copied first.
void append(std::string& bytes, const at::Tensor& tensor) {
    const at::Tensor host = tensor.cpu().contiguous();
    bytes.append(static_cast<const char*>(host.data_ptr()), host.nbytes());
}

/// Copies the tensors of a checkpoint, which must have all of these names.
void copyInto(const std::vector<NamedTensor>& tensors, const CheckpointContent& content) {
    const at::NoGradGuard noGrad;
    for (const auto& [name, tensor] : tensors) {
        const auto found = std::find_if(
            content.tensors.begin(), content.tensors.end(),
            [&, wanted = name](const TensorView& each) { return each.info.name == wanted; });
        const at::Tensor host = at::empty(tensor.sizes(), at::kFloat);
        std::memcpy(host.data_ptr(), found->bytes.data(), found->bytes.size());
        tensor.copy_(host);
    }
}

/// The content without the optimizer's state.
CheckpointContent weightsOf(const CheckpointContent& content) {
    CheckpointContent weights = content;
    std::erase_if(weights.tensors, [](const TensorView& each) {
        return each.info.name.ends_with("_mean") || each.info.name.ends_with("_square");
    });
    return weights;
}

} // namespace

Trainer::Trainer(Network network, const StepSettings& settings)
    : network_(std::move(network)), parameters_(network_),
      path_(makeStepPath(network_, parameters_, settings)) {}

std::vector<LayerScore> Trainer::step(const Batch& batch, const StepPlan& plan) {
    step(sourceOf(batch), plan);
    std::vector<LayerScore> scores = takeScores(true).back().layers;
    requireFinite(scores);
    return scores;
}

NotFinite::NotFinite(std::size_t layer, const std::string& what)
    : Error(place(layer) + what + " not finite" + kDiverged), layer_(layer) {}

void Trainer::resetWeights(std::size_t index, const Layer& fresh) {
    const at::NoGradGuard noGrad;
    Layer& layer = network_.layers[index];
    layer.weight.copy_(fresh.weight);
    layer.bias.copy_(fresh.bias);
    for (const at::Tensor& flat : {parameters_.mean, parameters_.square}) {
        const LayerTensors state = parameters_.viewsOf(flat, index);
        state.weight.zero_();
        state.bias.zero_();
    }
    if (!layer.trainsProjection) {
        parameters_.steps[index] = 0;
    }
    path_->reload();
}

void Trainer::replaceProjection(std::size_t index, const Layer& fresh) {
    const at::NoGradGuard noGrad;
    Layer& layer = network_.layers[index];
    layer.projection.copy_(fresh.projection);
    layer.projectionBias.copy_(fresh.projectionBias);
    if (layer.trainsProjection) {
        for (const at::Tensor& flat : {parameters_.mean, parameters_.square}) {
            const LayerTensors state = parameters_.viewsOf(flat, index);
            state.projection.zero_();
            state.projectionBias.zero_();
        }
    }
    path_->reload();
}

namespace {

void copyState(at::Tensor& target, const at::Tensor& source) {
    if (target.defined()) {
        target.copy_(source);
    } else {
        target = source.clone();
    }
}

} // namespace

void Trainer::copyStateTo(State& state) const {
    const at::NoGradGuard noGrad;
    copyState(state.values, parameters_.values);
    copyState(state.mean, parameters_.mean);
    copyState(state.square, parameters_.square);
    state.steps = parameters_.steps;
    state.projections.resize(2 * network_.layers.size());
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
        copyState(state.projections[2 * i], network_.layers[i].projection);
        copyState(state.projections[2 * i + 1], network_.layers[i].projectionBias);
    }
}

void Trainer::restore(const State& state) {
    const at::NoGradGuard noGrad;
    parameters_.values.copy_(state.values);
    parameters_.mean.copy_(state.mean);
    parameters_.square.copy_(state.square);
    parameters_.steps = state.steps;
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
        network_.layers[i].projection.copy_(state.projections[2 * i]);
        network_.layers[i].projectionBias.copy_(state.projections[2 * i + 1]);
    }
    path_->reload();
}

void Trainer::requireFiniteState() const {
    const at::NoGradGuard noGrad;
    const auto isFinite = [&](const at::Tensor& flat, std::size_t layer) {
        return parameters_.partOf(flat, layer).isfinite().all().item<bool>();
    };
    for (std::size_t i = 0; i < parameters_.layers.size(); ++i) {
        if (!isFinite(parameters_.values, i)) {
            throw NotFinite(i, "its weights are");
        }
        if (!isFinite(parameters_.mean, i) || !isFinite(parameters_.square, i)) {
            throw NotFinite(i, "its optimizer's state is");
        }
    }
}

std::string Trainer::save(const TrainingProgress& progress) const {
    const std::vector<NamedTensor> tensors = namedTensors(network_, parameters_);
    std::string bytes = beginCheckpoint(infosOf(tensors), parameters_.steps, progress);
    for (const NamedTensor& each : tensors) {
        append(bytes, each.tensor);
    }
    return bytes;
}

CheckpointLayout Trainer::checkpointLayout() const {
    return {infosOf(namedTensors(network_, parameters_)), network_.layers.size()};
}

void Trainer::restore(const CheckpointContent& content) {
    requireTensors(content, checkpointLayout());
    copyInto(namedTensors(network_, parameters_), content);
    parameters_.steps = content.optimizerSteps;
    path_->reload();
}

void Trainer::restoreWeights(const CheckpointContent& content) {
    restoreNetwork(network_, content);
    path_->reload();
}

void requireFinite(const std::vector<LayerScore>& scores, const std::string& what) {
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!std::isfinite(scores[i].loss)) {
            throw NotFinite(i, what + " is");
        }
    }
}

void requireFinite(const StepScores& step) {
    requireFinite(step.layers);
    for (const StepMeasure& measure : step.measures) {
        for (std::size_t i = 0; i < measure.values.size(); ++i) {
            if (std::isinf(measure.values[i])) {
                throw NotFinite(i, "the gradient is");
            }
        }
    }
}

CheckpointLayout networkCheckpointLayout(const Network& network) {
    return {infosOf(namedTensors(network)), network.layers.size()};
}

void restoreNetwork(Network& network, const CheckpointContent& content) {
    const CheckpointContent weights = weightsOf(content);
    requireTensors(weights, networkCheckpointLayout(network));
    copyInto(namedTensors(network), weights);
}

} // namespace asge
