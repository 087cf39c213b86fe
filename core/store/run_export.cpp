// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/run_export.h"

#include "core/base/error.h"
#include "core/data/harden.h"
#include "core/store/database.h"
#include "core/store/run_copy.h"
#include "core/store/run_import.h"
#include "core/store/run_status.h"
#include "core/store/run_summaries.h"
#include "core/store/store_file.h"

#include <system_error>

namespace asge {
namespace {

namespace fs = std::filesystem;

void requireListed(const fs::path& store, const SQLite::Database& database, RunId id) {
    try {
        if (readSummaries(database, id).empty()) {
            throw BadInput(runPrefix(id) + "no such run");
        }
    } catch (const SQLite::Exception& error) {
        throwStoreError(store, error);
    }
}

} // namespace

void exportRun(const fs::path& store, RunId id, const fs::path& file,
               const ExportOptions& options) {
    auto database = openToCopy(store);
    std::error_code ignored;
    if (fs::equivalent(store, file, ignored)) {
        throw BadInput(file.string() + ": is the store that the run is in");
    }
    const TimeBound bound(store);
    const SQLite::Transaction transaction(database);
    requireListed(store, database, id);
    const IfExists ifExists = options.overwrite ? IfExists::replace : IfExists::keep;
    makeStoreFile(file, ifExists, [&](SQLite::Database& into) {
        try {
            RunCopier(database, into).copy(id, options.checkpoints);
        } catch (const BadRows& error) {
            throw StoreError(store.string() + ": is damaged (" + runPrefix(id) + error.what() +
                             ")");
        }
    });
}

} // namespace asge
