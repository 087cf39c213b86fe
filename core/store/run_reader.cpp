// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/run_reader.h"

#include "core/data/harden.h"
#include "core/store/check.h"
#include "core/store/checkpoints.h"
#include "core/store/database.h"
#include "core/store/run_reads.h"
#include "core/store/run_rows.h"
#include "core/store/run_status.h"
#include "core/store/run_validity.h"
#include "core/store/schema.h"
#include "core/store/store_use.h"

#include <map>
#include <optional>
#include <utility>

namespace asge {

struct RunReader::State {
    State(std::filesystem::path file, StoreUse use)
        : path(std::move(file)), patience(kPatience, std::move(use.onWait)),
          watch(use.watch ? std::move(use.watch) : std::make_shared<LifeWatch>()),
          database(openToRead(path, patience)) {}

    /// If the file was deleted or replaced and its path names another store (a writer that had the
    /// file open writes it back), that store is read from now on; until then, the old file is.
    void follow() {
        if (!hasMoved(database)) {
            return;
        }
        try {
            reopen(std::chrono::milliseconds(0));
        } catch (const Error&) {
            // The next read tries again.
        }
    }
    void reopen(const Patience& longest) {
        auto fresh = openToRead(path, longest);
        versions += dataVersionOf(database) + 1;
        database = std::move(fresh);
        schema = versionOf(database);
    }
    static std::int64_t dataVersionOf(const SQLite::Database& database) {
        SQLite::Statement statement(database, "PRAGMA data_version");
        statement.executeStep();
        return statement.getColumn(0).getInt64();
    }

    /// Calls `read` inside one transaction: it sees one state of the store.
    template <typename Read>
    auto consistently(Read&& read) {
        follow();
        const TimeBound bound(path);
        for (;;) {
            auto result = withPatience(
                path, patience, [&] { return unlessMigrated(read); }, database.getHandle());
            if (result) {
                return *std::move(result);
            }
            reopen(patience);
        }
    }
    /// Nothing if another program has brought the schema up to date since the store was opened: the
    /// connection's views are then those of the old schema.
    template <typename Read>
    auto unlessMigrated(Read& read) {
        std::optional<decltype(read(database))> result;
        const SQLite::Transaction transaction(database); // ends without a change
        if (versionOf(database) == schema) {
            result.emplace(read(database));
        }
        return result;
    }

