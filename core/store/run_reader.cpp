#include "core/store/run_store.h"

#include "core/store/check.h"
#include "core/store/checkpoints.h"
#include "core/store/database.h"
#include "core/store/harden.h"
#include "core/store/run_reads.h"
#include "core/store/run_rows.h"
#include "core/store/run_validity.h"

namespace asge {

struct RunReader::State {
    /// Where the file was deleted or replaced and there is a store in its place (a writer that had
    /// it open writes it back), that is read from now on; until then what the old file holds.
    void follow() {
        if (!hasMoved(database)) {
            return;
        }
        try {
            auto fresh = openToRead(path, std::chrono::milliseconds(0));
            versions += versionOf(database) + 1;
            database = std::move(fresh);
        } catch (const Error&) {
            // Later, perhaps.
        }
    }
    static std::int64_t versionOf(const SQLite::Database& database) {
        SQLite::Statement statement(database, "PRAGMA data_version");
        statement.executeStep();
        return statement.getColumn(0).getInt64();
    }

    /// Calls `read` inside one transaction: it sees one state of the store.
    template <typename Read>
    auto consistently(Read&& read) {
        follow();
        const TimeBound bound(path);
        return withPatience(
            path, kPatience,
            [&] {
                const SQLite::Transaction transaction(database); // ends without a change
                return read(database);
            },
            database.getHandle());
    }

    /// The sound runs of a shelf; remembers why others are left out.
    std::vector<RunSummary> list(Shelf shelf) {
        std::vector<ListedRun> faulty;
        auto runs = consistently([&](const SQLite::Database& open) {
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
    SQLite::Database database;
    std::int64_t versions = 0; ///< that earlier connections had
    std::vector<std::string> leftOut{};
};

RunReader::RunReader(const std::filesystem::path& path)
    : state_(new State{path, openToRead(path), 0}) {}

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
    return state_->consistently(
        [id](const SQLite::Database& database) -> std::optional<RunSummary> {
            auto runs = readSummaries(database, id);
            return runs.empty() ? std::nullopt : std::optional(std::move(runs.front()));
        });
}

std::optional<EpochEvent> RunReader::lastEpoch(RunId id) const {
    return state_->consistently(
        [id](const SQLite::Database& database) { return readLastEpoch(database, id); });
}

RunDetail RunReader::detail(RunId id) const {
    return state_->consistently(
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

std::vector<std::string> RunReader::notes() const {
    return withPatience(
        state_->path, kPatience, [this] { return storeNotes(state_->path, state_->database); },
        state_->database.getHandle());
}

std::int64_t RunReader::version() const {
    state_->follow();
    return withPatience(
        state_->path, kPatience,
        [this] { return state_->versions + State::versionOf(state_->database); },
        state_->database.getHandle());
}

} // namespace asge
