// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/evaluation.h"
#include "core/data/load_watch.h"
#include "core/store/run_reader.h"

namespace asge {

/// Evaluates the last checkpoint of a run on the validation and test images. Throws BadInput if
/// there is no such run or its data can't be loaded or have changed, StoreError if the run has no
/// checkpoint yet, and Error if the checkpoint can't be used.
RunEvaluation evaluateRun(const RunReader& store, RunId run, LoadWatch& watch);

} // namespace asge
