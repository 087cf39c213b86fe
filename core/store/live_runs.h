// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/process_identity.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <string>
#include <vector>

namespace asge {

/// The runs that this process trains, with the status that it last set. Used only on the writer's
/// thread.
class LiveRuns {
  public:
    explicit LiveRuns(const ProcessIdentity& self) : self_(self) {}

    void changed(RunId id, RunStatus status, const std::string& reason, bool written);
    void removed(RunId id) { runs_.erase(id); }
    bool isEmpty() const { return runs_.empty(); }
    /// Updates the heartbeats of the runs, and writes the ends that could not be written.
    void refresh(SQLite::Database& database);
    /// Called with whether the last refresh was committed.
    void settle(bool written);

  private:
    struct State {
        RunStatus status = RunStatus::running;
        std::string reason;
    };

    const ProcessIdentity& self_;
    std::map<RunId, State> runs_;
    std::vector<RunId> gone_; ///< runs that the last heartbeat ended or found ended
};

} // namespace asge
