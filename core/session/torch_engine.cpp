#include "core/session/check_experiments.h"
#include "core/session/engine.h"

namespace asge {

namespace {

class TorchEngine : public Engine {
  public:
    SessionResult train(const Experiment& experiment, const RunLabel& label, RunWriter& store,
                        TrainingControl& control, SessionListener& listener,
                        const std::optional<CheckpointOf>& from) const override {
        return trainInStore(experiment, label, store, control, listener, from);
    }
    SessionResult resume(RunId run, RunWriter& store, TrainingControl& control,
                         SessionListener& listener, const std::string& otherDevice) const override {
        return resumeInStore(run, store, control, listener, otherDevice);
    }
    std::vector<std::string> obstacles(const std::vector<Experiment>& experiments) const override {
        return findObstacles(experiments);
    }
    RunEvaluation evaluate(const RunReader& store, RunId run) const override {
        return evaluateRun(store, run);
    }
    BenchmarkResult benchmark(const Experiment& experiment, int steps) const override {
        return runBenchmark(experiment, steps);
    }
};

} // namespace

} // namespace asge

/// What loadEngine looks for.
extern "C" const asge::Engine* asgeEngine() {
    static const asge::TorchEngine engine;
    return &engine;
}
