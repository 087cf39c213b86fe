// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/layer_costs.h"

#include "core/base/error.h"
#include "core/experiment/layers.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

/// Layers of 2 and 4 channels on grey images of 4 × 6; the first one pools. P is 2 and 1.
Experiment costExperiment() {
    Experiment experiment;
    experiment.network.layers = parseLayers("2M 4");
    return experiment;
}

const ImageSize kCostImage{1, 4, 6};
constexpr int kCostClasses = 3;

TEST(LayerCosts, AreThoseCountedByHand) {
    const auto costs = layerCosts(costExperiment(), kCostImage, kCostClasses);
    ASSERT_EQ(costs.size(), 2U);
    // 2 kernels of 1·3·3 and 2 biases; 3 classes of 2·2·2 features and 3 biases
    EXPECT_EQ(costs[0], (LayerCost{.weights = 20,
                                   .readout = 27,
                                   .convolution = 18 * 24,
                                   .projection = 24,
                                   .activations = 4 * (24 + 48),
                                   .height = 4,
                                   .width = 6,
                                   .patches = 2}));
    // on 2 × 3 positions: 4 kernels of 2·3·3 and 4 biases; 3 classes of 4 features and 3 biases
    EXPECT_EQ(costs[1], (LayerCost{.weights = 76,
                                   .readout = 15,
                                   .convolution = 72 * 6,
                                   .projection = 12,
                                   .activations = 4 * (12 + 24),
                                   .height = 2,
                                   .width = 3,
                                   .patches = 1}));
}

TEST(LayerCosts, ARangeNeedsAllLayersUpToItsEndAndItsOwnReadouts) {
    const auto costs = layerCosts(costExperiment(), kCostImage, kCostClasses);
    EXPECT_EQ(rangeCost(costs, 0, 0), (RangeCost{47, 432 + 24, 288}));
    EXPECT_EQ(rangeCost(costs, 0, 1), (RangeCost{47 + 91, 432 + 24 + 432 + 12, 288}));
    EXPECT_EQ(rangeCost(costs, 1, 1), (RangeCost{20 + 91, 432 + 432 + 12, 288}));
}

TEST(LayerCosts, DependOnTheMethod) {
    Experiment experiment = costExperiment();
    experiment.method = "channel-competition";
    auto costs = layerCosts(experiment, kCostImage, kCostClasses);
    EXPECT_EQ(costs[1].readout, 0) << "channels are grouped by class";
    EXPECT_EQ(costs[1].projection, 0);
    EXPECT_EQ(costs[1].convolution, 432);
    experiment.method = "forward-forward";
    costs = layerCosts(experiment, kCostImage, kCostClasses);
    EXPECT_EQ(costs[1].convolution, 3 * 432) << "a pass per class";
}

TEST(LayerCosts, FaultsAreNamed) {
    Experiment experiment = costExperiment();
    experiment.network.layers = parseLayers("2M 4M 4M");
    EXPECT_THAT([&] { layerCosts(experiment, kCostImage, kCostClasses); },
                ThrowsMessage<BadInput>(HasSubstr("network.layers: layer 3 can't pool")));
    EXPECT_THAT(
        [&] {
            layerCosts(experiment, {0, 4, 6}, kCostClasses);
        },
        ThrowsMessage<BadInput>(HasSubstr("data: ")));
}

} // namespace
} // namespace asge
