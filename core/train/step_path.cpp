#include "core/train/step_path.h"

#include "core/random.h"

namespace asge {

namespace {

constexpr std::uint64_t kDropoutStream = 0x64726f706f7574; // "dropout"

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

std::unique_ptr<StepPath> makeStepPath(Network& network, Parameters& parameters,
                                       const StepSettings& settings) {
    const bool fast = settings.compute.path == ComputePath::fast;
    const bool inLanes =
        fast && parameters.values.is_cpu() && settings.method->runsInLanes(network);
    return inLanes ? makeLanePath(network, parameters, settings)
                   : makePlainPath(network, parameters, settings, fast);
}

} // namespace asge
