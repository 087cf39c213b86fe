// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/evaluation.h"
#include "core/data/load_watch.h"
#include "core/store/run_reader.h"

namespace asge {

/// Throws BadInput where there is no such run or its data can't be had, StoreError where it has no
/// checkpoint yet, Error where the checkpoint can't be read.
RunEvaluation evaluateRun(const RunReader& store, RunId run, LoadWatch& watch);

} // namespace asge
