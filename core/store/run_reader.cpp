// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/run_reader.h"

#include "core/base/locked_files.h"
#include "core/data/harden.h"
#include "core/store/accuracy_histories.h"
#include "core/store/check.h"
#include "core/store/checkpoints.h"
#include "core/store/commands.h"
#include "core/store/database.h"
#include "core/store/outcomes.h"
#include "core/store/queue.h"
#include "core/store/run_reads.h"
#include "core/store/run_rows.h"
#include "core/store/run_status.h"
#include "core/store/run_validity.h"
#include "core/store/schema.h"
#include "core/store/store_options.h"

#include <map>
#include <optional>
#include <utility>

namespace asge {

struct RunReader::State {
    State(std::filesystem::path file, StoreOptions options)
        : path(std::move(file)), lockTimeout(kLockTimeout, std::move(options.onWait)),
          monitor(options.monitor ? std::move(options.monitor)
                                  : std::make_shared<HeartbeatMonitor>()),
          database(openToRead(path, lockTimeout)) {}

    /// If the file was deleted or replaced, opens the store that is now at its path (a writer that
    /// had it open writes it back). Until there is one, the old file is read.
    void reopenIfMoved() {
        if (!hasMoved(database)) {
            return;
        }
        try {
            reopen(std::chrono::milliseconds(0));
        } catch (const Error&) {
            // The next call tries again.
        }
    }
    void reopen(const LockTimeout& timeout) {
        auto fresh = openToRead(path, timeout);
        versions += dataVersionOf(database) + 1;
        database = std::move(fresh);
        schema = versionOf(database);
    }
    static std::int64_t dataVersionOf(const SQLite::Database& database) {
        SQLite::Statement statement(database, "PRAGMA data_version");
        statement.executeStep();
        return statement.getColumn(0).getInt64();
    }

    /// Calls `read` inside one transaction, so that it reads one state of the store.
    template <typename Read>
    auto inReadTransaction(Read&& read) {
        reopenIfMoved();
        const TimeBound bound(path);
        for (;;) {
            auto result = retryWhileLocked(
                path, lockTimeout, [&] { return unlessMigrated(read); }, database.getHandle());
            if (result) {
                return *std::move(result);
            }
            reopen(lockTimeout);
        }
    }
    /// Reads inside a transaction. Returns nothing if another program has migrated the store since
    /// it was opened: the connection's views are then those of the old schema.
    template <typename Read>
    auto unlessMigrated(Read& read) {
        std::optional<decltype(read(database))> result;
        const SQLite::Transaction transaction(database); // rolled back, since nothing is written
        if (versionOf(database) == schema) {
            result.emplace(read(database));
        }
        return result;
    }

    /// As inReadTransaction, and marks runs as `interrupted` whose process was gone before this
    /// state was read. So everything that the process wrote is in it.
    template <typename Read>
    auto withInterrupted(Read&& read) {
        const auto gone = goneRuns();
        return inReadTransaction([&](const SQLite::Database& store) {
            auto found = read(store);
            for (RunSummary* run : summariesIn(found)) {
                if (const auto it = gone.find(run->id);
                    it != gone.end() && isUnchanged(it->second)) {
                    run->status = RunStatus::interrupted;
                    run->reason = it->second.reason;
                }
            }
            return found;
        });
    }
    std::map<RunId, LiveRun> goneRuns() {
        std::map<RunId, LiveRun> gone;
        for (LiveRun& run : inReadTransaction(
                 [this](const SQLite::Database& store) { return liveRuns(store, *monitor); })) {
            if (run.gone()) {
                gone.emplace(run.id, std::move(run));
            }
        }
        return gone;
    }
    /// Whether the run still has the same owner and heartbeat and has not ended. Must be called
    /// inside a transaction.
    bool isUnchanged(const LiveRun& run) {
        SQLite::Statement select(database, "SELECT 1 FROM run WHERE id = ? AND owner = ?"
                                           " AND heartbeat = ?"
                                           " AND status IN ('running', 'paused')");
        select.bind(1, run.id);
        select.bind(2, run.ownership.owner);
        select.bind(3, run.ownership.heartbeat);
        return select.executeStep();
    }

