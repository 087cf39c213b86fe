// SPDX-License-Identifier: GPL-3.0-or-later

// Training steps against the tensors of a reference implementation: the method of the paper (each
// layer learns from the squared activations of its patches, projected to logits by frozen random
// weights) written in plain PyTorch, with autograd within each layer and torch.optim.AdamW.
//
// parity.safetensors holds three steps of it: net "2M,3M,4", batches of 3 images of Fashion-MNIST
// in the order of its training set, (pixel / 255 - 0.286) / 0.353, seed 7, alpha 1, projections
// scaled by 10, learning rate 1e-3, no weight decay, float32 on one thread. The tensors of the
// first step are "input", "labels" and "layerL.NAME"; of step S (from 1) there are "stepS.input",
// "stepS.labels", and each layer's loss and weights after the step.
//
// ASGE_PARITY_DIR may name a folder with the first step of a larger network: manifest.json ("net",
// "alpha", "lr", "tensors": name → shape, type) and NAME.raw files of little-endian float32 or
// int64.
#include "core/base/error.h"
#include "core/experiment/layers.h"
#include "core/learn/train/trainer.h"
#include "core/store/safetensors.h"
#include "tests/support/gradients.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string_view>

namespace asge {
namespace {

namespace fs = std::filesystem;

constexpr double kTolerance = 1e-4;

struct ParityReference {
    std::string net;
    double alpha = 0;
    double learningRate = 0;
    std::map<std::string, at::Tensor> tensors;
};

std::string parityBytes(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw Error(path.string() + ": cannot be read");
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

at::Tensor parityTensor(const std::vector<std::int64_t>& shape, bool isInteger,
                        std::string_view bytes) {
    const at::Tensor values = at::empty(shape, isInteger ? at::kLong : at::kFloat);
    if (bytes.size() != values.nbytes()) {
        throw Error("a tensor has " + std::to_string(bytes.size()) + " bytes instead of " +
                    std::to_string(values.nbytes()));
    }
    std::memcpy(values.data_ptr(), bytes.data(), bytes.size());
    return values;
}

ParityReference parityFile(const fs::path& path) {
    const std::string bytes = parityBytes(path);
    const Safetensors content = readSafetensors(bytes);
    ParityReference reference;
    reference.net = content.metadata.at("net");
    reference.alpha = std::stod(content.metadata.at("alpha"));
    reference.learningRate = std::stod(content.metadata.at("lr"));
    for (const TensorView& view : content.tensors) {
        reference.tensors[view.info.name] =
            parityTensor(view.info.shape, view.info.type == TensorType::int64, view.bytes);
    }
    return reference;
}

ParityReference parityFolder(const fs::path& folder) {
    const auto manifest = nlohmann::json::parse(parityBytes(folder / "manifest.json"));
    ParityReference reference;
    reference.net = manifest.at("net");
    reference.alpha = manifest.at("alpha");
    reference.learningRate = manifest.at("lr");
    for (const auto& [name, entry] : manifest.at("tensors").items()) {
        reference.tensors[name] = parityTensor(entry.at("shape"), entry.at("type") == "int64",
                                               parityBytes(folder / (name + ".raw")));
    }
    return reference;
}

class Parity : public testing::Test {
  protected:
    Parity() {
        const char* folder = std::getenv("ASGE_PARITY_DIR");
        const bool isNamed = folder != nullptr && *folder != '\0';
        reference_ =
            isNamed
                ? parityFolder(folder)
                : parityFile(fs::path(SOURCE_FOLDER) / "tests/core/learn/train/parity.safetensors");
        experiment_.network.layers = parseLayers(reference_.net);
        experiment_.network.alpha = reference_.alpha;
        experiment_.optimizer.learningRate = reference_.learningRate;
        experiment_.optimizer.weightDecay = 0;
    }

    const at::Tensor& tensor(const std::string& name) const { return reference_.tensors.at(name); }

    at::Tensor tensor(std::size_t layer, const std::string& name) const {
        return tensor("layer" + std::to_string(layer) + "." + name);
    }

    /// 1e-4 relative to each element, and to the tensor's own scale where an element is nearly
    /// zero.
    void expectEqual(const at::Tensor& value, const std::string& name) const {
        const at::Tensor& expected = tensor(name);
        ASSERT_EQ(value.sizes(), expected.sizes()) << name;
        const at::Tensor scale = expected.abs() + expected.square().mean().sqrt() + 1e-12;
        const double error = ((value - expected).abs() / scale).max().item<double>();
        EXPECT_LT(error, kTolerance) << name;
    }

    void expectEqual(const at::Tensor& value, std::size_t layer, const std::string& name) const {
        expectEqual(value, "layer" + std::to_string(layer) + "." + name);
    }

    /// The first step of AdamW moves a weight by η · g / (|g| + ε), which is a matter of chance
    /// where |g| is about ε = 1e-8: the last bits of g decide. So what is expected there is the
    /// reference's weight, moved by what the two gradients, which agree to the tolerance
    /// themselves, make different.
    void expectUpdated(const at::Tensor& value, const at::Tensor& gradient, std::size_t layer,
                       const std::string& name) const {
        const at::Tensor expectedGradient = tensor(layer, name + ".grad");
        const auto direction = [](const at::Tensor& g) { return g / (g.abs() + 1e-8); };
        const at::Tensor moved = experiment_.optimizer.learningRate *
                                 (direction(gradient) - direction(expectedGradient));
        expectEqual(gradient, layer, name + ".grad");
        expectEqual(value + moved, layer, name + ".after");
    }

    /// A network with the reference's own draws, shaped by our rules.
    Network network() const {
        const at::Tensor input = tensor("input");
        const auto classes = static_cast<int>(tensor(0, "projection.before").size(0));
        const ImageShape shape{static_cast<int>(input.size(1)), static_cast<int>(input.size(2)),
                               static_cast<int>(input.size(3)), classes};
        Network network = makeNetwork(experiment_, shape, at::kCPU);
        for (std::size_t i = 0; i < network.layers.size(); ++i) {
            Layer& layer = network.layers[i];
            layer.weight.copy_(tensor(i, "weight.before"));
            layer.bias.copy_(tensor(i, "bias.before"));
            EXPECT_EQ(layer.projection.sizes(), tensor(i, "projection.before").sizes())
                << "layer " << i << ": another number of patches";
            layer.projection = tensor(i, "projection.before");
            layer.projectionBias = tensor(i, "projection_bias.before");
        }
        return network;
    }

    /// The batch of a step.
    Batch batch(int step) const {
        const std::string prefix = stepPrefix(step);
        return {tensor(prefix + "input"), tensor(prefix + "labels")};
    }

    static std::string stepPrefix(int step) {
        return step == 0 ? "" : "step" + std::to_string(step) + ".";
    }

    ParityReference reference_;
    Experiment experiment_;
};

TEST_F(Parity, ForwardAndGradients) {
    const at::NoGradGuard noGrad;
    const at::Tensor labels = tensor("labels");
    forEachLayer(network(), tensor("input"),
                 [&](std::size_t i, const Layer& layer, const at::Tensor& x, const at::Tensor& y) {
                     const at::Tensor maps = layer.patchMaps(y);
                     const at::Tensor logits = layer.logits(maps);
                     const at::Tensor da = crossEntropyGradient(logits, labels);
                     const LayerTensors gradient =
                         layer.gradient(x, layer.outputGradient(y, da), maps, da);
                     expectEqual(y, i, "activations");
                     expectEqual(maps.flatten(1), i, "goodness");
                     expectEqual(logits, i, "logits");
                     expectEqual(gradient.weight, i, "weight.grad");
                     expectEqual(gradient.bias, i, "bias.grad");
                     expectEqual(layer.nextInput(y), i, "next_input");
                 });
}

/// Steps of a path: loss, gradient and updated weights.
class ParityOfPath : public Parity, public testing::WithParamInterface<ComputePath> {
  protected:
    StepSettings settings() const {
        StepSettings settings;
        settings.optimizer = experiment_.optimizer;
        settings.compute.path = GetParam();
        settings.threads = 2;
        return settings;
    }

    /// Takes a step and compares its losses.
    void takeStep(Trainer& trainer, int step) const {
        const std::vector<double> rates(trainer.network().layers.size(),
                                        experiment_.optimizer.learningRate);
        const auto scores = trainer.step(batch(step), {step, rates});
        ASSERT_EQ(scores.size(), rates.size());
        for (std::size_t i = 0; i < scores.size(); ++i) {
            const std::string name = stepPrefix(step) + "layer" + std::to_string(i) + ".loss";
            const double expected = tensor(name).item<double>();
            EXPECT_NEAR(scores[i].loss, expected, kTolerance * expected) << name;
        }
    }
};

INSTANTIATE_TEST_SUITE_P(Paths, ParityOfPath,
                         testing::Values(ComputePath::fast, ComputePath::plain),
                         [](const auto& info) {
                             return info.param == ComputePath::fast ? "Fast" : "Plain";
                         });

TEST_P(ParityOfPath, LossGradientAndUpdatedWeights) {
    const at::NoGradGuard noGrad;
    Network start = network();
    const Parameters layout(start);
    const at::Tensor gradient =
        GetParam() == ComputePath::fast
            ? test::laneGradient(start, layout, batch(0), 2, Precision::float32)
            : test::plainGradient(start, layout, batch(0));

    Trainer trainer(network(), settings());
    takeStep(trainer, 0);
    for (std::size_t i = 0; i < start.layers.size(); ++i) {
        const Layer& layer = trainer.network().layers[i];
        const LayerTensors gradients = layout.viewsOf(gradient, i);
        expectUpdated(layer.weight, gradients.weight, i, "weight");
        expectUpdated(layer.bias, gradients.bias, i, "bias");
    }
}

/// From the second step on the optimizer's moments and their decay count.
TEST_P(ParityOfPath, LaterSteps) {
    if (reference_.tensors.count("step1.input") == 0) {
        GTEST_SKIP() << "ASGE_PARITY_DIR holds the first step only";
    }
    const at::NoGradGuard noGrad;
    Trainer trainer(network(), settings());
    takeStep(trainer, 0);
    for (int step = 1; reference_.tensors.count(stepPrefix(step) + "input") != 0; ++step) {
        takeStep(trainer, step);
        for (std::size_t i = 0; i < trainer.network().layers.size(); ++i) {
            const Layer& layer = trainer.network().layers[i];
            const std::string prefix = stepPrefix(step) + "layer" + std::to_string(i);
            expectEqual(layer.weight, prefix + ".weight.after");
            expectEqual(layer.bias, prefix + ".bias.after");
        }
    }
}

} // namespace
} // namespace asge
