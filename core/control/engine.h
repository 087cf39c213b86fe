#pragma once

#include "core/control/control.h"
#include "core/control/evaluation.h"
#include "core/control/measurements.h"
#include "core/control/session.h"
#include "core/experiment/experiment.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"

#include <optional>
#include <string>
#include <vector>

namespace asge {

/// All that needs LibTorch, behind one plain interface. It lies in a library of its own, which
/// programs load when they first compute: starting, listing runs and showing them does without.
/// It keeps the data set that was read last; any thread may use it. Reading data is watched by
/// `watch`, which may stop it (Interrupted).
class Engine {
  public:
    virtual ~Engine() = default;

    /// As trainInStore.
    virtual SessionResult train(const Experiment& experiment, const RunLabel& label,
                                RunWriter& store, TrainingControl& control,
                                SessionListener& listener,
                                const std::optional<CheckpointOf>& from = {}) const = 0;
    /// As resumeInStore.
    virtual SessionResult resume(RunId run, RunWriter& store, TrainingControl& control,
                                 SessionListener& listener,
                                 const std::string& otherDevice = {}) const = 0;
    /// As findObstacles.
    virtual std::vector<std::string> obstacles(const std::vector<Experiment>& experiments,
                                               LoadWatch& watch) const = 0;
    /// As evaluateRun.
    virtual RunEvaluation evaluate(const RunReader& store, RunId run, LoadWatch& watch) const = 0;
    /// As estimateMemory.
    virtual MemoryEstimate estimate(const Experiment& experiment, LoadWatch& watch) const = 0;
    /// As runBenchmark.
    virtual BenchmarkResult benchmark(const Experiment& experiment, int steps,
                                      LoadWatch& watch) const = 0;
};

/// The engine; the first call loads the library and LibTorch, which takes from a third of a second
/// to several. Throws Error "LibTorch can't be loaded: …"; the next call then tries again.
const Engine& loadEngine();

/// For the beginning of main, before OpenMP is loaded. Gives the process' affinity mask
/// (core/base/affinity.h) back to the thread if OpenMP has been loaded all the same, tells
/// OpenMP how many processors there are (core/base/cores.h) unless OMP_NUM_THREADS is set, and
/// lets threads that wait for LibTorch's others sleep instead of spin, unless the environment says
/// how long to spin: the environment must not be changed once there are threads that read it, and
/// libgomp reads it as it is loaded. Spinning matters to compute.path "plain" alone: the fast
/// path's threads never spin. The window loads libgomp by Qt before main, so that there its threads
/// spin as it sees fit.
void prepareThreads();

} // namespace asge
