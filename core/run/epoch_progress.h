// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <string>

namespace asge {

/// The epochs that a run has finished, with those of a branch's parent, also before the first epoch
/// of the branch itself.
int finishedEpochs(const RunSummary& run);
/// How far a run is: the epoch in progress while it trains, "epoch 4 of 6", then what it has
/// finished, "3 of 6 epochs done".
std::string progressText(const RunSummary& run);

} // namespace asge
