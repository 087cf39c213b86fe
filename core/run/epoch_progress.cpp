// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/epoch_progress.h"

#include "core/base/counted.h"

#include <algorithm>

namespace asge {

int finishedEpochs(const RunSummary& run) {
    return std::max(run.epochsDone, run.lineage ? run.lineage->epoch : 0);
}

std::string progressText(const RunSummary& run) {
    const int finished = finishedEpochs(run);
    return isLive(run.status)
               ? "epoch " + std::to_string(std::min(finished + 1, run.epochs)) + " of " +
                     std::to_string(run.epochs)
               : std::to_string(finished) + " of " + counted(run.epochs, "epoch") + " done";
}

} // namespace asge
