// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/denormals.h"
#include "core/control/engine.h"
#include "core/learn/compute/memory_reserve.h"
#include "core/learn/session/benchmark.h"
#include "core/learn/session/check_experiments.h"
#include "core/learn/session/data_set_cache.h"
#include "core/learn/session/evaluate_run.h"
#include "core/learn/session/inspect_run.h"
#include "core/learn/session/session.h"
#include "core/learn/train/device.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"

#include <c10/util/Logging.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asge {

namespace {

/// Runs a call of the engine: denormals count as zero, also on threads that LibTorch starts
/// meanwhile, and LibTorch's exceptions become Errors of one line.
template <typename Work>
auto guarded(const Work& work) {
    const FlushDenormals flush;
    decltype(work()) result;
    withPlainErrors([&] { result = work(); });
    return result;
}

/// Guards the calls of another inspector.
class GuardedInspector : public Inspector {
  public:
    explicit GuardedInspector(std::unique_ptr<Inspector> inner) : inner_(std::move(inner)) {}

    const InspectedNetwork& network() const override { return inner_->network(); }
    ReadoutsPtr readouts() const override { return inner_->readouts(); }
    ProbeSnapshot read(const ProbeImages& images) override {
        return guarded([&] { return inner_->read(images); });
    }
    std::vector<int> checkpointEpochs() override {
        return guarded([&] { return inner_->checkpointEpochs(); });
    }
    std::vector<EpochProbabilities> history(const ProbeImages& images, LoadWatch& watch) override {
        return guarded([&] { return inner_->history(images, watch); });
    }
    std::int64_t count(Split split, LoadWatch& watch) override {
        return guarded([&] { return inner_->count(split, watch); });
    }
    ProbeImages images(Split split, const std::vector<std::int64_t>& positions,
                       LoadWatch& watch) override {
        return guarded([&] { return inner_->images(split, positions, watch); });
    }
    ImageOutcomes outcomes(Split split, LoadWatch& watch) override {
        return guarded([&] { return inner_->outcomes(split, watch); });
    }
    std::vector<std::vector<Neighbour>> neighbours(const ProbeImages& image, int count,
                                                   LoadWatch& watch) override {
        return guarded([&] { return inner_->neighbours(image, count, watch); });
    }
    LinearProbes linearProbes(LoadWatch& watch) override {
        return guarded([&] { return inner_->linearProbes(watch); });
    }
    ChannelDepth channel(int layer, int channel, LoadWatch& watch) override {
        return guarded([&] { return inner_->channel(layer, channel, watch); });
    }

  private:
    const std::unique_ptr<Inspector> inner_;
};

class TorchEngine : public Engine {
  public:
    TorchEngine() {
        // LibTorch puts a backtrace into each exception, and follows a null pointer if there is no
        // memory for it. The program's messages show no backtrace.
        c10::SetStackTraceFetcher([] { return std::string(); });
        keepMemoryReserve();
    }

    SessionResult train(const Experiment& experiment, const RunLabel& label, RunWriter& store,
                        TrainingControl& control, SessionListener& listener,
                        const std::optional<CheckpointOf>& from) const override {
        return guarded([&] {
            return trainInStore(experiment, label, store, control, listener, from, &cache_);
        });
    }
    SessionResult resume(RunId run, RunWriter& store, TrainingControl& control,
                         SessionListener& listener, const std::string& otherDevice) const override {
        return guarded(
            [&] { return resumeInStore(run, store, control, listener, otherDevice, &cache_); });
    }
    std::vector<std::string> obstacles(const std::vector<Experiment>& experiments,
                                       LoadWatch& watch) const override {
        return guarded([&] { return findObstacles(experiments, watch); });
    }
    RunEvaluation evaluate(const RunReader& store, RunId run, LoadWatch& watch) const override {
        return guarded([&] { return evaluateRun(store, run, watch); });
    }
    std::unique_ptr<Inspector> inspect(const RunReader& store, RunId run, std::optional<int> epoch,
                                       LoadWatch& watch) const override {
        return guarded([&]() -> std::unique_ptr<Inspector> {
            return std::make_unique<GuardedInspector>(
                inspectRun(store, run, epoch, watch, &cache_));
        });
    }
    MemoryEstimate estimate(const Experiment& experiment, LoadWatch& watch) const override {
        return guarded([&] { return estimateMemory(experiment, watch); });
    }
    BenchmarkResult benchmark(const Experiment& experiment, int steps,
                              LoadWatch& watch) const override {
        return guarded([&] { return runBenchmark(experiment, steps, watch); });
    }

  private:
    mutable DataSetCache cache_;
};

} // namespace

} // namespace asge

/// The symbol that loadEngine looks up.
extern "C" const asge::Engine* asgeEngine() {
    // Never destroyed: threads may use the engine while the program ends, and freeing gigabytes
    // takes time.
    static const auto* const engine = new asge::TorchEngine;
    return engine;
}
