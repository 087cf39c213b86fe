// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/layers.h"
#include "core/experiment/settings.h"
#include "core/learn/train/optimizer.h"

#include <gtest/gtest.h>
#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

namespace asge {
namespace {

constexpr double kRate = 0.01;
constexpr double kDecay = 0.1;
constexpr double kMomentum = 0.7;

/// A network whose flat parameters are tested.
Network twoLayers() {
    Experiment experiment;
    experiment.network.layers = parseLayers("3 5");
    return makeNetwork(experiment, {2, 6, 6, 3}, at::kCPU);
}

class Optimizers : public testing::TestWithParam<OptimizerKind> {
  protected:
    Experiment::Optimizer settings() const {
        Experiment::Optimizer settings;
        settings.name = GetParam();
        settings.weightDecay = kDecay;
        settings.momentum = kMomentum;
        return settings;
    }

    std::unique_ptr<torch::optim::Optimizer> libTorchs(const at::Tensor& parameters) const {
        if (GetParam() == OptimizerKind::sgd) {
            return std::make_unique<torch::optim::SGD>(
                std::vector{parameters},
                torch::optim::SGDOptions(kRate).momentum(kMomentum).weight_decay(kDecay));
        }
        return std::make_unique<torch::optim::AdamW>(
            std::vector{parameters}, torch::optim::AdamWOptions(kRate).weight_decay(kDecay));
    }

    /// Compares twenty updates of LibTorch's optimizer with calls of step(parameters, gradient,
    /// steps) on equal gradients.
    template <typename Step>
    void expectLibTorchs(const Step& step) const {
        at::manual_seed(3);
        Network network = twoLayers();
        Parameters own(network);
        const at::Tensor theirs = own.values.clone();
        theirs.mutable_grad() = at::zeros_like(theirs);
        const auto reference = libTorchs(theirs);
        for (int i = 1; i <= 20; ++i) {
            const at::Tensor gradient = at::randn_like(theirs);
            theirs.mutable_grad().copy_(gradient);
            reference->step();
            step(own, gradient, i);
        }
        EXPECT_TRUE(own.values.allclose(theirs, 1e-5, 1e-6));
    }
};

INSTANTIATE_TEST_SUITE_P(Kinds, Optimizers,
                         testing::Values(OptimizerKind::adamw, OptimizerKind::sgd),
                         [](const auto& info) {
                             return info.param == OptimizerKind::sgd ? "Sgd" : "AdamW";
                         });

TEST_P(Optimizers, EqualLibTorchs) {
    expectLibTorchs([&](Parameters& parameters, const at::Tensor& gradient, int steps) {
        const at::Tensor rates = ratesTensor(settings(), steps, kRate);
        for (std::size_t layer = 0; layer < parameters.layers.size(); ++layer) {
            updateLayer(settings(), parameters, layer, parameters.partOf(gradient, layer), rates);
        }
    });
}

TEST_P(Optimizers, OfEachInstructionSetEqualLibTorchs) {
    for (const kernels::Kernels* set : kernels::availableKernels()) {
        SCOPED_TRACE(set->name);
        expectLibTorchs([&](Parameters& parameters, const at::Tensor& gradient, int steps) {
            // The gradients of two lanes, whose sum is the gradient.
            const at::Tensor part = gradient * 0.25;
            const at::Tensor rest = gradient * 0.75;
            const float* parts[] = {part.data_ptr<float>(), rest.data_ptr<float>()};
            auto* values = parameters.values.data_ptr<float>();
            auto* mean = parameters.mean.data_ptr<float>();
            if (GetParam() == OptimizerKind::sgd) {
                set->forFloat.sgd(sgdRates(settings(), kRate), parts, 2, parameters.count(), values,
                                  mean, nullptr);
            } else {
                set->forFloat.adamW(adamWRates(steps, kRate, kDecay), parts, 2, parameters.count(),
                                    values, mean, parameters.square.data_ptr<float>(), nullptr);
            }
        });
    }
}

TEST(Parameters, AreSharedWithTheLayersAndConvertToViewsAndBack) {
    Network network = twoLayers();
    const Network before = twoLayers();
    Parameters parameters(network);
    EXPECT_TRUE(network.layers[1].weight.equal(before.layers[1].weight));
    EXPECT_TRUE(network.layers[1].weight.is_contiguous(at::MemoryFormat::ChannelsLast));
    std::vector<at::Tensor> parts;
    for (const Layer& layer : before.layers) {
        parts.push_back(Parameters::flatten({layer.weight, layer.bias, {}, {}}));
    }
    EXPECT_TRUE(at::cat(parts).equal(parameters.values));
    parameters.values.fill_(7);
    EXPECT_EQ(network.layers[0].bias[1].item<float>(), 7.0F);
    EXPECT_EQ(network.layers[1].weight.min().item<float>(), 7.0F);
}

TEST(Parameters, HoldTrainedProjections) {
    Experiment experiment;
    experiment.network.layers = parseLayers("3 5");
    experiment.projection.training = ProjectionTraining::trained;
    Network network = makeNetwork(experiment, {2, 6, 6, 4}, at::kCPU);
    const std::int64_t trained = network.parameters();
    const Parameters parameters(network);
    EXPECT_EQ(parameters.count(), trained);
    EXPECT_EQ(trained, 3 * 2 * 9 + 3 + 4 * 3 + 4 + 5 * 3 * 9 + 5 + 4 * 5 + 4);
    parameters.values.fill_(7);
    EXPECT_EQ(network.layers[1].projection.min().item<float>(), 7.0F);
    EXPECT_EQ(network.layers[0].projectionBias[3].item<float>(), 7.0F);
}

} // namespace
} // namespace asge
