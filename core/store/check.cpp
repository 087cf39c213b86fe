// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/check.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/harden.h"
#include "core/store/backup.h"
#include "core/store/codec.h"
#include "core/store/database.h"
#include "core/store/files.h"
#include "core/store/first_pages.h"
#include "core/store/plain_schema.h"
#include "core/store/queue.h"
#include "core/store/run_check.h"
#include "core/store/run_copy.h"
#include "core/store/schema.h"
#include "core/store/store_file.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace asge {
namespace {

namespace fs = std::filesystem;

using Problems = std::vector<StoreProblem>;

void appendTo(Problems& problems, Problems more) {
    problems.insert(problems.end(), std::make_move_iterator(more.begin()),
                    std::make_move_iterator(more.end()));
}

/// Calls `row` for each row that a query finds. A read error is added to `problems`.
template <typename Row>
void readAll(const SQLite::Database& database, const char* query, const std::string& part,
             Problems& problems, const Row& row) {
    try {
        SQLite::Statement select(database, query);
        while (select.executeStep()) {
            row(select);
        }
    } catch (const SQLite::Exception& error) {
        problems.push_back({0, 0, part, error.what()});
    }
}

void checkFile(const SQLite::Database& database, Problems& problems) {
    readAll(database, "PRAGMA integrity_check", "file", problems,
            [&](const SQLite::Statement& row) {
                if (std::string line = textAt(row, 0); line != "ok") {
                    problems.push_back({0, 0, "file", std::move(line)});
                }
            });
    readAll(database,
            "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2",
            "file", problems, [&](const SQLite::Statement& row) {
                problems.push_back({0, 0, textAt(row, 0),
                                    textAt(row, 2) + (textAt(row, 2) == "1" ? " row" : " rows") +
                                        " without the " + textAt(row, 1) + " that " +
                                        (textAt(row, 2) == "1" ? "it belongs" : "they belong") +
                                        " to"});
            });
}

/// SQLite's own checks evaluate expressions of the file's schema, so they are run only if the
/// schema is that of a store.
bool isPlainStore(const SQLite::Database& database) {
    const auto version = versionOf(database);
    return version <= schemaVersion() && !foreignObject(database, version);
}

/// Looks up each possible run number: if a page of the table is lost, runs on other pages are still
/// found through the interior pages of the B-tree.
void probeRunIds(const SQLite::Database& database, std::set<RunId>& runs) {
    constexpr RunId kMost = 200'000; // the counter in a damaged file may be any number
    RunId last = runs.empty() ? 0 : *runs.rbegin();
    Problems ignored; // already reported
    readAll(
        database, "SELECT seq FROM sqlite_sequence WHERE name = 'run'", "", ignored,
        [&](const SQLite::Statement& row) { last = std::max(last, row.getColumn(0).getInt64()); });
    for (RunId id = 1; id <= std::min(last, kMost); ++id) {
        readAll(database, ("SELECT id FROM run WHERE id = " + std::to_string(id)).c_str(), "",
                ignored, [&](const SQLite::Statement&) { runs.insert(id); });
    }
}

/// The numbers of all runs that can be found: by reading the table from both ends, by its smallest
/// index, and, if that fails, by looking up each number.
std::set<RunId> findRuns(const SQLite::Database& database, Problems& problems) {
    const TimeBound bound(database);
    std::set<RunId> runs;
    Problems repeated; // the table's damage is reported once
    for (const char* query :
         {"SELECT id FROM run ORDER BY id", "SELECT id FROM run ORDER BY id DESC",
          "SELECT DISTINCT run FROM layer"}) {
        readAll(database, query, "the list of runs", repeated,
                [&](const SQLite::Statement& row) { runs.insert(row.getColumn(0).getInt64()); });
    }
    if (!repeated.empty()) {
        problems.push_back(repeated.front());
        probeRunIds(database, runs);
    }
    return runs;
}

/// Opens a damaged store. Adds the damage to `problems`; returns nothing if SQLite can't open it at
/// all.
std::optional<SQLite::Database> openDamaged(const fs::path& path, Problems& problems) {
    try {
        return openToRead(path);
    } catch (const StoreDamaged& error) {
        problems.push_back({0, 0, "file", error.detail()});
    }
    try {
        return openDamagedToRead(path);
    } catch (const StoreDamaged&) {
        return std::nullopt;
    }
}

void copyWithLog(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
    if (!error && pathExists(from.string() + "-wal")) {
        fs::copy_file(from.string() + "-wal", to.string() + "-wal", error);
    }
    if (error) {
        throw StoreError(to.string() + ": cannot be written: " + error.message());
    }
}

/// Opens a copy of the store, made at `scratch`, with restored first pages. Returns nothing if
/// SQLite can't open it either.
std::optional<SQLite::Database> openRepaired(const fs::path& path, const fs::path& scratch) {
    copyWithLog(path, scratch);
    try {
        restoreFirstPages(scratch);
        return openDamagedToRead(scratch);
    } catch (const SQLite::Exception&) {
        return std::nullopt; // the restored pages did not help
    } catch (const StoreDamaged&) {
        return std::nullopt;
    }
}

/// The entries of the queue that can be read; adds a problem for each of the others.
std::vector<QueueEntry> readableQueue(const SQLite::Database& database, Problems& problems) {
    try {
        const TimeBound bound(database);
        HeartbeatMonitor monitor;
        QueuedExperiments none;
        Queue queue = readQueue(database, monitor, none);
        for (const std::string& line : queue.leftOut) {
            problems.push_back({0, 0, "queue", line});
        }
        return std::move(queue.entries);
    } catch (const std::exception& error) {
        problems.push_back({0, 0, "queue", error.what()});
        return {};
    }
}

/// Copies the entries that have not ended. They are trained from the beginning.
void salvageQueue(const SQLite::Database& from, SQLite::Database& into, Problems& lost) {
    std::vector<NewQueueEntry> entries;
    for (const QueueEntry& entry : readableQueue(from, lost)) {
        if (entry.isToTrain() || entry.status == QueueEntry::Status::running) {
            entries.push_back({entry.name, entry.tags, entry.experiment});
        }
    }
    insertEntries(into, entries);
}

/// Calls `work` inside a read transaction.
template <typename Work>
void inReadTransaction(const fs::path& path, SQLite::Database& database, const Work& work) {
    retryWhileLocked(
        path, kLockTimeout,
        [&] {
            const SQLite::Transaction transaction(database);
            work();
        },
        database.getHandle());
}

} // namespace

