// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/measurements.h"
#include "core/data/load_watch.h"
#include "core/experiment/experiment.h"

namespace asge {

/// Estimates the memory that a training of the experiment needs, without making a network. Throws
/// as trainInStore does, but not for lack of memory.
MemoryEstimate estimateMemory(const Experiment& experiment, LoadWatch& watch);

/// Measures the speed of `steps` training steps after some warm-up steps. As in the window, there
/// are live probes and a store, which is temporary. Time at the ends of epochs does not count.
/// Throws as trainInStore does.
BenchmarkResult runBenchmark(const Experiment& experiment, int steps, LoadWatch& watch);

} // namespace asge
