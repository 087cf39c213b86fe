// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/accuracy_history.h"

#include <functional>
#include <unordered_map>
#include <vector>

namespace asge {

/// The accuracies by epoch of the runs whose rows were visible. Each is asked for once, and again
/// whenever the run has another last epoch.
class RunsHistories {
  public:
    /// Whether the run's history has to be read; counts as the request for it.
    bool ask(const RunSummary& run);
    void take(AccuracyHistory history);
    /// The run's history; until a newer one has been read, that of an earlier epoch. Null if there
    /// is none, and for runs without a second epoch, which have no line.
    const AccuracyHistory* find(const RunSummary& run) const;
    /// Drops the histories of runs for which `exists` is false.
    void keepOnly(const std::function<bool(RunId)>& exists);

  private:
    struct Known {
        int asked = 0; ///< the last epoch of the run when its history was requested
        AccuracyHistory history;
    };
    std::unordered_map<RunId, Known> known_;
};

} // namespace asge