    static std::vector<RunSummary*> summariesIn(std::vector<RunSummary>& runs) {
        std::vector<RunSummary*> all;
        all.reserve(runs.size());
        for (RunSummary& run : runs) {
            all.push_back(&run);
        }
        return all;
    }
    static std::vector<RunSummary*> summariesIn(RunDetail& detail) { return {&detail.summary}; }

    /// The valid runs in the list or in the bin. Records why others are left out.
    std::vector<RunSummary> list(RunLocation location) {
        std::vector<ListedRun> faulty;
        auto runs = withInterrupted([&](const SQLite::Database& open) {
            faulty.clear(); // the function may be called more than once
            return readSummaries(open, std::nullopt, location, &faulty);
        });
        leftOut.clear();
        for (const ListedRun& run : faulty) {
            const RunFault& fault = run.faults.front();
            leftOut.push_back(toLine({run.summary.id, 0, fault.part, fault.what}) +
                              "; the run is left out, 'asge runs check' shows details");
        }
        return runs;
    }

    const std::filesystem::path path;
    const LockedFile locked{path};
    const LockTimeout lockTimeout;
    const std::shared_ptr<HeartbeatMonitor> monitor;
    QueuedExperiments queued;
    SQLite::Database database;
    std::int64_t schema = versionOf(database); ///< schema version when the store was opened
    /// Versions of earlier connections, plus the number of changes of `lastGone`.
    std::int64_t versions = 0;
    /// The queue entries, and the negative runs, whose process was known to be gone at the last
    /// call of version().
    std::vector<std::int64_t> lastGone;
    std::vector<std::string> leftOut{};
};

RunReader::RunReader(const std::filesystem::path& path, StoreOptions options)
    : state_(std::make_unique<State>(path, std::move(options))) {}

RunReader::~RunReader() = default;
RunReader::RunReader(RunReader&&) noexcept = default;
RunReader& RunReader::operator=(RunReader&&) noexcept = default;

const std::filesystem::path& RunReader::path() const {
    return state_->path;
}

std::vector<RunSummary> RunReader::runs() const {
    return state_->list(RunLocation::list);
}

std::vector<std::string> RunReader::leftOut() const {
    return state_->leftOut;
}

std::optional<RunSummary> RunReader::find(RunId id) const {
    auto runs = state_->withInterrupted(
        [id](const SQLite::Database& database) { return readSummaries(database, id); });
    return runs.empty() ? std::nullopt : std::optional(std::move(runs.front()));
}

std::optional<EpochEvent> RunReader::lastEpoch(RunId id) const {
    return state_->inReadTransaction(
        [id](const SQLite::Database& database) { return readLastEpoch(database, id); });
}

std::optional<EpochEvent> RunReader::epoch(RunId id, int number) const {
    return state_->inReadTransaction(
        [&](const SQLite::Database& database) { return readEpoch(database, id, number); });
}

std::vector<AccuracyHistory> RunReader::accuracyHistories(const std::vector<RunId>& ids) const {
    return state_->inReadTransaction(
        [&](const SQLite::Database& database) { return readAccuracyHistories(database, ids); });
}

RunDetail RunReader::detail(RunId id) const {
    return state_->withInterrupted(
        [id](const SQLite::Database& database) { return readDetail(database, id); });
}

RunDetail RunReader::description(RunId id) const {
    return state_->withInterrupted(
        [id](const SQLite::Database& database) { return readDescription(database, id); });
}

std::vector<Intervention> RunReader::interventions(RunId id) const {
    return state_->inReadTransaction(
        [id](const SQLite::Database& database) { return readInterventions(database, id); });
}

std::vector<EpochChannels> RunReader::channelHistory(RunId id) const {
    return state_->inReadTransaction(
        [id](const SQLite::Database& database) { return readChannelHistory(database, id); });
}

std::vector<EpochOutcomes> RunReader::outcomes(RunId id) const {
    return state_->inReadTransaction(
        [id](const SQLite::Database& database) { return readOutcomeHistory(database, id); });
}

EpochOutcomes RunReader::outcomes(RunId id, int epoch) const {
    return state_->inReadTransaction(
        [=](const SQLite::Database& database) { return readOutcomes(database, id, epoch); });
}

StoredReadouts RunReader::readouts(RunId id, int epoch) const {
    return state_->inReadTransaction(
        [=](const SQLite::Database& database) { return readReadouts(database, id, epoch); });
}

RunProgress RunReader::progress(RunId id, int epoch, std::int64_t step,
                                std::int64_t interventions) const {
    return state_->inReadTransaction([=](const SQLite::Database& database) {
        return readProgress(database, id, epoch, step, interventions);
    });
}

std::vector<SentCommand> RunReader::commands(RunId id) const {
    return state_->inReadTransaction(
        [id](const SQLite::Database& database) { return readCommands(database, id); });
}

std::optional<SentCommand> RunReader::command(std::int64_t id) const {
    return state_->inReadTransaction(
        [id](const SQLite::Database& database) { return readCommand(database, id); });
}

Queue RunReader::queue() const {
    return state_->inReadTransaction([this](const SQLite::Database& database) {
        return readQueue(database, *state_->monitor, state_->queued);
    });
}

std::vector<EpochProbabilities> RunReader::probabilities(RunId id, int after) const {
    return state_->inReadTransaction(
        [=](const SQLite::Database& database) { return readProbabilities(database, id, after); });
}

std::vector<int> RunReader::mapEpochs(RunId id) const {
    return state_->inReadTransaction(
        [id](const SQLite::Database& database) { return readMapEpochs(database, id); });
}

ProbeSnapshotPtr RunReader::snapshot(RunId id, int epoch) const {
    return state_->inReadTransaction(
        [=](const SQLite::Database& database) { return readSnapshot(database, id, epoch); });
}

std::vector<RunSummary> RunReader::bin() const {
    return state_->list(RunLocation::bin);
}

std::vector<CheckpointInfo> RunReader::checkpoints(RunId id) const {
    return state_->inReadTransaction([id](const SQLite::Database& database) {
        auto checkpoints = readCheckpoints(database, id);
        requireNone(id, "checkpoints", checkpointsProblem(checkpoints));
        return checkpoints;
    });
}

std::optional<Checkpoint> RunReader::checkpoint(RunId id, std::optional<std::int64_t> step) const {
    return state_->inReadTransaction(
        [=](const SQLite::Database& database) { return readCheckpoint(database, id, step); });
}

void RunReader::requireUsable(RunId id, std::int64_t step) const {
    state_->inReadTransaction([&](const SQLite::Database& database) {
        checkCheckpoint(database, id, step);
        return true;
    });
}

std::vector<std::string> RunReader::warnings() const {
    return retryWhileLocked(
        state_->path, state_->lockTimeout,
        [this] { return storeWarnings(state_->path, state_->database); },
        state_->database.getHandle());
}

std::int64_t RunReader::version() const {
    std::vector<std::int64_t> gone =
        state_->inReadTransaction([this](const SQLite::Database& database) {
            return goneEntries(database, *state_->monitor);
        });
    for (const auto& [id, run] : state_->goneRuns()) {
        gone.push_back(-id); // so that it differs from all ids of queue entries
    }
    if (gone != state_->lastGone) {
        state_->lastGone = std::move(gone);
        ++state_->versions;
    }
    return retryWhileLocked(
        state_->path, state_->lockTimeout,
        [this] { return state_->versions + State::dataVersionOf(state_->database); },
        state_->database.getHandle());
}

} // namespace asge
