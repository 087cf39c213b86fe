// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/store_file.h"

#include "core/base/error.h"
#include "core/store/database.h"

#include <string>

namespace asge {
namespace {

namespace fs = std::filesystem;

void requirePossible(const fs::path& file, IfExists ifExists) {
    const auto refuse = [&](const std::string& why) { throw BadInput(file.string() + ": " + why); };
    std::error_code ignored;
    if (file.empty() || !file.has_filename()) {
        refuse("is not the name of a file");
    }
    if (fs::is_directory(file, ignored)) {
        refuse("is a folder");
    }
    if (fs::exists(file, ignored) && !fs::is_regular_file(file, ignored)) {
        refuse("is not a regular file");
    }
    if (!fs::is_directory(fs::absolute(file, ignored).parent_path(), ignored)) {
        refuse("there is no such folder");
    }
    if (ifExists == IfExists::keep && pathExists(file)) {
        refuse("already exists");
    }
    // SQLite would apply the log to the new file.
    if (pathExists(file.string() + "-wal")) {
        refuse("is a store that a program has open");
    }
}

void write(const fs::path& part, const std::function<void(SQLite::Database&)>& fill) {
    auto database = openToWrite(part);
    try {
        SQLite::Transaction transaction(database);
        fill(database);
        transaction.commit();
        // Without a log, the file can be read in a folder in which no log can be created.
        database.exec("PRAGMA journal_mode = DELETE");
    } catch (const SQLite::Exception& error) {
        throwStoreError(part, error, database.getHandle());
    }
}

/// Replaces the scratch file's name in an error by the name that the user knows.
std::string renamed(const std::string& what, const fs::path& part, const fs::path& file) {
    return what.starts_with(part.string()) ? file.string() + what.substr(part.string().size())
                                           : what;
}

} // namespace

void makeStoreFile(const fs::path& file, IfExists ifExists,
                   const std::function<void(SQLite::Database&)>& fill) {
    makeStoreFileBy(file, ifExists, [&](const fs::path& part) { write(part, fill); });
}

void makeStoreFileBy(const fs::path& file, IfExists ifExists,
                     const std::function<void(const fs::path&)>& make) {
    requirePossible(file, ifExists);
    const ScratchFile part(file);
    try {
        make(part.path());
    } catch (const StoreError& error) {
        throw StoreError(renamed(error.what(), part.path(), file));
    }
    if (const auto error = putInPlace(part.path(), file, ifExists)) {
        throw StoreError(file.string() + ": cannot be written: " + error.message());
    }
}

} // namespace asge
