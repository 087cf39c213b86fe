// SPDX-License-Identifier: GPL-3.0-or-later

// Backpropagation and deep supervision, compared with the same network written out and with methods
// whose layers learn locally.
#include "core/learn/methods/method.h"

#include "core/base/error.h"
#include "core/experiment/layers.h"

#include <ATen/core/grad_mode.h>
#include <gmock/gmock.h>
#include <torch/csrc/autograd/autograd.h>

namespace asge {
namespace {

constexpr ImageShape kDeepShape{2, 8, 8, 3};

Experiment deepExperiment(const Method& method) {
    Experiment experiment;
    experiment.method = std::string(method.name());
    experiment.network.layers = parseLayers("4M 6 8");
    return experiment;
}

StepBatch deepBatch() {
    at::manual_seed(7);
    return {at::randn({5, 2, 8, 8}),
            at::randint(3, {5}, at::kLong),
            {true, true, true},
            {{}, {}, {}},
            0.1,
            at::arange(5)};
}

StepGradient gradientOf(const Method& method, const Network& network, const StepBatch& batch) {
    const at::NoGradGuard noGrad; // as in a step
    PhaseSeconds phases;
    LapTimer timer(phases);
    return method.gradient(network, batch, timer);
}

/// The layers' losses in plain operations: "4M 6 8" on 8 × 8 has 2 × 2, 1 and 1 patches.
std::vector<at::Tensor> writtenOut(const Network& network, const StepBatch& batch,
                                   const std::vector<at::Tensor>& weights) {
    std::vector<at::Tensor> losses;
    at::Tensor x = batch.input;
    for (std::size_t i = 0; i < 3; ++i) {
        const Layer& layer = network.layers[i];
        const at::Tensor y = at::relu(at::conv2d(x, weights[i], layer.bias, 1, 1));
        const at::Tensor goodness =
            i == 0 ? at::avg_pool2d(y * y, 4).flatten(1) : (y * y).mean(at::IntArrayRef{2, 3});
        const at::Tensor logits = goodness.matmul(layer.projection.t()) + layer.projectionBias;
        const at::Tensor log = logits.log_softmax(1);
        const at::Tensor hit = log.gather(1, batch.labels.unsqueeze(1)).mean();
        losses.push_back(-0.9 * hit - 0.1 * log.mean());
        at::Tensor next = y;
        if (i == 0) { // a tiny ε instead of the special case at 0
            next = (at::avg_pool2d(y * y, 2) + 1e-20).sqrt();
        }
        const at::Tensor centred = next - next.mean(at::IntArrayRef{1, 2, 3}, true);
        const at::Tensor variance = centred.square().mean(at::IntArrayRef{1, 2, 3}, true);
        x = centred / (variance + 1e-5).sqrt();
        if (i < 2 && batch.keep[i + 1].defined()) {
            x = x * batch.keep[i + 1];
        }
    }
    return losses;
}

void expectNear(const at::Tensor& value, const at::Tensor& expected) {
    EXPECT_LT(((value - expected).norm() / expected.norm()).item<double>(), 1e-4);
}

class EndToEnd : public testing::TestWithParam<const Method*> {};

INSTANTIATE_TEST_SUITE_P(Methods, EndToEnd,
                         testing::Values(&backpropMethod(), &deepSupervisionMethod()),
                         [](const auto& info) {
                             return info.param == &backpropMethod() ? "Backprop"
                                                                    : "DeepSupervision";
                         });

TEST_P(EndToEnd, GradientIsThatOfTheLossWrittenOut) {
    const Network network =
        GetParam()->makeNetwork(deepExperiment(*GetParam()), kDeepShape, at::kCPU);
    ASSERT_EQ(network.layers[0].patches, 2);
    StepBatch batch = deepBatch();
    batch.keep[2] = at::rand({5, 6, 1, 1}).gt(0.3).to(at::kFloat) / 0.7;
    std::vector<at::Tensor> weights;
    for (const Layer& layer : network.layers) {
        weights.push_back(layer.weight.clone().requires_grad_());
    }
    const auto losses = writtenOut(network, batch, weights);
    const at::Tensor loss =
        GetParam() == &backpropMethod() ? losses[2] : losses[0] + losses[1] + losses[2];
    const auto expected = torch::autograd::grad({loss}, weights);

    const StepGradient gradient = gradientOf(*GetParam(), network, batch);
    for (std::size_t i = 0; i < 3; ++i) {
        expectNear(gradient.layers[i].weight, expected[i]);
        EXPECT_FALSE(gradient.layers[i].weight.requires_grad());
        EXPECT_FALSE(gradient.layers[i].projection.defined());
        EXPECT_NEAR(gradient.scores[static_cast<std::int64_t>(i)][0].item<double>(),
                    losses[i].item<double>(), 1e-5);
    }
    EXPECT_FALSE(gradient.scores.requires_grad());
}

TEST_P(EndToEnd, IsFiniteForInactiveUnits) {
    const Network network =
        GetParam()->makeNetwork(deepExperiment(*GetParam()), kDeepShape, at::kCPU);
    network.layers[0].bias.narrow(0, 0, 2).fill_(-1e6F);
    const StepGradient gradient = gradientOf(*GetParam(), network, deepBatch());
    EXPECT_TRUE(at::isfinite(gradient.layers[0].weight).all().item<bool>());
    EXPECT_EQ(gradient.layers[0].weight[0].abs().max().item<float>(), 0);
    EXPECT_GT(gradient.layers[0].weight[2].abs().max().item<float>(), 0);
}

TEST_P(EndToEnd, RefusesOneLayerAfterAnother) {
    Experiment experiment = deepExperiment(*GetParam());
    experiment.train.order = UpdateOrder::greedy;
    try {
        GetParam()->makeNetwork(experiment, kDeepShape, at::kCPU);
        FAIL() << "no error";
    } catch (const BadInput& error) {
        EXPECT_THAT(error.what(), testing::StartsWith("train.order: method '"));
    }
}

TEST(Backprop, TrainsReadoutsWithoutChangingTheLayers) {
    Experiment experiment = deepExperiment(backpropMethod());
    const Network frozen = backpropMethod().makeNetwork(experiment, kDeepShape, at::kCPU);
    experiment.projection.training = ProjectionTraining::trained;
    const Network trained = backpropMethod().makeNetwork(experiment, kDeepShape, at::kCPU);
    const StepGradient a = gradientOf(backpropMethod(), frozen, deepBatch());
    const StepGradient b = gradientOf(backpropMethod(), trained, deepBatch());
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_TRUE(a.layers[i].weight.equal(b.layers[i].weight));
        EXPECT_EQ(b.layers[i].projection.sizes(), trained.layers[i].projection.sizes());
        EXPECT_GT(b.layers[i].projectionBias.abs().max().item<float>(), 0);
    }
}

TEST(Methods, OnlyEndToEndOnesLetADeepLayerInfluenceAShallowOne) {
    for (const Method* method : allMethods()) {
        SCOPED_TRACE(method->name());
        Network network = method->makeNetwork(deepExperiment(*method), kDeepShape, at::kCPU);
        const StepGradient before = gradientOf(*method, network, deepBatch());
        network.layers[2].weight = network.layers[2].weight * -3;
        const StepGradient after = gradientOf(*method, network, deepBatch());
        const bool endToEnd = method == &backpropMethod() || method == &deepSupervisionMethod();
        for (const std::size_t i : {0, 1}) {
            EXPECT_NE(before.layers[i].weight.equal(after.layers[i].weight), endToEnd);
        }
        EXPECT_FALSE(before.layers[2].weight.equal(after.layers[2].weight));
    }
}

} // namespace
} // namespace asge
