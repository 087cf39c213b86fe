// SPDX-License-Identifier: GPL-3.0-or-later

// Measures the cost of denormal numbers: steps of a network with denormal weights, and AdamW
// updates of denormal weights and means, with and without FlushDenormals, in one run. The cost
// depends on the processor.
//   denormal_speed [LAYERS]
#include "core/base/denormals.h"
#include "core/experiment/layers.h"
#include "core/learn/train/optimizer.h"
#include "core/learn/train/trainer.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <chrono>
#include <cstdio>
#include <utility>
#include <vector>

namespace {

constexpr int kSteps = 5;
constexpr int kImages = 64;
constexpr int kSide = 28;
/// A factor that makes numbers of about 1 denormal; the smallest normal number is 1.2e-38.
constexpr float kTiny = 1e-39F;

/// Milliseconds per step.
double measure(const asge::Experiment& experiment, float scale) {
    const asge::ImageShape shape{1, kSide, kSide, 10};
    asge::Network network = asge::makeNetwork(experiment, shape, at::kCPU);
    for (asge::Layer& layer : network.layers) {
        layer.weight.mul_(scale);
    }
    asge::Trainer trainer(std::move(network), asge::stepSettings(experiment, 1));
    const at::Tensor images = at::rand({kImages, 1, kSide, kSide});
    const at::Tensor labels = at::zeros({kImages}, at::kLong);
    const asge::BatchSource source = asge::sourceOf({images, labels});
    const std::vector<double> rates(experiment.network.layers.size(), 1e-45);
    const auto step = [&](std::int64_t number) { trainer.step(source, {number, rates}); };
    step(0); // chooses algorithms and touches the memory
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 1; i <= kSteps; ++i) {
        step(i);
    }
    const std::chrono::duration<double, std::milli> passed =
        std::chrono::steady_clock::now() - begin;
    return passed.count() / kSteps;
}

/// The same for AdamW's updates alone, with weights and means of past gradients multiplied by
/// `scale`.
double measureUpdates(const asge::Experiment& experiment, float scale) {
    asge::Network network = asge::makeNetwork(experiment, {1, kSide, kSide, 10}, at::kCPU);
    asge::Parameters parameters(network);
    parameters.values.mul_(scale);
    parameters.mean.fill_(scale);
    parameters.square.fill_(scale);
    const at::Tensor rates = asge::ratesTensor(experiment.optimizer, 1, 1e-3);
    const std::size_t last = network.layers.size() - 1;
    const at::Tensor gradient = at::zeros_like(parameters.partOf(parameters.values, last));
    constexpr int kUpdates = 100;
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kUpdates; ++i) {
        asge::updateLayer(experiment.optimizer, parameters, last, gradient, rates);
    }
    const std::chrono::duration<double, std::milli> passed =
        std::chrono::steady_clock::now() - begin;
    return passed.count() / kUpdates;
}

void compare(const char* what, const asge::Experiment& experiment,
             double (*measured)(const asge::Experiment&, float)) {
    const double usual = measured(experiment, 1);
    const double denormal = measured(experiment, kTiny);
    const asge::FlushDenormals flush;
    const double flushed = measured(experiment, kTiny);
    std::printf("%s: %.2f ms with usual weights, %.2f ms with denormal ones, %.2f ms with these "
                "flushed to zero\n",
                what, usual, denormal, flushed);
}

} // namespace

int main(int argc, char** argv) {
    const at::NoGradGuard noGrad;
    asge::Experiment experiment;
    experiment.network.layers = asge::parseLayers(argc > 1 ? argv[1] : "32 64M 128M");
    experiment.network.normalization = asge::Normalization::none;
    experiment.compute.path = asge::ComputePath::plain;
    at::set_num_threads(1);
    compare("a step", experiment, measure);
    compare("an update", experiment, measureUpdates);
    return 0;
}
