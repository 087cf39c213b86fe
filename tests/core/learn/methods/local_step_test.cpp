// SPDX-License-Identifier: GPL-3.0-or-later

// Methods that read layers out by groups of channels, compared with the definition and between step
// paths.
#include "core/learn/methods/local_step.h"

#include "core/base/error.h"
#include "core/experiment/layers.h"
#include "core/learn/probe/probe.h"
#include "tests/support/gradients.h"

#include <gmock/gmock.h>
#include <torch/csrc/autograd/autograd.h>

namespace asge {
namespace {

constexpr ImageShape kGroupShape{1, 10, 10, 3};

Network groupNetwork(const Method& method, const char* layers = "7M 5 3") {
    Experiment experiment;
    experiment.method = std::string(method.name());
    experiment.network.layers = parseLayers(layers);
    experiment.network.alpha = 3;
    experiment.network.goodness = Goodness::sum; // without effect
    experiment.projection.gain = 4;
    experiment.projection.training = ProjectionTraining::trained; // without effect
    return method.makeNetwork(experiment, kGroupShape, at::kCPU);
}

Batch groupBatch() {
    at::manual_seed(11);
    return {at::randn({12, 1, 10, 10}), at::randint(3, {12}, at::kLong)};
}

class Groups : public testing::TestWithParam<const Method*> {
  protected:
    bool squares() const { return GetParam() == &channelCompetitionMethod(); }
    at::Tensor valuesOf(const at::Tensor& y) const { return squares() ? y.square() : y; }
};

INSTANTIATE_TEST_SUITE_P(Methods, Groups,
                         testing::Values(&channelCompetitionMethod(), &meanGoodnessMethod()),
                         [](const auto& info) {
                             return info.param == &meanGoodnessMethod() ? "MeanGoodness"
                                                                        : "ChannelCompetition";
                         });

TEST_P(Groups, ClassesHaveChannelsOfTheirOwnAndTheirMean) {
    const Network network = groupNetwork(*GetParam());
    const Batch batch = groupBatch();
    const at::Tensor y =
        at::conv2d(batch.input, network.layers[0].weight, network.layers[0].bias, 1, 1).relu();
    const at::Tensor logits = GetParam()->logits(network, batch.input)[0];
    ASSERT_EQ(logits.size(1), 3);
    const int first[] = {0, 2, 4, 7}; // seven channels for three classes
    for (int k = 0; k < 3; ++k) {
        for (int n = 0; n < 12; ++n) {
            const at::Tensor own = valuesOf(y)[n].slice(0, first[k], first[k + 1]);
            EXPECT_NEAR(logits[n][k].item<float>(), 4 * own.mean().item<float>(), 1e-4);
        }
    }
    EXPECT_EQ(network.parameters(), (9 + 1) * 7 + (63 + 1) * 5 + (45 + 1) * 3)
        << "the readout is not trained";
}

TEST_P(Groups, GradientIsThatOfTheLossWrittenOut) {
    const Network network = groupNetwork(*GetParam());
    const Batch images = groupBatch();
    const StepBatch batch{images.input, images.labels, {true, true, true}, {{}, {}, {}}, 0, {}};
    PhaseSeconds phases;
    LapTimer timer(phases);
    const StepGradient gradient = GetParam()->gradient(network, batch, timer);
    at::Tensor x = batch.input;
    for (std::size_t i = 0; i < 3; ++i) {
        const Layer& layer = network.layers[i];
        const at::Tensor weight = layer.weight.clone().requires_grad_();
        const at::Tensor bias = layer.bias.clone().requires_grad_();
        const at::Tensor y = at::conv2d(x, weight, bias, 1, 1).relu();
        const std::int64_t channels = y.size(1);
        std::vector<at::Tensor> classes;
        for (std::int64_t k = 0; k < 3; ++k) {
            classes.push_back(4 * valuesOf(y)
                                      .slice(1, k * channels / 3, (k + 1) * channels / 3)
                                      .mean(at::IntArrayRef{1, 2, 3}));
        }
        const at::Tensor log = at::stack(classes, 1).log_softmax(1);
        const at::Tensor loss = -log.gather(1, batch.labels.unsqueeze(1)).mean();
        const auto expected = torch::autograd::grad({loss}, {weight, bias});
        EXPECT_TRUE(at::allclose(gradient.layers[i].weight, expected[0], 1e-4, 1e-6));
        EXPECT_TRUE(at::allclose(gradient.layers[i].bias, expected[1], 1e-4, 1e-6));
        x = layer.nextInput(y.detach());
    }
}

TEST_P(Groups, NameTheLayerWithTooFewChannels) {
    try {
        groupNetwork(*GetParam(), "7M 2 3");
        FAIL() << "no error";
    } catch (const BadInput& error) {
        EXPECT_THAT(error.what(), testing::StartsWith("network.layers: layer 2 has 2 channels; "));
    }
}

TEST(MeanGoodness, ShowsTheMeanOfYItself) {
    const Network network = groupNetwork(meanGoodnessMethod());
    const Batch batch = groupBatch();
    const ProbeSnapshot snapshot = probe(meanGoodnessMethod(), network, batch, 2);
    ASSERT_EQ(snapshot.layers[1].patches, 1) << "⌊3 · 3/5⌋";
    const at::Tensor y = network.layers[1].activations(
        network.layers[0].nextInput(network.layers[0].activations(batch.input)));
    EXPECT_NEAR(snapshot.layers[1].goodness[5 + 3], y[1][3].mean().item<float>(), 1e-5);
    EXPECT_FALSE(meanGoodnessMethod().runsInLanes(network)) << "the lanes' kernels square Y";
}

TEST(ChannelCompetition, InLanesIsThePlainOne) {
    Network network = groupNetwork(channelCompetitionMethod(), "8M 6 3");
    ASSERT_TRUE(channelCompetitionMethod().runsInLanes(network));
    const Parameters parameters(network);
    const Batch batch = groupBatch();
    const at::Tensor plain = test::plainGradient(network, parameters, batch);
    const at::Tensor lanes = test::laneGradient(network, parameters, batch, 2, Precision::float32);
    EXPECT_LT(((lanes - plain).norm() / plain.norm()).item<double>(), 1e-5);

    LanePass pass(network, Precision::float32, 2);
    const ProbeSnapshot seen = probe(pass, network, sourceOf(batch), 4);
    const ProbeSnapshot expected = probe(channelCompetitionMethod(), network, batch, 4);
    const auto near = [](const std::vector<float>& values) {
        return testing::Pointwise(testing::FloatNear(1e-5F), values);
    };
    const std::vector<int> patches{1, 1, 3}; // the patches that are shown; the readout has one
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(seen.layers[i].patches, patches[i]);
        EXPECT_EQ(network.layers[i].patches, 1);
        EXPECT_THAT(seen.layers[i].goodness, near(expected.layers[i].goodness));
        EXPECT_THAT(seen.layers[i].probabilities, near(expected.layers[i].probabilities));
        EXPECT_THAT(seen.channels[i].goodnessShare, near(expected.channels[i].goodnessShare));
    }
}

} // namespace
} // namespace asge
