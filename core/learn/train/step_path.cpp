// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/step_path.h"

#include "core/base/random.h"
#include "core/learn/train/lane_path.h"
#include "core/learn/train/plain_path.h"

namespace asge {

namespace {

constexpr std::uint64_t kDropoutStream = 0x64726f706f7574; // "dropout"
constexpr std::uint64_t kDrawsStream = 0x6472617773;       // "draws"

} // namespace

StepSettings stepSettings(const Experiment& experiment, int threads) {
    return {&methodNamed(experiment.method),
            experiment.compute,
            experiment.optimizer,
            experiment.train.labelSmoothing,
            experiment.network.dropout,
            static_cast<std::uint64_t>(experiment.train.seed),
            threads};
}

Dropout dropoutOf(const StepSettings& settings, std::int64_t step) {
    return {settings.dropout,
            mixSeed(settings.seed, kDropoutStream + static_cast<std::uint64_t>(step))};
}

at::Tensor drawsOf(const StepSettings& settings, std::int64_t step, std::int64_t images) {
    const std::uint64_t stream =
        mixSeed(settings.seed, kDrawsStream + static_cast<std::uint64_t>(step));
    const at::Tensor draws = at::empty({images}, at::kLong);
    auto* draw = static_cast<std::int64_t*>(draws.data_ptr());
    for (std::int64_t image = 0; image < images; ++image) {
        draw[image] =
            static_cast<std::int64_t>(mixSeed(stream, static_cast<std::uint64_t>(image)) >> 1U);
    }
    return draws;
}

bool computesInLanes(const Method& method, ComputePath path, const Network& network) {
    return path == ComputePath::fast && network.layers.front().weight.is_cpu() &&
           method.runsInLanes(network);
}

std::unique_ptr<StepPath> makeStepPath(Network& network, Parameters& parameters,
                                       const StepSettings& settings) {
    const ComputePath path = settings.compute.path;
    return computesInLanes(*settings.method, path, network)
               ? makeLanePath(network, parameters, settings)
               : makePlainPath(network, parameters, settings, path == ComputePath::fast);
}

} // namespace asge
