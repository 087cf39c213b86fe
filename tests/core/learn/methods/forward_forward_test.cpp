// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/methods/method.h"

#include "core/base/error.h"
#include "core/experiment/layers.h"
#include "core/learn/train/step_path.h"

#include <gmock/gmock.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

namespace asge {
namespace {

constexpr ImageShape kPairShape{2, 9, 7, 4};

Network pairNetwork() {
    Experiment experiment;
    experiment.method = "forward-forward";
    experiment.network.layers = parseLayers("5M 6");
    experiment.projection.gain = 3;
    return forwardForwardMethod().makeNetwork(experiment, kPairShape, at::kCPU);
}

at::Tensor pairImages() {
    at::manual_seed(2);
    return at::randn({4, 2, 9, 7});
}

at::Tensor withLabel(const at::Tensor& images, const std::vector<std::int64_t>& labels) {
    return forwardForwardMethod().probeInput(pairNetwork(), {images, at::tensor(labels)});
}

TEST(ForwardForward, DrawsALabelAsAWaveInADirectionOfItsOwn) {
    const at::Tensor images = pairImages();
    const at::Tensor drawn = withLabel(images, {0, 1, 2, 3}) - images;
    for (int n = 0; n < 4; ++n) {
        const double angle = M_PI * n / 4;
        const double length = std::vector<double>{3, 4, 5, 3}[static_cast<std::size_t>(n)];
        for (int y = 0; y < 9; ++y) {
            for (int x = 0; x < 7; ++x) {
                const double along = x * std::cos(angle) + y * std::sin(angle);
                const double wave = 2 * std::cos(2 * M_PI * along / length);
                EXPECT_NEAR(drawn[n][0][y][x].item<double>(), wave, 1e-4);
                EXPECT_NEAR(drawn[n][1][y][x].item<double>(), wave, 1e-4);
            }
        }
    }
}

TEST(ForwardForward, ScoresAreTheGoodnessWithEachLabelDrawnIn) {
    const Network network = pairNetwork();
    const at::Tensor images = pairImages();
    const auto logits = forwardForwardMethod().logits(network, images);
    ASSERT_EQ(logits.size(), 2U);
    ASSERT_EQ(logits[0].sizes(), (std::vector<std::int64_t>{4, 4}));
    for (std::int64_t k = 0; k < 4; ++k) {
        at::Tensor x = withLabel(images, {k, k, k, k});
        for (std::size_t i = 0; i < 2; ++i) {
            const Layer& layer = network.layers[i];
            const at::Tensor y = at::conv2d(x, layer.weight, layer.bias, 1, 1).relu();
            const at::Tensor z = 3 * (y.square().mean(at::IntArrayRef{1, 2, 3}) - 2);
            EXPECT_TRUE(at::allclose(logits[i].select(1, k), z, 1e-4, 1e-5));
            x = layer.nextInput(y);
        }
    }
}

TEST(ForwardForward, GradientIsThatOfTheLossWrittenOut) {
    const Network network = pairNetwork();
    const at::Tensor images = pairImages();
    // Draws 0, 1 and 2 give the three labels after the true one; 300 gives the first again.
    const StepBatch batch{
        images, at::tensor(std::vector<std::int64_t>{0, 3, 1, 2}),  {true, true}, {{}, {}},
        0,      at::tensor(std::vector<std::int64_t>{0, 1, 2, 300})};
    PhaseSeconds phases;
    LapTimer timer(phases);
    const StepGradient gradient = forwardForwardMethod().gradient(network, batch, timer);
    at::Tensor right = withLabel(images, {0, 3, 1, 2});
    at::Tensor wrong = withLabel(images, {1, 1, 0, 3});
    for (std::size_t i = 0; i < 2; ++i) {
        const Layer& layer = network.layers[i];
        const at::Tensor weight = layer.weight.clone().requires_grad_();
        const auto activations = [&](const at::Tensor& x) {
            return at::conv2d(x, weight, layer.bias, 1, 1).relu();
        };
        const auto z = [&](const at::Tensor& x) {
            return 3 * (activations(x).square().mean(at::IntArrayRef{1, 2, 3}) - 2);
        };
        const at::Tensor loss = ((1 + (-z(right)).exp()).log() + (1 + z(wrong).exp()).log()).mean();
        const auto expected = torch::autograd::grad({loss}, {weight});
        EXPECT_TRUE(at::allclose(gradient.layers[i].weight, expected[0], 1e-3, 1e-6));
        const auto row = static_cast<std::int64_t>(i);
        EXPECT_NEAR(gradient.scores[row][0].item<float>(), loss.item<float>(), 1e-4);
        EXPECT_EQ(gradient.scores[row][1].item<float>(), z(right).gt(z(wrong)).sum().item<float>());
        right = layer.nextInput(activations(right).detach());
        wrong = layer.nextInput(activations(wrong).detach());
    }
}

TEST(ForwardForward, DrawsDependOnSeedStepAndPlace) {
    StepSettings settings;
    settings.seed = 5;
    const at::Tensor draws = drawsOf(settings, 3, 100);
    EXPECT_TRUE(drawsOf(settings, 3, 100).equal(draws));
    EXPECT_TRUE(drawsOf(settings, 3, 7).equal(draws.narrow(0, 0, 7)));
    EXPECT_FALSE(drawsOf(settings, 4, 100).equal(draws));
    settings.seed = 6;
    EXPECT_FALSE(drawsOf(settings, 3, 100).equal(draws));
    EXPECT_TRUE(draws.ge(0).all().item<bool>());
    const at::Tensor thirds = draws.remainder(3).bincount();
    EXPECT_GT(thirds.min().item<std::int64_t>(), 15)
        << "about evenly distributed over three wrong labels";
}

TEST(ForwardForward, NeedsTwoClasses) {
    Experiment experiment;
    experiment.network.layers = parseLayers("4");
    EXPECT_THROW(forwardForwardMethod().makeNetwork(experiment, {1, 8, 8, 1}, at::kCPU), BadInput);
}

} // namespace
} // namespace asge
