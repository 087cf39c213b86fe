// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/store_copy.h"

#include "core/base/error.h"
#include "core/data/harden.h"
#include "core/store/backup.h"
#include "core/store/database.h"
#include "core/store/imported_run.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/store_file.h"
#include "core/store/store_options.h"

#include <system_error>

namespace asge {
namespace {

namespace fs = std::filesystem;

/// Turns the copied pages of a store in use into a store of one file without a log. Triggers and
/// other code in the store's schema are not run.
void closeCopy(const fs::path& part) {
    SQLite::Database database(part.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
    try {
        harden(database);
        database.exec("UPDATE run SET status = 'interrupted',"
                      " reason = 'it was still being trained when this copy was made'"
                      " WHERE status IN ('running', 'paused')");
        database.exec("PRAGMA journal_mode = DELETE");
    } catch (const SQLite::Exception& error) {
        throwStoreError(part, error, database.getHandle());
    }
}

/// Throws BadInput if the file to import is damaged: that is wrong input, not a failure.
void requireStoreFile(const fs::path& file, const StoreOptions& options) {
    try {
        RunReader(file, {nullptr, options.onWait});
    } catch (const StoreDamaged& error) {
        throw BadInput(error.what());
    }
}

} // namespace

void exportStore(const fs::path& store, const fs::path& file, bool overwrite) {
    auto database = openToRead(store);
    std::error_code ignored;
    if (fs::equivalent(store, file, ignored)) {
        throw BadInput(file.string() + ": is the store that is to be exported");
    }
    makeStoreFileBy(
        file, overwrite ? IfExists::replace : IfExists::keep, [&](const fs::path& part) {
            retryWhileLocked(
                store, kLockTimeout,
                [&] {
                    try {
                        copyPages(database, part);
                    } catch (const SQLite::Exception& error) {
                        if (isTrouble(
                                error)) { // an error of the copy, since the store is only read
                            throwStoreError(part, error);
                        }
                        throw;
                    }
                },
                database.getHandle());
            closeCopy(part);
        });
}

std::vector<ImportedRun> importInto(const fs::path& store, const fs::path& file,
                                    std::optional<RunId> only, const StoreOptions& options) {
    requireStoreFile(file, options); // first, so that nothing is created if the file is not a store
    if (pathExists(store)) {
        return RunWriter(store, options).importRuns(file, only);
    }
    NewFolder folder(fs::absolute(store).parent_path());
    std::vector<ImportedRun> runs;
    makeStoreFileBy(store, IfExists::keep,
                    [&](const fs::path& part) { runs = RunWriter(part).importRuns(file, only); });
    folder.keep();
    return runs;
}

} // namespace asge
