#include "core/store/run_status.h"

#include "core/error.h"

#include <ctime>
#include <vector>

namespace asge {

std::string runPlace(RunId id) {
    return "run " + std::to_string(id) + ": ";
}

std::int64_t unixTime() {
    return static_cast<std::int64_t>(std::time(nullptr));
}

std::string isoTime(std::int64_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm utc{};
    gmtime_r(&time, &utc);
    std::string text(sizeof "-2147483648-01-31T12:00:00Z", '\0');
    text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc));
    return text;
}

namespace {

std::string pidText(const std::string& owner) {
    const auto process = parseProcessIdentity(owner);
    return process ? "pid " + std::to_string(process->pid) : std::string("unknown");
}

std::string interruption(const Hold& run, Liveness liveness, std::int64_t epochs) {
    const std::string process = "the process that trained it (" + pidText(run.owner) + ")";
    const std::string when = epochs > 0 ? ", after epoch " + std::to_string(epochs)
                                        : std::string(", before its first epoch was finished");
    switch (liveness) {
    case Liveness::restarted:
        return process + " ended with a restart of its computer" + when;
    case Liveness::silent:
        return process + " has given no sign of life since " + isoTime(run.heartbeat) + when;
    default:
        return process + " ended without closing the run" + when;
    }
}

void writeStatus(SQLite::Database& database, RunId id, RunStatus status,
                 const std::string& reason) {
    SQLite::Statement update(database, "UPDATE run SET status = ?, reason = ? WHERE id = ?");
    update.bind(1, std::string(toString(status)));
    update.bind(2, reason);
    update.bind(3, id);
    update.exec();
}

void takeOver(SQLite::Database& database, RunId id, const ProcessIdentity& self) {
    SQLite::Statement update(database, "UPDATE run SET owner = ?, heartbeat = ? WHERE id = ?");
    update.bind(1, toText(self));
    update.bind(2, unixTime());
    update.bind(3, id);
    update.exec();
}

/// Training goes on from the checkpoint and makes again what came after it.
void dropAfterCheckpoint(SQLite::Database& database, RunId id) {
    for (const char* table : {"step", "epoch"}) {
        SQLite::Statement remove(
            database, std::string("DELETE FROM ") + table +
                          " WHERE run = ?1 AND step > "
                          "coalesce((SELECT max(step) FROM checkpoint WHERE run = ?1), 0)");
        remove.bind(1, id);
        remove.exec();
    }
    updateProgress(database, id);
}

} // namespace

Hold requireRun(SQLite::Database& database, RunId id) {
    SQLite::Statement select(database, "SELECT status, owner, heartbeat FROM run WHERE id = ?");
    select.bind(1, id);
    if (!select.executeStep()) {
        throw BadInput(runPlace(id) + "no such run");
    }
    return {runStatusFromString(select.getColumn(0).getString()), select.getColumn(1).getString(),
            select.getColumn(2).getInt64()};
}

void requireOwner(SQLite::Database& database, RunId id, const ProcessIdentity& self) {
    const Hold run = requireRun(database, id);
    if (run.owner != toText(self)) {
        throw StoreError(runPlace(id) + "is not this process's to train, but that of another (" +
                         pidText(run.owner) + ")");
    }
}

void changeStatus(SQLite::Database& database, RunId id, RunStatus status, const std::string& reason,
                  const ProcessIdentity& self) {
    const Hold before = requireRun(database, id);
    const bool ours = before.owner == toText(self);
    if (before.live() && !ours &&
        judge(before.owner, self, unixTime() - before.heartbeat) == Liveness::alive) {
        throw RunTaken(runPlace(id) + "is being trained by another process (" +
                       pidText(before.owner) + ")");
    }
    if (status == RunStatus::running || status == RunStatus::paused) {
        if (!before.live() || !ours) {
            dropAfterCheckpoint(database, id);
        }
        takeOver(database, id, self);
    }
    writeStatus(database, id, status, reason);
}

void requireEnded(SQLite::Database& database, RunId id, const ProcessIdentity& self) {
    const Hold run = requireRun(database, id);
    if (run.live() && judge(run.owner, self, unixTime() - run.heartbeat) == Liveness::alive) {
        throw RunTaken(runPlace(id) + "is " + std::string(toString(run.status)) +
                       "; stop it first");
    }
}

void requireUnfinished(SQLite::Database& database, RunId id) {
    if (requireRun(database, id).status == RunStatus::finished) {
        throw RunTaken(runPlace(id) + "is finished");
    }
}

void updateProgress(SQLite::Database& database, RunId id) {
    SQLite::Statement update(
        database, "UPDATE run SET (last_epoch, images_per_second) = (SELECT"
                  " coalesce(max(epoch), 0), avg(images_per_second) FROM epoch WHERE run = ?1),"
                  " best_epoch = coalesce((SELECT e.epoch FROM epoch e"
                  " JOIN layer_score s ON s.run = e.run AND s.epoch = e.epoch"
                  " AND s.split = 'validation' AND s.layer = e.best_layer WHERE e.run = ?1"
                  " ORDER BY s.accuracy DESC, e.epoch LIMIT 1), 0) WHERE id = ?1");
    update.bind(1, id);
    update.exec();
}

void deleteRun(SQLite::Database& database, RunId id, const ProcessIdentity& self) {
    requireEnded(database, id, self);
    SQLite::Statement remove(database, "DELETE FROM run WHERE id = ?");
    remove.bind(1, id);
    remove.exec();
}

void markInterrupted(SQLite::Database& database, const ProcessIdentity& self) {
    struct Ended {
        RunId id = 0;
        std::string reason;
    };
    std::vector<Ended> ended;
    SQLite::Statement select(database,
                             "SELECT id, status, owner, heartbeat,"
                             " (SELECT coalesce(max(epoch), 0) FROM epoch WHERE epoch.run = run.id)"
                             " FROM run WHERE status IN ('running', 'paused')");
    while (select.executeStep()) {
        const Hold run{runStatusFromString(select.getColumn(1).getString()),
                       select.getColumn(2).getString(), select.getColumn(3).getInt64()};
        const Liveness liveness = judge(run.owner, self, unixTime() - run.heartbeat);
        if (liveness != Liveness::alive) {
            ended.push_back({select.getColumn(0).getInt64(),
                             interruption(run, liveness, select.getColumn(4).getInt64())});
        }
    }
    for (const Ended& run : ended) {
        writeStatus(database, run.id, RunStatus::interrupted, run.reason);
    }
}

bool refreshRun(SQLite::Database& database, RunId id, RunStatus status,
                const ProcessIdentity& self) {
    SQLite::Statement update(database,
                             "UPDATE run SET heartbeat = ?1,"
                             " reason = CASE status WHEN 'interrupted' THEN '' ELSE reason END,"
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
