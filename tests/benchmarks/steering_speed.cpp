// SPDX-License-Identifier: GPL-3.0-or-later

// Measures what steering costs and saves, in one run: the time of a step with each layer frozen in
// turn, as a fraction of that with none frozen, and the copy of the state that the guard keeps, as
// a fraction of the steps between two copies.
//   steering_speed [LAYERS] [THREADS]
#include "core/base/denormals.h"
#include "core/experiment/layers.h"
#include "core/learn/train/trainer.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

namespace {

constexpr int kRounds = 9;
constexpr int kSteps = 4;
constexpr int kImages = 64;
constexpr int kSide = 28;
constexpr int kStepsBetweenCopies = 100; // as in training_guard.cpp

template <typename Work>
double milliseconds(const Work& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
}

double medianOf(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char** argv) {
    const at::NoGradGuard noGrad;
    const asge::FlushDenormals flush;
    asge::Experiment experiment;
    experiment.network.layers = asge::parseLayers(argc > 1 ? argv[1] : "32 64M 128M 256M");
    const int threads = argc > 2 ? std::atoi(argv[2]) : 2;
    asge::Trainer trainer(asge::makeNetwork(experiment, {1, kSide, kSide, 10}, at::kCPU),
                          asge::stepSettings(experiment, threads));
    const at::Tensor images = at::rand({kImages, 1, kSide, kSide});
    const asge::BatchSource source =
        asge::sourceOf({images, at::randint(10, {kImages}, at::kLong)});
    const std::size_t layers = experiment.network.layers.size();
    std::int64_t step = 0;
    const auto measure = [&](std::size_t frozen) {
        std::vector<double> rates(layers, 1e-6);
        if (frozen < layers) {
            rates[frozen] = 0;
        }
        return milliseconds([&] {
                   for (int i = 0; i < kSteps; ++i) {
                       trainer.step(source, {step++, rates});
                   }
               }) /
               kSteps;
    };
    measure(layers); // chooses algorithms and touches the memory
    // The variants take turns, so that a change of the machine's speed affects all of them.
    std::vector<std::vector<double>> times(layers + 1);
    std::vector<double> copies;
    asge::Trainer::State state;
    trainer.copyStateTo(state);
    for (int round = 0; round < kRounds; ++round) {
        for (std::size_t frozen = 0; frozen <= layers; ++frozen) {
            times[frozen].push_back(measure(frozen));
        }
        copies.push_back(milliseconds([&] { trainer.copyStateTo(state); }));
    }
    const double whole = medianOf(times[layers]);
    std::printf("a step of '%s': %.1f ms\n", asge::layersText(experiment.network.layers).c_str(),
                whole);
    for (std::size_t frozen = 0; frozen < layers; ++frozen) {
        std::printf("layer %zu frozen: %.2f times that\n", frozen + 1,
                    medianOf(times[frozen]) / whole);
    }
    std::printf("a copy of the state every %d steps: %.2f %% of their time\n", kStepsBetweenCopies,
                100 * medianOf(copies) / (kStepsBetweenCopies * whole));
    return 0;
}
