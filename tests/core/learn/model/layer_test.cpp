// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/layers.h"
#include "core/learn/model/goodness.h"
#include "core/learn/model/layer.h"
#include "core/learn/model/network.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <array>

namespace asge {
namespace {

Experiment experimentWith(const std::string& layers, double alpha = 1.0) {
    Experiment experiment;
    experiment.network.layers = parseLayers(layers);
    experiment.network.alpha = alpha;
    return experiment;
}

double relativeError(const at::Tensor& value, const at::Tensor& expected) {
    return ((value - expected).abs().max() / expected.abs().max()).item<double>();
}

TEST(Patches, OfVgg8AreThePublishedOnes) {
    const auto infos = layerShapes(experimentWith("128 256M 256 512M 512M 512M"), {3, 32, 32, 10});
    std::vector<int> patches;
    for (const LayerInfo& info : infos) {
        patches.push_back(info.patches);
    }
    EXPECT_EQ(patches, (std::vector<int>{4, 2, 2, 1, 1, 1}));
}

TEST(PatchGoodness, IsTheMeanOfSquaresOverEachPatch) {
    const at::Tensor y = at::arange(16, at::kFloat).view({1, 1, 4, 4});
    const at::Tensor g = patchGoodness(y, 2, Goodness::mean);
    // Upper left patch: 0, 1, 4, 5.
    EXPECT_FLOAT_EQ(g[0][0][0][0].item<float>(), (0 + 1 + 16 + 25) / 4.0F);
    // Lower right: 10, 11, 14, 15.
    EXPECT_FLOAT_EQ(g[0][0][1][1].item<float>(), (100 + 121 + 196 + 225) / 4.0F);
}

TEST(PatchGoodness, AsSumCountsSharedPixelsInBothPatches) {
    // Side 3 in 2 patches: pixels 0…1 and 1…2, the middle one is shared.
    const at::Tensor y = at::ones({1, 1, 3, 3});
    const at::Tensor g = patchGoodness(y, 2, Goodness::sum);
    EXPECT_TRUE(g.allclose(at::full({1, 1, 2, 2}, 4.0F)));
}

TEST(PatchGoodness, SurvivesRmsPoolingWithAlignedWindows) {
    const at::Tensor y = at::rand({3, 5, 8, 8});
    const at::Tensor pooled = at::avg_pool2d(y.square(), 2).sqrt();
    EXPECT_LT(relativeError(patchGoodness(pooled, 4, Goodness::mean),
                            patchGoodness(y, 4, Goodness::mean)),
              1e-6);
}

/// The closed form, compared with automatic differentiation within the layer.
struct ClosedFormCase {
    int channels, height, width, patches;
    Goodness goodness;
    double smoothing = 0;
};

class ClosedForm : public testing::TestWithParam<ClosedFormCase> {};

TEST_P(ClosedForm, EqualsAutograd) {
    const ClosedFormCase& c = GetParam();
    at::manual_seed(5);
    Experiment experiment;
    experiment.network.goodness = c.goodness;
    experiment.projection.training = ProjectionTraining::trained;
    Layer layer = makeLayer({c.channels, true}, 3, c.patches, 10, experiment, 11);
    layer.bias.normal_(0, 0.2);
    const at::Tensor x = at::randn({6, 3, c.height, c.width});
    const at::Tensor labels = at::randint(10, {6}, at::kLong);

    const at::Tensor y = layer.activations(x);
    const at::Tensor maps = layer.patchMaps(y);
    const at::Tensor da = crossEntropyGradient(layer.logits(maps), labels, c.smoothing);
    const LayerTensors closed = layer.gradient(x, layer.outputGradient(y, da), maps, da);

    // Written out again from the definition, so that no code is shared with the closed form.
    const at::Tensor weight = layer.weight.clone().set_requires_grad(true);
    const at::Tensor bias = layer.bias.clone().set_requires_grad(true);
    const at::Tensor activations = at::conv2d(x, weight, bias, 1, 1).relu();
    std::vector<at::Tensor> patches;
    for (int i = 0; i < c.patches; ++i) {
        for (int j = 0; j < c.patches; ++j) {
            const auto end = [&](int k, int side) {
                return ((k + 1) * side + c.patches - 1) / c.patches;
            };
            const at::Tensor patch =
                activations.slice(2, i * c.height / c.patches, end(i, c.height))
                    .slice(3, j * c.width / c.patches, end(j, c.width))
                    .square();
            const std::array<std::int64_t, 2> sides{2, 3};
            patches.push_back(c.goodness == Goodness::mean ? patch.mean(sides) : patch.sum(sides));
        }
    }
    const at::Tensor features = at::stack(patches, 2).flatten(1);
    const at::Tensor projection = layer.projection.clone().set_requires_grad(true);
    const at::Tensor projectionBias = layer.projectionBias.clone().set_requires_grad(true);
    const at::Tensor logits = features.mm(projection.t()) + projectionBias;
    const at::Tensor targets =
        at::zeros({6, 10}).scatter_(1, labels.unsqueeze(1), 1 - c.smoothing).add_(c.smoothing / 10);
    (-(targets * logits.log_softmax(1)).sum() / 6).backward();

    EXPECT_LT(relativeError(closed.weight, weight.grad()), 1e-5);
    EXPECT_LT(relativeError(closed.bias, bias.grad()), 1e-5);
    EXPECT_LT(relativeError(closed.projection, projection.grad()), 1e-5);
    EXPECT_LT(relativeError(closed.projectionBias, projectionBias.grad()), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Shapes, ClosedForm,
                         testing::Values(ClosedFormCase{8, 8, 8, 4, Goodness::mean},
                                         ClosedFormCase{8, 8, 8, 1, Goodness::mean},
                                         ClosedFormCase{5, 7, 7, 3, Goodness::mean},
                                         ClosedFormCase{4, 9, 6, 4, Goodness::mean},
                                         ClosedFormCase{8, 8, 8, 4, Goodness::sum},
                                         ClosedFormCase{5, 7, 9, 2, Goodness::sum},
                                         ClosedFormCase{8, 8, 8, 4, Goodness::mean, 0.2}));

TEST(NextInput, IsNormalisedOverTheWholeImage) {
    const Layer layer = makeLayer({6, true}, 1, 2, 10, {}, 3);
    const at::Tensor next = layer.nextInput(layer.activations(at::randn({4, 1, 9, 9})));
    EXPECT_EQ(next.sizes(), (std::vector<std::int64_t>{4, 6, 4, 4}));
    const at::Tensor flat = next.flatten(1);
    EXPECT_LT(flat.mean(1).abs().max().item<float>(), 1e-5);
    EXPECT_LT((flat.var(1, false) - 1).abs().max().item<float>(), 1e-2);
}

/// A layer that only pools and normalises.
at::Tensor nextInputOf(const at::Tensor& y, bool pools, Pooling pooling, Normalization norm) {
    Layer layer;
    layer.pools = pools;
    layer.pooling = pooling;
    layer.normalization = norm;
    return layer.nextInput(y);
}

TEST(NextInput, PoolsByRmsMaxOrMean) {
    const at::Tensor y = at::tensor({1.0F, 2.0F, 4.0F, 5.0F}).view({1, 1, 2, 2});
    const auto pooled = [&](Pooling pooling) {
        return nextInputOf(y, true, pooling, Normalization::none).item<float>();
    };
    EXPECT_FLOAT_EQ(pooled(Pooling::rms), std::sqrt((1 + 4 + 16 + 25) / 4.0F));
    EXPECT_FLOAT_EQ(pooled(Pooling::max), 5);
    EXPECT_FLOAT_EQ(pooled(Pooling::mean), 3);
}

TEST(NextInput, NormalisesOverChannelsOrByTheRms) {
    at::manual_seed(8);
    const at::Tensor y = at::rand({3, 16, 5, 4});
    const auto with = [&](Normalization norm) { return nextInputOf(y, false, Pooling::rms, norm); };
    EXPECT_TRUE(with(Normalization::none).equal(y));
    const at::Tensor byChannel = with(Normalization::channel);
    EXPECT_LT(byChannel.mean(1).abs().max().item<float>(), 1e-5);
    EXPECT_LT((byChannel.var(1, false) - 1).abs().max().item<float>(), 1e-2);
    const at::Tensor byRms = with(Normalization::rms);
    EXPECT_LT((byRms.flatten(1).square().mean(1) - 1).abs().max().item<float>(), 1e-3);
    EXPECT_GT(byRms.min().item<float>(), -1e-6) << "only scaled";
}

TEST(Projection, OrthogonalRowsHaveTheLengthOfTheGain) {
    Experiment experiment;
    experiment.projection.distribution = ProjectionDistribution::orthogonal;
    experiment.projection.gain = 3;
    const Layer layer = makeLayer({16, false}, 1, 2, 10, experiment, 3);
    EXPECT_TRUE(layer.projection.mm(layer.projection.t()).allclose(9 * at::eye(10), 1e-4, 1e-4));
    EXPECT_TRUE(layer.projection.equal(makeLayer({16, false}, 1, 2, 10, experiment, 3).projection));
    const Layer narrow = makeLayer({4, false}, 1, 1, 10, experiment, 3);
    EXPECT_TRUE(narrow.projection.t().mm(narrow.projection).allclose(9 * at::eye(4), 1e-4, 1e-4));
}

TEST(Projection, HasTheStatedScale) {
    Experiment experiment;
    experiment.projection.gain = 3;
    const Layer uniform = makeLayer({64, false}, 1, 4, 10, experiment, 3);
    const double bound = 3 / std::sqrt(64.0 * 16);
    EXPECT_LE(uniform.projection.abs().max().item<double>(), bound);
    EXPECT_NEAR(uniform.projection.std().item<double>(), bound / std::sqrt(3.0), 0.02 * bound);
    experiment.projection.distribution = ProjectionDistribution::normal;
    const Layer normal = makeLayer({64, false}, 1, 4, 10, experiment, 3);
    EXPECT_NEAR(normal.projection.std().item<double>(), bound, 0.03 * bound);
}

TEST(MakeNetwork, DependsOnTheSeedAlone) {
    const ImageShape shape{1, 28, 28, 10};
    Experiment experiment = experimentWith("4 8M 16");
    const Network first = makeNetwork(experiment, shape, at::kCPU);
    at::manual_seed(99); // the global generator has no influence
    const Network again = makeNetwork(experiment, shape, at::kCPU);
    experiment.train.seed = 2;
    const Network other = makeNetwork(experiment, shape, at::kCPU);
    for (std::size_t i = 0; i < first.layers.size(); ++i) {
        EXPECT_TRUE(first.layers[i].weight.equal(again.layers[i].weight));
        EXPECT_TRUE(first.layers[i].projection.equal(again.layers[i].projection));
        EXPECT_FALSE(first.layers[i].weight.equal(other.layers[i].weight));
    }
}

TEST(MakeNetwork, ChangingALayerDoesNotChangeTheDrawsOfShallowerOnes) {
    const ImageShape shape{1, 28, 28, 10};
    const Network three = makeNetwork(experimentWith("4 8M 16"), shape, at::kCPU);
    const Network two = makeNetwork(experimentWith("4 8M"), shape, at::kCPU);
    EXPECT_TRUE(three.layers[0].weight.equal(two.layers[0].weight));
    EXPECT_TRUE(three.layers[1].weight.equal(two.layers[1].weight));
}

TEST(LayerShapes, RefusesToPoolAnImageThatIsTooSmall) {
    try {
        layerShapes(experimentWith("4M 4M 4M 4M 4M 4M"), {1, 28, 28, 10});
        FAIL() << "no error";
    } catch (const std::exception& error) {
        EXPECT_STREQ(error.what(), "network.layers: layer 5 can't pool an image of 1×1");
    }
}

} // namespace
} // namespace asge
