// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/run_import.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/harden.h"
#include "core/store/binder.h"
#include "core/store/database.h"
#include "core/store/imported_run.h"
#include "core/store/run_check.h"
#include "core/store/run_status.h"
#include "core/store/run_summaries.h"
#include "core/store/schema.h"
#include "core/store/store_file.h"

#include <algorithm>
#include <system_error>

namespace asge {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuseImport(const fs::path& file, const std::string& why) {
    throw BadInput(file.string() + ": " + oneLine(why)); // `why` may quote the file
}

/// Damage of a file to import is BadInput, not a failure.
SQLite::Database openUndamaged(const fs::path& file) {
    try {
        return openToRead(file);
    } catch (const StoreDamaged& error) {
        refuseImport(file, "is damaged (" + error.detail() + ")");
    }
}

void requireSound(const fs::path& file, const SQLite::Database& database) {
    SQLite::Statement check(database, "PRAGMA quick_check(1)");
    if (!check.executeStep() || textAt(check, 0) != "ok") {
        refuseImport(file, "is damaged");
    }
}

std::vector<RunId> readRuns(const fs::path& file, const SQLite::Database& database,
                            std::optional<RunId> only) {
    std::vector<RunId> runs;
    for (const ListedRun& run : listRuns(database, only)) {
        runs.push_back(run.summary.id);
    }
    if (runs.empty()) {
        refuseImport(file, only ? runPrefix(*only) + "no such run" : std::string("holds no runs"));
    }
    std::sort(runs.begin(), runs.end()); // a parent's number is below its branches'
    for (const RunId id : runs) {
        if (const auto problems = checkRun(database, id); !problems.empty()) {
            refuseImport(file, "is damaged (" + toLine(problems.front()) + ")");
        }
    }
    return runs;
}

/// The number of the run with this uid; 0 if there is none.
RunId numberOf(const SQLite::Database& database, const std::string& uid) {
    SQLite::Statement select(database, "SELECT id FROM run WHERE uid = ?");
    Binder(select).text(uid);
    return select.executeStep() ? select.getColumn(0).getInt64() : 0;
}

std::string nameOf(const SQLite::Database& database, RunId id) {
    SQLite::Statement select(database, "SELECT name FROM run WHERE id = ?");
    Binder(select).integer(id);
    return select.executeStep() ? textAt(select, 0) : std::string();
}

} // namespace

SQLite::Database openToCopy(const fs::path& path) {
    auto database = openUndamaged(path);
    if (const auto version = storeKind(database).version; version > schemaVersion()) {
        refuseImport(path,
                     "is a run store of version " + std::to_string(version) +
                         ", made by a newer program; this one can't copy what it doesn't know");
    }
    return database;
}

RunImport::RunImport(const fs::path& file, std::optional<RunId> only)
    : file_(file), database_(openToCopy(file)) {
    const TimeBound bound(file_);
    retryWhileLocked(
        file_, kLockTimeout,
        [&] {
            const SQLite::Transaction transaction(database_);
            requireSound(file_, database_);
            runs_ = readRuns(file_, database_, only);
        },
        database_.getHandle());
}

ImportedRun RunImport::take(RunId id, SQLite::Database& into) const {
    RunCopier copier(database_, into);
    try {
        ImportedRun run{0, copier.uidOf(id), nameOf(database_, id), false};
        run.id = numberOf(into, run.uid);
        if (run.id == 0) {
            run.id = copier.copy(id);
            run.isNew = true;
        }
        return run;
    } catch (const BadRows& error) {
        refuseImport(file_, std::string("is damaged (") + error.what() + ")");
    }
}

} // namespace asge
