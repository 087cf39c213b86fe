// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/live_runs.h"

#include "core/store/run_status.h"

namespace asge {

void LiveRuns::changed(RunId id, RunStatus status, const std::string& reason, bool written) {
    if (written && !isLive(status)) {
        runs_.erase(id);
    } else if (written) {
        runs_[id] = {status, {}};
    } else if (const auto found = runs_.find(id); found != runs_.end() && !isLive(status)) {
        // The run has ended even if that could not be written; the heartbeat tries again.
        found->second = {status, reason};
    }
}

void LiveRuns::refresh(SQLite::Database& database) {
    gone_.clear();
    for (const auto& [id, run] : runs_) {
        if (!updateHeartbeat(database, id, isLive(run.status) ? run.status : RunStatus::running,
                             self_)) {
            gone_.push_back(id);
        } else if (!isLive(run.status)) {
            changeStatus(database, id, run.status, run.reason, self_);
            gone_.push_back(id);
        }
    }
}

void LiveRuns::settle(bool written) {
    if (written) {
        for (const RunId id : gone_) {
            runs_.erase(id);
        }
    }
}

} // namespace asge
