// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/life_watch.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <string>
#include <vector>

namespace asge {

// Where a run stands, whose it is, and who may therefore do what to it. Each function is called
// inside a transaction; what it throws is BadInput or StoreError "run ID: …", or SQLite's.

/// "run 12: ", the beginning of every message about a run.
std::string runPlace(RunId id);
/// Unix seconds.
std::int64_t unixTime();
/// UTC, ISO 8601, "2026-01-31T12:00:00Z".
std::string isoTime(std::int64_t seconds);

/// What decides who may do what to a run.
struct Hold {
    RunStatus status = RunStatus::running;
    std::string owner;
    std::int64_t heartbeat = 0;

    bool live() const { return isLive(status); }
};

/// Throws BadInput where there is no such run.
Hold requireRun(SQLite::Database& database, RunId id);
/// Throws StoreError too if the run is another process's: one that took it over, say.
void requireOwner(SQLite::Database& database, RunId id, const ProcessIdentity& self);

/// Throws RunTaken too unless the run has ended, or its process is known to be gone.
void requireEnded(SQLite::Database& database, RunId id, LifeWatch& watch);
/// Throws RunTaken too if the run is finished.
void requireUnfinished(SQLite::Database& database, RunId id);
/// Updates what the run's row says of its epochs: which is the last, their mean speed, and
/// which is the best by the scores on validation images.
void updateProgress(SQLite::Database& database, RunId id);

/// What the process that trains a run says of it: throws StoreError if it is another one's. A run
/// that had ended goes on from its last checkpoint, and what lies after that is dropped.
void changeStatus(SQLite::Database& database, RunId id, RunStatus status, const std::string& reason,
                  const ProcessIdentity& self);
/// Makes a run that has ended, or whose process is known to be gone, `watch`'s own process's, and
/// `running`, to go on from its last checkpoint. Refuses any other (RunTaken).
void takeOver(SQLite::Database& database, RunId id, LifeWatch& watch);
/// Gives `interrupted` to a run that its user knows to be dead. Refuses (RunTaken) one whose
/// process is in sight and alive.
void giveUpOwner(SQLite::Database& database, RunId id, LifeWatch& watch);
/// Refuses (RunTaken) as requireEnded does.
void deleteRun(SQLite::Database& database, RunId id, LifeWatch& watch);

/// A running or paused run, and what is known of its process.
struct LiveRun {
    RunId id = 0;
    Hold hold;
    Life life = Life::alive;
    std::string reason; ///< of its interruption, if its process is gone

    bool gone() const { return life == Life::ended || life == Life::silent; }
};

/// All that the store calls running or paused.
std::vector<LiveRun> liveRuns(const SQLite::Database& database, LifeWatch& watch);

/// Gives `interrupted` to every running or paused run whose process is known to be gone.
void markInterrupted(SQLite::Database& database, LifeWatch& watch);
/// A sign of life of a run that `self` trains: a heartbeat that differs from the last one, whatever
/// the clock says. Takes back an `interrupted` that another process gave it meanwhile (this one was
/// suspended for long, say). False if the run isn't ours to train any more.
bool refreshRun(SQLite::Database& database, RunId id, RunStatus status,
                const ProcessIdentity& self);

} // namespace asge
