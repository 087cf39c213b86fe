// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_histories.h"

#include <utility>

namespace asge {
namespace {

constexpr int kLeastEpochs = 2; ///< of a line

} // namespace

bool RunsHistories::ask(const RunSummary& run) {
    if (run.epochsDone < kLeastEpochs) {
        return false;
    }
    Known& known = known_[run.id];
    const bool fresh = known.asked == run.epochsDone || known.history.epochs == run.epochsDone;
    known.asked = run.epochsDone;
    return !fresh;
}

void RunsHistories::take(AccuracyHistory history) {
    // The run may be gone meanwhile.
    if (const auto known = known_.find(history.run); known != known_.end()) {
        known->second.history = std::move(history);
    }
}

const AccuracyHistory* RunsHistories::find(const RunSummary& run) const {
    const auto known = known_.find(run.id);
    return run.epochsDone >= kLeastEpochs && known != known_.end() &&
                   known->second.history.accuracies.size() >= kLeastEpochs
               ? &known->second.history
               : nullptr;
}

void RunsHistories::keepOnly(const std::function<bool(RunId)>& exists) {
    std::erase_if(known_, [&](const auto& each) { return !exists(each.first); });
}

} // namespace asge
