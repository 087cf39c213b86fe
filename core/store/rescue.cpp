// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/rescue.h"

#include "core/data/harden.h"
#include "core/store/backup.h"
#include "core/store/files.h"

#include <sqlite3.h>

#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace asge {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuseRescue(const fs::path& path, const std::string& why) {
    throw FileGone(path.string() + ": was deleted or moved while it was open, and " + why);
}

[[noreturn]] void refuseToWrite(const fs::path& path, const std::error_code& error) {
    refuseRescue(path, "it can't be written back: " + error.message());
}

std::uint64_t deviceOf(const fs::path& path) {
    struct stat status = {};
    return stat(path.c_str(), &status) == 0 ? status.st_dev : 0;
}

/// The last epoch of each run and the step of its last checkpoint, by uid.
using Progress = std::map<std::string, std::pair<std::int64_t, std::int64_t>>;

Progress progressOf(const SQLite::Database& database) {
    SQLite::Statement select(
        database, "SELECT uid, (SELECT coalesce(max(epoch), 0) FROM epoch WHERE run = id),"
                  " (SELECT coalesce(max(step), 0) FROM checkpoint WHERE run = id) FROM run");
    Progress progress;
    while (select.executeStep()) {
        progress[select.getColumn(0).getString()] = {select.getColumn(1).getInt64(),
                                                     select.getColumn(2).getInt64()};
    }
    return progress;
}

/// Creates the store's folder, which may have been deleted with it. Refuses if the drive is not
/// mounted: a folder on another file system would hide the store when the drive is back.
void createFolder(const fs::path& path, const FileLocation& location) {
    fs::path there = location.path.parent_path();
    std::error_code error;
    while (!fs::exists(there, error) && there.has_relative_path()) {
        there = there.parent_path();
    }
    if (deviceOf(there) != location.device) {
        refuseRescue(path, "its drive is not there");
    }
    fs::create_directories(location.path.parent_path(), error);
    if (error) {
        refuseToWrite(path, error);
    }
}

/// Throws FileGone unless the file at the store's path is the store, written back by another
/// process.
void requireWrittenBack(const SQLite::Database& database, const fs::path& path,
                        const FileLocation& location) {
    try {
        SQLite::Database other(location.path.string(),
                               SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX);
        harden(other);
        const TimeBound bound(location.path);
        if (holdsAll(other, database)) {
            return;
        }
    } catch (const SQLite::Exception&) {
        // The file is not a store.
    }
    refuseRescue(path,
                 "another file has taken its place; once that is moved away, it is written back");
}

} // namespace

FileLocation locationOf(const fs::path& path) {
    std::error_code ignored;
    FileLocation location;
    location.path = fs::canonical(path, ignored); // a link to the store stays as it is
    location.permissions = fs::status(location.path, ignored).permissions();
    location.device = deviceOf(location.path);
    return location;
}

bool holdsAll(const SQLite::Database& fresh, const SQLite::Database& old) {
    const Progress found = progressOf(fresh);
    for (const auto& [uid, wanted] : progressOf(old)) {
        const auto run = found.find(uid);
        if (run == found.end() || run->second.first < wanted.first ||
            run->second.second < wanted.second) {
            return false;
        }
    }
    return true;
}

void writeBack(SQLite::Database& database, const fs::path& path, const FileLocation& location) {
    {
        // Waits until another process that has the lost file open has committed; no process begins
        // a new transaction once the file is gone.
        const SQLite::Transaction barrier(database, SQLite::TransactionBehavior::IMMEDIATE);
    }
    if (pathExists(location.path)) {
        requireWrittenBack(database, path, location);
        return;
    }
    createFolder(path, location);
    std::optional<ScratchFile> part;
    try {
        part.emplace(location.path);
        copyPages(database, part->path());
    } catch (const SQLite::Exception& error) {
        refuseRescue(path, std::string("it can't be written back: ") + error.getErrorStr());
    } catch (const StoreError&) {
        refuseRescue(path, "it can't be written back: its folder can't be written");
    }
    std::error_code ignored;
    // Users who could not read the store can't read the new file either.
    fs::permissions(part->path(), location.permissions, ignored);
    // The lock lets one process at a time rename its copy.
    const SQLite::Transaction lock(database, SQLite::TransactionBehavior::IMMEDIATE);
    if (pathExists(location.path)) {
        requireWrittenBack(database, path, location);
        return;
    }
    // Remaining logs belong to the lost file.
    for (const char* ending : {"-wal", "-shm"}) {
        fs::remove(location.path.string() + ending, ignored);
    }
    if (const auto error = putInPlace(part->path(), location.path, IfExists::keep)) {
        refuseToWrite(path, error);
    }
}

} // namespace asge
