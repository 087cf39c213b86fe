#include "core/session/engine.h"

namespace asge {

namespace {

class TorchEngine : public Engine {
  public:
    SessionResult train(const Experiment& experiment, const std::string& name, RunWriter& store,
                        TrainingControl& control, SessionListener& listener) const override {
        return trainInStore(experiment, name, store, control, listener);
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
