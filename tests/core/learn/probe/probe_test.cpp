// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/probe/probe.h"

#include "tests/support/tiny_data.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace asge {
namespace {

Network tinyNetwork() {
    return makeNetwork(test::tinyExperiment(), {1, 12, 12, 3}, at::kCPU);
}

at::Tensor tinyInput() {
    at::manual_seed(4);
    return at::randn({9, 1, 12, 12});
}

ProbeSnapshot probeOf(const Network& network, const at::Tensor& input, int samples) {
    return probe(asgeMethod(), network, {input, {}}, samples);
}

TEST(Probe, HasTheShapesOfTheNetwork) {
    const ProbeSnapshot snapshot = probeOf(tinyNetwork(), tinyInput(), 5);
    EXPECT_EQ(snapshot.samples, 5);
    EXPECT_EQ(snapshot.classes, 3);
    ASSERT_EQ(snapshot.layers.size(), 3U);
    const std::vector<int> patches{3, 1, 1};
    const std::vector<int> channels{4, 8, 12};
    for (std::size_t i = 0; i < 3; ++i) {
        const LayerMaps& layer = snapshot.layers[i];
        EXPECT_EQ(layer.patches, patches[i]);
        EXPECT_EQ(layer.channels, channels[i]);
        EXPECT_EQ(layer.goodness.size(),
                  static_cast<std::size_t>(5 * channels[i] * patches[i] * patches[i]));
        EXPECT_EQ(layer.probabilities.size(), 15U);
        EXPECT_EQ(snapshot.channels[i].meanActivation.size(),
                  static_cast<std::size_t>(channels[i]));
    }
}

TEST(Probe, MapsAreTheLayersGoodnessAndProbabilitiesSumToOne) {
    const Network network = tinyNetwork();
    const at::Tensor input = tinyInput();
    const ProbeSnapshot snapshot = probeOf(network, input, 2);
    const at::Tensor y = at::conv2d(input, network.layers[0].weight, {}, 1, 1).relu();
    const LayerMaps& layer = snapshot.layers[0];
    // Sample 1, channel 2, patch (0, 2): rows 0…3, columns 8…11 of 12 in 3 patches.
    const float expected = y[1][2].slice(0, 0, 4).slice(1, 8, 12).square().mean().item<float>();
    EXPECT_NEAR(layer.goodness[((1 * 4 + 2) * 3 + 0) * 3 + 2], expected, 1e-5);
    const auto sum = summedMap(layer, 1);
    float channels = 0;
    for (int c = 0; c < 4; ++c) {
        channels += layer.goodness[static_cast<std::size_t>(((1 * 4 + c) * 3 + 0) * 3 + 2)];
    }
    EXPECT_NEAR(sum[2], channels, 1e-5);
    EXPECT_NEAR(layer.probabilities[3] + layer.probabilities[4] + layer.probabilities[5], 1, 1e-5);
}

TEST(Probe, ADeadChannelHasADeadFractionOfOne) {
    Network network = tinyNetwork();
    network.layers[0].bias[1] = -1e6;
    const ChannelStats stats = probeOf(network, tinyInput(), 2).channels[0];
    EXPECT_EQ(stats.deadFraction[1], 1);
    EXPECT_EQ(stats.meanActivation[1], 0);
    EXPECT_EQ(stats.goodnessShare[1], 0);
    EXPECT_LT(stats.deadFraction[0], 0.5);
    float total = 0;
    for (const float share : stats.goodnessShare) {
        total += share;
    }
    EXPECT_NEAR(total, 1, 1e-5);
}

TEST(Probe, CountsPositionsThatNeverFireAsDead) {
    Network network = tinyNetwork();
    Layer& layer = network.layers[0];
    layer.weight.zero_();
    layer.weight[0][0][1][1] = 1; // channel 0 passes the image through
    at::Tensor input = at::full({4, 1, 12, 12}, -1.0F);
    input.slice(2, 0, 3).fill_(2); // a quarter of the positions is positive
    const ChannelStats stats = probeOf(network, input, 1).channels[0];
    EXPECT_FLOAT_EQ(stats.deadFraction[0], 0.75F);
    EXPECT_FLOAT_EQ(stats.meanActivation[0], 0.5F);
    EXPECT_FLOAT_EQ(stats.deadFraction[2], 1);
}

TEST(Probe, InLanesMeasuresTheSame) {
    Network network = tinyNetwork();
    network.layers[0].bias[1] = -1e6; // a dead channel, too
    const Batch batch{tinyInput(), at::randint(3, {9}, at::kLong)};
    const ProbeSnapshot plain = probeOf(network, batch.input, 5);
    LanePass pass(network, Precision::float32, 2);
    const ProbeSnapshot lanes = probe(pass, network, sourceOf(batch), 5);
    EXPECT_EQ(lanes.samples, plain.samples);
    EXPECT_EQ(lanes.classes, plain.classes);
    ASSERT_EQ(lanes.layers.size(), plain.layers.size());
    const auto near = [](const std::vector<float>& expected) {
        return testing::Pointwise(testing::FloatNear(1e-5F), expected);
    };
    for (std::size_t i = 0; i < plain.layers.size(); ++i) {
        EXPECT_EQ(lanes.layers[i].channels, plain.layers[i].channels);
        EXPECT_EQ(lanes.layers[i].patches, plain.layers[i].patches);
        EXPECT_THAT(lanes.layers[i].goodness, near(plain.layers[i].goodness));
        EXPECT_THAT(lanes.layers[i].probabilities, near(plain.layers[i].probabilities));
        EXPECT_THAT(lanes.channels[i].meanActivation, near(plain.channels[i].meanActivation));
        EXPECT_THAT(lanes.channels[i].goodnessShare, near(plain.channels[i].goodnessShare));
        EXPECT_THAT(lanes.channels[i].deadFraction, near(plain.channels[i].deadFraction));
    }
}

TEST(Probe, OfASilentLayerHasNoShares) {
    Network network = tinyNetwork();
    network.layers[0].weight.zero_();
    const ProbeSnapshot snapshot = probeOf(network, tinyInput(), 1);
    for (const float share : snapshot.channels[0].goodnessShare) {
        EXPECT_EQ(share, 0);
    }
}

} // namespace
} // namespace asge