std::string toLine(const StoreProblem& problem) {
    std::string line = problem.run == 0 ? "store: " : "run " + std::to_string(problem.run) + ": ";
    if (problem.epoch != 0) {
        line += "epoch " + std::to_string(problem.epoch) + ": ";
    }
    constexpr std::size_t kLongest = 500;
    return oneLine(line + problem.part + ": " + problem.what, kLongest);
}

StoreCheck checkStore(const fs::path& path) {
    StoreCheck check;
    auto database = openDamaged(path, check.problems);
    if (!database) {
        check.problems.push_back({0, 0, "file", "nothing can be read until it is salvaged"});
        check.backups = backupsOf(path);
        return check;
    }
    const Problems opening = std::exchange(check.problems, {});
    const TimeBound bound(path);
    inReadTransaction(path, *database, [&] {
        check = {0, opening};
        if (isPlainStore(*database)) {
            checkFile(*database, check.problems);
        }
        if (const auto problem = counterProblem(*database)) {
            check.problems.push_back({0, 0, "file", *problem});
        }
        for (const RunId id : findRuns(*database, check.problems)) {
            ++check.runs;
            appendTo(check.problems, checkRun(*database, id));
        }
        readableQueue(*database, check.problems);
    });
    if (!check.problems.empty()) {
        check.backups = backupsOf(path);
    }
    return check;
}

Salvage salvageStore(const fs::path& path, const fs::path& file) {
    Salvage salvage;
    std::optional<ScratchFile>
        scratch; // declared before the connection, which must be closed first
    auto database = openDamaged(path, salvage.lost);
    if (!database) {
        scratch.emplace(file.string() + ".source");
        database = openRepaired(path, scratch->path());
    }
    if (!database) {
        salvage.lost.push_back({0, 0, "file", "nothing can be read"});
        return salvage;
    }
    const Problems opening = std::exchange(salvage.lost, {});
    const auto fill = [&](SQLite::Database& into) {
        salvage = {0, opening};
        RunCopier copier(*database, into);
        for (const RunId id : findRuns(*database, salvage.lost)) {
            const auto leftOut = [&](const std::string& what) {
                salvage.lost.push_back({id, 0, "left out", what});
            };
            const RunId copy = copier.salvage(id, leftOut);
            if (copy == 0) {
                continue;
            }
            Problems pruned = prune(into, copy);
            for (StoreProblem& problem : pruned) {
                problem.run = id;
            }
            appendTo(salvage.lost, std::move(pruned));
        }
        salvageQueue(*database, into, salvage.lost);
        salvage.runs = into.execAndGet("SELECT count(*) FROM run").getInt();
    };
    inReadTransaction(path, *database, [&] { makeStoreFile(file, IfExists::keep, fill); });
    return salvage;
}

} // namespace asge
