#pragma once

#include "core/store/process_identity.h"
#include "core/store/records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <string>

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

    bool live() const { return status == RunStatus::running || status == RunStatus::paused; }
};

/// Throws BadInput where there is no such run.
Hold requireRun(SQLite::Database& database, RunId id);
/// Throws StoreError too where the run is another process's: one that took it over, say.
void requireOwner(SQLite::Database& database, RunId id, const ProcessIdentity& self);

/// Throws RunTaken too where a living process trains the run.
void requireEnded(SQLite::Database& database, RunId id, const ProcessIdentity& self);
/// Throws RunTaken too if the run is finished.
void requireUnfinished(SQLite::Database& database, RunId id);
/// Writes anew what the run's row says of its epochs: which is the last, their mean speed, and
/// which is the best by the scores on held-out images.
void updateProgress(SQLite::Database& database, RunId id);

/// Refuses (RunTaken) a run that another living process trains. `running` and `paused` make the run
/// `self`'s; where it had ended, what lies after its last checkpoint is dropped.
void changeStatus(SQLite::Database& database, RunId id, RunStatus status, const std::string& reason,
                  const ProcessIdentity& self);
/// Refuses (BadInput) a run that a living process trains.
void deleteRun(SQLite::Database& database, RunId id, const ProcessIdentity& self);

/// Gives `interrupted` to every running or paused run whose process is gone.
void markInterrupted(SQLite::Database& database, const ProcessIdentity& self);
/// A sign of life of a run that `self` trains. Takes back an `interrupted` that another process
/// gave it meanwhile (this one was suspended for long, say). False where the run isn't ours to
/// train any more.
bool refreshRun(SQLite::Database& database, RunId id, RunStatus status,
                const ProcessIdentity& self);

} // namespace asge
