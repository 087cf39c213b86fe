// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/heartbeat_monitor.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <string>
#include <vector>

namespace asge {

// A run's status and owner, and the changes that they permit. All functions must be called inside a
// transaction. They throw BadInput or StoreError "run ID: …", and SQLite's exceptions.

/// "run 12: ", the beginning of every message about a run.
std::string runPrefix(RunId id);

/// The status and the owner of a run.
struct RunOwnership {
    RunStatus status = RunStatus::running;
    std::string owner;
    std::int64_t heartbeat = 0;

    bool live() const { return isLive(status); }
};

/// Throws BadInput if there is no such run.
RunOwnership requireRun(SQLite::Database& database, RunId id);
/// Throws StoreError if another process owns the run, for example one that has taken it over.
void requireOwner(SQLite::Database& database, RunId id, const ProcessIdentity& self);

/// Throws RunUnavailable unless the run has ended or its process is known to be gone.
void requireEnded(SQLite::Database& database, RunId id, HeartbeatMonitor& monitor);
/// Throws RunUnavailable if the run is finished.
void requireUnfinished(SQLite::Database& database, RunId id);
/// Updates the columns of the run's row that summarise its epochs: the last epoch, the mean speed,
/// and the best epoch by validation accuracy.
void updateProgress(SQLite::Database& database, RunId id);

/// Deletes the steps and epochs of a run after that step, and its checkpoints.
void dropAfter(SQLite::Database& database, RunId id, std::int64_t step,
               LaterSteps later = LaterSteps::dropped);
/// Sets the planned number of epochs.
void changeEpochs(SQLite::Database& database, RunId id, int epochs);
/// Changes the status of a run that `self` owns; throws StoreError if another process owns it. If a
/// run that had ended becomes running or paused, everything after its last checkpoint is deleted,
/// because training continues from there.
void changeStatus(SQLite::Database& database, RunId id, RunStatus status, const std::string& reason,
                  const ProcessIdentity& self);
/// Makes this process (`monitor.self()`) the owner of a run that has ended or whose process is
/// known to be gone, deletes everything after its last checkpoint and sets it to `running`. Throws
/// RunUnavailable for any other run.
void takeOver(SQLite::Database& database, RunId id, HeartbeatMonitor& monitor);
/// Sets a run to `interrupted` at the request of a user who knows that its process is gone. Throws
/// RunUnavailable if the process is found alive on this machine.
void forceInterrupted(SQLite::Database& database, RunId id, HeartbeatMonitor& monitor);
/// Throws RunUnavailable as requireEnded does.
void deleteRun(SQLite::Database& database, RunId id, HeartbeatMonitor& monitor);

/// A run that the store calls running or paused, and what is known about its process.
struct LiveRun {
    RunId id = 0;
    RunOwnership ownership;
    OwnerState ownerState = OwnerState::alive;
    std::string reason; ///< reason for `interrupted`, if the process is gone

    bool gone() const {
        return ownerState == OwnerState::ended || ownerState == OwnerState::silent;
    }
};

/// All runs that the store calls running or paused.
std::vector<LiveRun> liveRuns(const SQLite::Database& database, HeartbeatMonitor& monitor);

/// Sets every running or paused run whose process is known to be gone to `interrupted`.
void markInterrupted(SQLite::Database& database, HeartbeatMonitor& monitor);
/// Updates the heartbeat of a run that `self` trains. The new value always differs from the last
/// one, whatever the clock says. Reverts `interrupted` if another process has set it meanwhile, for
/// example while this one was suspended. Returns false if `self` no longer owns the run or it has
/// ended.
bool updateHeartbeat(SQLite::Database& database, RunId id, RunStatus status,
                     const ProcessIdentity& self);

} // namespace asge
