// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/measurements.h"
#include "core/data/load_watch.h"
#include "core/experiment/experiment.h"

namespace asge {

/// Reads the data and makes no network. Throws as trainInStore does, but not for lack of memory.
MemoryEstimate estimateMemory(const Experiment& experiment, LoadWatch& watch);

/// Trains `steps` steps, after some that are not counted, with live probes and a scratch store as
/// in a window, and stops. The ends of epochs don't count. Throws as trainInStore does.
BenchmarkResult runBenchmark(const Experiment& experiment, int steps, LoadWatch& watch);

} // namespace asge
