// One training step against the tensors of a reference implementation: a folder named by
// ASGE_PARITY_DIR with manifest.json ("net", "lr", "tensors": name → shape, type) and NAME.raw
// files of little-endian float32 or int64.
#include "core/experiment/layers.h"
#include "core/learn/train/trainer.h"
#include "tests/support/gradients.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace asge {
namespace {

constexpr double kTolerance = 1e-4;

class Parity : public testing::Test {
  protected:
    void SetUp() override {
        const char* folder = std::getenv("ASGE_PARITY_DIR");
        if (folder == nullptr || *folder == '\0') {
            GTEST_SKIP() << "ASGE_PARITY_DIR is not set";
        }
        folder_ = folder;
        std::ifstream(folder_ / "manifest.json") >> manifest_;
        ASSERT_FALSE(manifest_.is_discarded());
        const std::string net = manifest_.at("net");
        experiment_.network.layers = parseLayers(net);
        experiment_.network.alpha = manifest_.at("alpha");
        experiment_.optimizer.learningRate = manifest_.at("lr");
        experiment_.optimizer.weightDecay = 0;
    }

    at::Tensor tensor(const std::string& name) const {
        const auto& entry = manifest_.at("tensors").at(name);
        const std::vector<std::int64_t> shape = entry.at("shape");
        const at::Tensor values =
            at::empty(shape, entry.at("type") == "int64" ? at::kLong : at::kFloat);
        std::ifstream file(folder_ / (name + ".raw"), std::ios::binary);
        const auto size = static_cast<std::streamsize>(values.nbytes());
        file.read(static_cast<char*>(values.data_ptr()), size);
        EXPECT_EQ(file.gcount(), size) << name;
        return values;
    }

    at::Tensor tensor(std::size_t layer, const std::string& name) const {
        return tensor("layer" + std::to_string(layer) + "." + name);
    }

    /// 1e-4 relative to each element, and to the tensor's own scale where an element is nearly
    /// zero.
    void expectEqual(const at::Tensor& value, std::size_t layer, const std::string& name) const {
        const at::Tensor expected = tensor(layer, name);
        ASSERT_EQ(value.sizes(), expected.sizes()) << "layer " << layer << " " << name;
        const at::Tensor scale = expected.abs() + expected.square().mean().sqrt() + 1e-12;
        const double error = ((value - expected).abs() / scale).max().item<double>();
        EXPECT_LT(error, kTolerance) << "layer " << layer << " " << name;
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

    std::filesystem::path folder_;
    nlohmann::json manifest_;
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

/// One step of a path: loss, gradient and updated weights.
class ParityOfPath : public Parity, public testing::WithParamInterface<ComputePath> {};

INSTANTIATE_TEST_SUITE_P(Paths, ParityOfPath,
                         testing::Values(ComputePath::fast, ComputePath::plain),
                         [](const auto& info) {
                             return info.param == ComputePath::fast ? "Fast" : "Plain";
                         });

TEST_P(ParityOfPath, LossGradientAndUpdatedWeights) {
    const at::NoGradGuard noGrad;
    const Batch batch{tensor("input"), tensor("labels")};
    Network start = network();
    const Parameters layout(start);
    const at::Tensor gradient =
        GetParam() == ComputePath::fast
            ? test::laneGradient(start, layout, batch, 2, Precision::float32)
            : test::plainGradient(start, layout, batch);

    StepSettings settings;
    settings.compute.path = GetParam();
    settings.threads = 2;
    Trainer trainer(network(), settings);
    const auto scores = trainer.step(
        batch, {0, std::vector<double>(start.layers.size(), experiment_.optimizer.learningRate)});
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const double expected = tensor(i, "loss").item<double>();
        EXPECT_NEAR(scores[i].loss, expected, kTolerance * expected) << "layer " << i;
        const Layer& layer = trainer.network().layers[i];
        const LayerTensors gradients = layout.viewsOf(gradient, i);
        expectUpdated(layer.weight, gradients.weight, i, "weight");
        expectUpdated(layer.bias, gradients.bias, i, "bias");
    }
}

} // namespace
} // namespace asge
