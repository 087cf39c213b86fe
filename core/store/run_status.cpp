// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/run_status.h"

#include "core/store/commands.h"
#include "core/store/epoch_values.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/utc.h"

#include <vector>

namespace asge {

std::string runPrefix(RunId id) {
    return "run " + std::to_string(id) + ": ";
}

namespace {

std::string pidText(const std::string& owner) {
    const auto process = parseProcessIdentity(owner);
    return process ? "pid " + std::to_string(process->pid) : std::string("unknown");
}

std::string hostText(const std::string& owner) {
    const auto process = parseProcessIdentity(owner);
    return process ? oneLine(process->host) : std::string("unknown");
}

std::string interruption(const RunOwnership& run, OwnerState ownerState, std::int64_t epochs) {
    const std::string process = "the process that trained it (" + pidText(run.owner) + ")";
    const std::string when = epochs > 0 ? ", after epoch " + std::to_string(epochs)
                                        : std::string(", before its first epoch was finished");
    return ownerState == OwnerState::silent ? process + " on host " + hostText(run.owner) +
                                                  " has stopped updating its heartbeat" + when
                                            : process + " ended without closing the run" + when;
}

[[noreturn]] void refuseAlive(RunId id, const RunOwnership& run, OwnerState ownerState) {
    const std::string place = runPrefix(id);
    if (ownerState == OwnerState::unknown) {
        throw RunUnavailable(
            place + "is " + std::string(toString(run.status)) + ", perhaps by " +
            pidText(run.owner) + " on host " + hostText(run.owner) +
            ", which can't be seen from here; once its heartbeat has been watched for " +
            std::to_string(static_cast<int>(kHeartbeatTimeoutSeconds)) +
            " s without a change, it counts as interrupted");
    }
    throw RunUnavailable(place + "is " + std::string(toString(run.status)) + "; stop it first");
}

OwnerState ownerStateOf(RunId id, const RunOwnership& run, HeartbeatMonitor& monitor) {
    return monitor.observe(id, run.owner, run.heartbeat);
}

bool isGone(OwnerState ownerState) {
    return ownerState == OwnerState::ended || ownerState == OwnerState::silent;
}

void writeStatus(SQLite::Database& database, RunId id, RunStatus status,
                 const std::string& reason) {
    SQLite::Statement update(database, "UPDATE run SET status = ?, reason = ? WHERE id = ?");
    update.bind(1, std::string(toString(status)));
    update.bind(2, reason);
    update.bind(3, id);
    update.exec();
    if (!isLive(status)) {
        expireCommands(database, id, "the run is " + std::string(toString(status)));
    }
}

/// The next heartbeat, which always differs from the one before: the clock may stand still or be
/// set back.
constexpr const char* kNextHeartbeat = "CASE WHEN heartbeat >= ?1 AND heartbeat < (1 << 62)"
                                       " THEN heartbeat + 1 ELSE ?1 END";

void setOwner(SQLite::Database& database, RunId id, const ProcessIdentity& self) {
    SQLite::Statement update(database, std::string("UPDATE run SET owner = ?2, heartbeat = ") +
                                           kNextHeartbeat + " WHERE id = ?3");
    update.bind(1, unixTime());
    update.bind(2, toText(self));
    update.bind(3, id);
    update.exec();
}

/// Training continues from the checkpoint and repeats what came after it.
void dropAfterCheckpoint(SQLite::Database& database, RunId id) {
    SQLite::Statement select(database,
                             "SELECT coalesce(max(step), 0) FROM checkpoint WHERE run = ?");
    select.bind(1, id);
    select.executeStep();
    dropAfter(database, id, select.getColumn(0).getInt64());
}

} // namespace

void dropAfter(SQLite::Database& database, RunId id, std::int64_t step, LaterSteps later) {
    for (const std::string_view table : {"step", "epoch", "checkpoint"}) {
        if (table == "step" && later == LaterSteps::kept) {
            continue;
        }
        SQLite::Statement remove(database, std::string("DELETE FROM ") + std::string(table) +
                                               " WHERE run = ? AND step > ?");
        remove.bind(1, id);
        remove.bind(2, step);
        remove.exec();
    }
    updateProgress(database, id);
}

void changeEpochs(SQLite::Database& database, RunId id, int epochs) {
    SQLite::Statement update(database, "UPDATE run SET epochs = ? WHERE id = ?");
    update.bind(1, epochs);
    update.bind(2, id);
    update.exec();
}

RunOwnership requireRun(SQLite::Database& database, RunId id) {
    SQLite::Statement select(database, "SELECT status, owner, heartbeat FROM run WHERE id = ?");
    select.bind(1, id);
    if (!select.executeStep()) {
        throw BadInput(runPrefix(id) + "no such run");
    }
    return {runStatusFromString(select.getColumn(0).getString()), select.getColumn(1).getString(),
            select.getColumn(2).getInt64()};
}

void requireOwner(SQLite::Database& database, RunId id, const ProcessIdentity& self) {
    const RunOwnership run = requireRun(database, id);
    if (run.owner != toText(self)) {
        throw StoreError(runPrefix(id) + "is owned by another process (" + pidText(run.owner) +
                         ")");
    }
}

void changeStatus(SQLite::Database& database, RunId id, RunStatus status, const std::string& reason,
                  const ProcessIdentity& self) {
    requireOwner(database, id, self);
    const bool trains = isLive(status);
    if (trains && !requireRun(database, id).live()) {
        dropAfterCheckpoint(database, id);
    }
    setOwner(database, id, self); // its heartbeat is the time of the end, too
    writeStatus(database, id, status, reason);
}

void takeOver(SQLite::Database& database, RunId id, HeartbeatMonitor& monitor) {
    requireEnded(database, id, monitor);
    requireUnfinished(database, id);
    dropAfterCheckpoint(database, id);
    expireCommands(database, id, "the process that trained the run has ended");
    setOwner(database, id, monitor.self());
    writeStatus(database, id, RunStatus::running, {});
}

void forceInterrupted(SQLite::Database& database, RunId id, HeartbeatMonitor& monitor) {
    const RunOwnership run = requireRun(database, id);
    if (!run.live()) {
        return;
    }
    if (livenessOf(run.owner, monitor.self()) == Liveness::alive) {
        throw RunUnavailable(runPrefix(id) + "is being trained by " + pidText(run.owner) +
                             " on this computer; stop that first");
    }
    writeStatus(database, id, RunStatus::interrupted,
                "the user took it over from the process that trained it (" + pidText(run.owner) +
                    ") on host " + hostText(run.owner));
}

void requireEnded(SQLite::Database& database, RunId id, HeartbeatMonitor& monitor) {
    const RunOwnership run = requireRun(database, id);
    if (!run.live()) {
        return;
    }
    if (const OwnerState ownerState = ownerStateOf(id, run, monitor); !isGone(ownerState)) {
        refuseAlive(id, run, ownerState);
    }
}

void requireUnfinished(SQLite::Database& database, RunId id) {
    if (requireRun(database, id).status == RunStatus::finished) {
        throw RunUnavailable(runPrefix(id) + "is finished");
    }
}

void updateProgress(SQLite::Database& database, RunId id) {
    SQLite::Statement update(
        database, "UPDATE run SET last_epoch ="
                  " (SELECT coalesce(max(epoch), 0) FROM epoch WHERE run = ?1),"
                  " images_per_second = (SELECT avg(v.value) FROM epoch e CROSS JOIN epoch_value v"
                  " ON v.run = e.run AND v.epoch = e.epoch AND v.split = 0 AND v.part = 1"
                  " AND v.metric = (SELECT id FROM metric WHERE key = 'images_per_second')"
                  " WHERE e.run = ?1), best_epoch = ?2 WHERE id = ?1");
    update.bind(1, id);
    update.bind(2, bestEpochOf(database, id));
    update.exec();
}

void deleteRun(SQLite::Database& database, RunId id, HeartbeatMonitor& monitor) {
    requireEnded(database, id, monitor);
    SQLite::Statement remove(database, "DELETE FROM run WHERE id = ?");
    remove.bind(1, id);
    remove.exec();
}

std::vector<LiveRun> liveRuns(const SQLite::Database& database, HeartbeatMonitor& monitor) {
    std::vector<LiveRun> runs;
    SQLite::Statement select(database,
                             "SELECT id, status, owner, heartbeat,"
                             " (SELECT coalesce(max(epoch), 0) FROM epoch WHERE epoch.run = run.id)"
                             " FROM run WHERE status IN ('running', 'paused')");
    while (select.executeStep()) {
        LiveRun& run = runs.emplace_back();
        run.id = select.getColumn(0).getInt64();
        run.ownership = {runStatusFromString(select.getColumn(1).getString()),
                         select.getColumn(2).getString(), select.getColumn(3).getInt64()};
        run.ownerState = ownerStateOf(run.id, run.ownership, monitor);
        if (run.gone()) {
            run.reason =
                interruption(run.ownership, run.ownerState, select.getColumn(4).getInt64());
        }
    }
    return runs;
}

void markInterrupted(SQLite::Database& database, HeartbeatMonitor& monitor) {
    for (const LiveRun& run : liveRuns(database, monitor)) {
        if (run.gone()) {
            writeStatus(database, run.id, RunStatus::interrupted, run.reason);
        }
    }
}

bool updateHeartbeat(SQLite::Database& database, RunId id, RunStatus status,
                     const ProcessIdentity& self) {
    SQLite::Statement update(
        database, std::string("UPDATE run SET heartbeat = ") + kNextHeartbeat +
                      ", reason = CASE status WHEN 'interrupted' THEN '' ELSE reason END,"
                      " status = CASE status WHEN 'interrupted' THEN ?2 ELSE status END"
                      " WHERE id = ?3 AND owner = ?4"
                      " AND status IN ('running', 'paused', 'interrupted')");
    update.bind(1, unixTime());
    update.bind(2, std::string(toString(status)));
    update.bind(3, id);
    update.bind(4, toText(self));
    return update.exec() > 0;
}

} // namespace asge
