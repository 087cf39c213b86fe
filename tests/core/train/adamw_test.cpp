#include "core/train/adamw.h"

#include <gtest/gtest.h>
#include <torch/optim/adamw.h>

namespace asge {
namespace {

constexpr double kRate = 0.01;
constexpr double kDecay = 0.1;

/// A network whose flat parameters are the ones under test.
Network twoLayers() {
    Experiment experiment;
    experiment.network.layers = parseLayers("3 5");
    return makeNetwork(experiment, {2, 6, 6, 3}, at::kCPU);
}

/// Twenty steps of LibTorch's AdamW, and of `step`, from equal gradients.
template <typename Step>
void expectLibTorchs(const Step& step) {
    at::manual_seed(3);
    Network network = twoLayers();
    Parameters own(network);
    const at::Tensor theirs = own.values.clone();
    theirs.mutable_grad() = at::zeros_like(theirs);
    torch::optim::AdamW reference({theirs}, torch::optim::AdamWOptions(kRate).weight_decay(kDecay));
    for (int i = 1; i <= 20; ++i) {
        const at::Tensor gradient = at::randn_like(theirs);
        theirs.mutable_grad().copy_(gradient);
        reference.step();
        step(own, gradient, adamWRates(i, kRate, kDecay));
    }
    EXPECT_TRUE(own.values.allclose(theirs, 1e-5, 1e-6));
}

TEST(AdamW, EqualsLibTorchs) {
    expectLibTorchs(
        [](Parameters& parameters, const at::Tensor& gradient, const kernels::AdamWRates& rates) {
            adamWStep(parameters, gradient, ratesTensor(rates));
        });
}

TEST(AdamW, OfEachInstructionSetEqualsLibTorchs) {
    for (const kernels::Kernels* set : kernels::availableKernels()) {
        SCOPED_TRACE(set->name);
        expectLibTorchs([&](Parameters& parameters, const at::Tensor& gradient,
                            const kernels::AdamWRates& rates) {
            // Two lanes' gradients, whose sum it is.
            const at::Tensor part = gradient * 0.25;
            const at::Tensor rest = gradient * 0.75;
            const float* parts[] = {part.data_ptr<float>(), rest.data_ptr<float>()};
            set->forFloat.adamW(
                rates, parts, 2, parameters.count(), parameters.values.data_ptr<float>(),
                parameters.mean.data_ptr<float>(), parameters.square.data_ptr<float>(), nullptr);
        });
    }
}

TEST(Parameters, AreSeenByTheLayersAndGoBackAndForth) {
    Network network = twoLayers();
    const Network before = twoLayers();
    Parameters parameters(network);
    EXPECT_TRUE(network.layers[1].weight.equal(before.layers[1].weight));
    EXPECT_TRUE(network.layers[1].weight.is_contiguous(at::MemoryFormat::ChannelsLast));
    std::vector<at::Tensor> weights;
    std::vector<at::Tensor> biases;
    for (const Layer& layer : before.layers) {
        weights.push_back(layer.weight);
        biases.push_back(layer.bias);
    }
    EXPECT_TRUE(parameters.flatten(weights, biases).equal(parameters.values));
    parameters.values.fill_(7);
    EXPECT_EQ(network.layers[0].bias[1].item<float>(), 7.0F);
    EXPECT_EQ(network.layers[1].weight.min().item<float>(), 7.0F);
}

} // namespace
} // namespace asge
