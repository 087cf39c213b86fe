// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/control.h"
#include "core/control/evaluation.h"
#include "core/control/inspector.h"
#include "core/control/measurements.h"
#include "core/control/session.h"
#include "core/experiment/experiment.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// The interface to everything that needs LibTorch. The implementation is in a separate library,
/// which programs load when they first compute; starting a program and listing or showing runs does
/// not need it. The engine keeps the last data set in memory. It may be used by any thread. `watch`
/// receives the progress of reading data, and may stop it (Interrupted).
class Engine {
  public:
    virtual ~Engine() = default;

    /// See trainInStore.
    virtual SessionResult train(const Experiment& experiment, const RunLabel& label,
                                RunWriter& store, TrainingControl& control,
                                SessionListener& listener,
                                const std::optional<CheckpointOf>& from = {}) const = 0;
    /// See resumeInStore.
    virtual SessionResult resume(RunId run, RunWriter& store, TrainingControl& control,
                                 SessionListener& listener,
                                 const std::string& otherDevice = {}) const = 0;
    /// See findObstacles.
    virtual std::vector<std::string> obstacles(const std::vector<Experiment>& experiments,
                                               LoadWatch& watch) const = 0;
    /// See evaluateRun.
    virtual RunEvaluation evaluate(const RunReader& store, RunId run, LoadWatch& watch) const = 0;
    /// See inspectRun.
    virtual std::unique_ptr<Inspector> inspect(const RunReader& store, RunId run,
                                               std::optional<int> epoch,
                                               LoadWatch& watch) const = 0;
    /// See estimateMemory.
    virtual MemoryEstimate estimate(const Experiment& experiment, LoadWatch& watch) const = 0;
    /// See runBenchmark.
    virtual BenchmarkResult benchmark(const Experiment& experiment, int steps,
                                      LoadWatch& watch) const = 0;
};

/// Returns the engine. The first call loads the library and LibTorch, which takes between a third
/// of a second and several seconds. Throws Error "LibTorch can't be loaded: …"; the next call tries
/// again.
const Engine& loadEngine();

/// Sets up threads; to be called first in main, before OpenMP is loaded. Restores the process'
/// affinity mask (core/base/affinity.h) if OpenMP was loaded nevertheless, sets OMP_NUM_THREADS to
/// the number of usable processors (core/base/cores.h) unless it is set, and lets LibTorch's
/// waiting threads sleep instead of spin, unless the environment says otherwise. This must be the
/// first step, because the environment must not change once other threads may read it, and libgomp
/// reads it when it is loaded. Spinning matters only for compute.path "plain": the threads of the
/// fast path never spin. In the window, Qt loads libgomp before main, so its threads spin as
/// libgomp decides.
void prepareThreads();

} // namespace asge