    /// As consistently, with `interrupted` for runs whose process was gone before that state of the
    /// store: what the process still wrote of its runs is in it.
    template <typename Read>
    auto judged(Read&& read) {
        const auto gone = goneRuns();
        return consistently([&](const SQLite::Database& store) {
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
        for (LiveRun& run : consistently(
                 [this](const SQLite::Database& store) { return liveRuns(store, *watch); })) {
            if (run.gone()) {
                gone.emplace(run.id, std::move(run));
            }
        }
        return gone;
    }
    /// Inside a transaction: it is still the same process's, and not ended by it.
    bool isUnchanged(const LiveRun& run) {
        SQLite::Statement select(database, "SELECT 1 FROM run WHERE id = ? AND owner = ?"
                                           " AND heartbeat = ?"
                                           " AND status IN ('running', 'paused')");
        select.bind(1, run.id);
        select.bind(2, run.hold.owner);
        select.bind(3, run.hold.heartbeat);
        return select.executeStep();
    }

    static std::vector<RunSummary*> summariesIn(std::vector<RunSummary>& runs) {
        std::vector<RunSummary*> all;
        for (RunSummary& run : runs) {
            all.push_back(&run);
        }
        return all;
    }
    static std::vector<RunSummary*> summariesIn(RunDetail& detail) { return {&detail.summary}; }

    /// The sound runs of a shelf; remembers why others are left out.
    std::vector<RunSummary> list(Shelf shelf) {
        std::vector<ListedRun> faulty;
        auto runs = judged([&](const SQLite::Database& open) {
            faulty.clear(); // it may be called again
            return readSummaries(open, std::nullopt, shelf, &faulty);
        });
        leftOut.clear();
        for (const ListedRun& run : faulty) {
            const RunFault& fault = run.faults.front();
            leftOut.push_back(toLine({run.summary.id, 0, fault.part, fault.what}) +
                              "; the run is left out, 'asge runs check' tells more");
        }
        return runs;
    }

    const std::filesystem::path path;
    const Patience patience;
    const std::shared_ptr<LifeWatch> watch;
    SQLite::Database database;
    std::int64_t schema = versionOf(database); ///< of the store when it was opened
    std::int64_t versions = 0;   ///< that earlier connections had, and changes of `gone`
    std::vector<RunId> lastGone; ///< the runs that were known to be gone when last asked
    std::vector<std::string> leftOut{};
};

RunReader::RunReader(const std::filesystem::path& path, StoreUse use)
    : state_(std::make_unique<State>(path, std::move(use))) {}

RunReader::~RunReader() = default;
RunReader::RunReader(RunReader&&) noexcept = default;
RunReader& RunReader::operator=(RunReader&&) noexcept = default;

std::vector<RunSummary> RunReader::runs() const {
    return state_->list(Shelf::shown);
}

std::vector<std::string> RunReader::leftOut() const {
    return state_->leftOut;
}

std::optional<RunSummary> RunReader::find(RunId id) const {
    auto runs = state_->judged(
        [id](const SQLite::Database& database) { return readSummaries(database, id); });
    return runs.empty() ? std::nullopt : std::optional(std::move(runs.front()));
}

std::optional<EpochEvent> RunReader::lastEpoch(RunId id) const {
    return state_->consistently(
        [id](const SQLite::Database& database) { return readLastEpoch(database, id); });
}

RunDetail RunReader::detail(RunId id) const {
    return state_->judged(
        [id](const SQLite::Database& database) { return readDetail(database, id); });
}

std::vector<EpochChannels> RunReader::channelHistory(RunId id) const {
    return state_->consistently(
        [id](const SQLite::Database& database) { return readChannelHistory(database, id); });
}

RunProgress RunReader::progress(RunId id, int epoch, std::int64_t step) const {
    return state_->consistently(
        [=](const SQLite::Database& database) { return readProgress(database, id, epoch, step); });
}

std::vector<int> RunReader::mapEpochs(RunId id) const {
    return state_->consistently(
        [id](const SQLite::Database& database) { return readMapEpochs(database, id); });
}

ProbeSnapshotPtr RunReader::snapshot(RunId id, int epoch) const {
    return state_->consistently(
        [=](const SQLite::Database& database) { return readSnapshot(database, id, epoch); });
}

std::vector<RunSummary> RunReader::bin() const {
    return state_->list(Shelf::bin);
}

std::vector<CheckpointInfo> RunReader::checkpoints(RunId id) const {
    return state_->consistently([id](const SQLite::Database& database) {
        auto checkpoints = readCheckpoints(database, id);
        requireNone(id, "checkpoints", checkpointsProblem(checkpoints));
        return checkpoints;
    });
}

std::optional<Checkpoint> RunReader::checkpoint(RunId id, std::optional<std::int64_t> step) const {
    return state_->consistently(
        [=](const SQLite::Database& database) { return readCheckpoint(database, id, step); });
}

void RunReader::requireUsable(RunId id, std::int64_t step) const {
    state_->consistently([&](const SQLite::Database& database) {
        checkCheckpoint(database, id, step);
        return true;
    });
}

std::vector<std::string> RunReader::notes() const {
    return withPatience(
        state_->path, state_->patience,
        [this] { return storeNotes(state_->path, state_->database); },
        state_->database.getHandle());
}

std::int64_t RunReader::version() const {
    std::vector<RunId> gone;
    for (const auto& [id, run] : state_->goneRuns()) {
        gone.push_back(id);
    }
    if (gone != state_->lastGone) {
        state_->lastGone = std::move(gone);
        ++state_->versions;
    }
    return withPatience(
        state_->path, state_->patience,
        [this] { return state_->versions + State::dataVersionOf(state_->database); },
        state_->database.getHandle());
}

} // namespace asge
