// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/database.h"

#include "core/base/text.h"
#include "core/data/harden.h"
#include "core/store/backup.h"
#include "core/store/files.h"
#include "core/store/first_pages.h"
#include "core/store/network_drive.h"
#include "core/store/plain_schema.h"
#include "core/store/schema.h"

#include <sqlite3.h>

#include <cctype>
#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace asge {
namespace {

namespace fs = std::filesystem;

/// Busy timeout of SQLite in milliseconds; retryWhileLocked repeats it.
constexpr int kLockSliceMs = 500;

std::string systemText(int error) {
    return std::generic_category().message(error);
}

[[noreturn]] void refuse(const fs::path& path, const std::string& what) {
    throw StoreError(path.string() + ": " + what);
}

/// Throws BadInput: the named file is not a store that this program can use.
[[noreturn]] void refuseInput(const fs::path& path, const std::string& what) {
    throw BadInput(path.string() + ": " + what);
}

/// Why a file can't be accessed, found without opening it: closing it again would release the locks
/// that this process's other connections hold on it. Empty if it can be accessed.
std::string accessProblem(const fs::path& path, int mode) {
    std::error_code ignored;
    const bool exists = fs::exists(path, ignored);
    const fs::path target = exists ? path : path.parent_path();
    const int wanted = exists ? mode : W_OK | X_OK;
    return faccessat(AT_FDCWD, target.c_str(), wanted, AT_EACCESS) == 0 ? std::string()
                                                                        : systemText(errno);
}

/// Throws BadInput unless the store, and each log that SQLite would open beside it, is a regular
/// file or missing: opening a pipe waits for its other end, and opening a device may have any
/// effect. The logs are beside the file that a link leads to, and must not be links.
void requireRegularFiles(const fs::path& path, const fs::path& absolute) {
    std::error_code ignored;
    const fs::file_status status = fs::status(absolute, ignored);
    if (fs::is_directory(status)) {
        refuseInput(path, "is a folder, not a run store");
    }
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        refuseInput(path, "is not a regular file, so not a run store");
    }
    const fs::path target = fs::weakly_canonical(absolute, ignored);
    for (const char* ending : {"-wal", "-shm", "-journal"}) {
        const fs::file_status log = fs::symlink_status(target.string() + ending, ignored);
        if (fs::exists(log) && !fs::is_regular_file(log)) {
            refuseInput(path, "cannot be opened: " + target.filename().string() + ending +
                                  " beside it is not a regular file");
        }
    }
}

/// Whether the file is a bind mount.
bool isMountedAlone(const fs::path& absolute) {
    struct statx status = {};
    return statx(AT_FDCWD, absolute.c_str(), 0, STATX_TYPE, &status) == 0 &&
           (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

/// Describes how a file has more than one name; empty if it has one. SQLite's log is named after
/// the path that is opened, so programs that open a store by different names corrupt it.
std::string nameProblemOf(const fs::path& absolute) {
    struct stat status = {};
    if (stat(absolute.c_str(), &status) == 0 && status.st_nlink > 1) {
        return "has " + std::to_string(status.st_nlink) + " names (hard links)";
    }
    return isMountedAlone(absolute) ? "is a file that is mounted by itself" : "";
}

void requireOneName(const fs::path& path, const fs::path& absolute) {
    if (const std::string problem = nameProblemOf(absolute); !problem.empty()) {
        refuseInput(path, "is not written to: it " + problem +
                              ", and programs that use it by different names would destroy each "
                              "other's work; 'asge runs export --all FILE' copies it");
    }
}

/// Makes the path absolute, because SQLite treats "", ":memory:" and "file:…" specially. Throws
/// BadInput or StoreError.
fs::path absoluteStorePath(const fs::path& path) {
    if (path.empty()) {
        throw BadInput("the run store's path is empty");
    }
    std::error_code error;
    const fs::path absolute = fs::absolute(path, error);
    if (error) {
        refuse(path, "cannot be opened: " + error.message());
    }
    requireRegularFiles(path, absolute);
    return absolute;
}

void createFolder(const fs::path& path, const fs::path& absolute) {
    std::error_code error;
    fs::create_directories(absolute.parent_path(), error);
    if (error) {
        refuse(path, "its folder cannot be created: " + error.message());
    }
}

SQLite::Database connect(const fs::path& path, const fs::path& absolute, int flags) {
    try {
        // A connection is used by one thread at a time, so SQLite's mutexes are not needed.
        SQLite::Database database(absolute.string(), flags | SQLite::OPEN_NOMUTEX, kLockSliceMs);
        harden(database);
        return database;
    } catch (const SQLite::Exception& error) {
        const int mode = (flags & SQLite::OPEN_READWRITE) != 0 ? R_OK | W_OK : R_OK;
        if (const auto problem = accessProblem(absolute, mode);
            error.getErrorCode() == SQLITE_CANTOPEN && !problem.empty()) {
            refuse(path, "cannot be opened: " + problem);
        }
        throw;
    }
}

[[noreturn]] void refuseNewer(const fs::path& path, std::int64_t version,
                              const std::string& more = {}) {
    refuseInput(path, "is a run store of version " + std::to_string(version) +
                          ", made by a newer program; this one knows versions up to " +
                          std::to_string(schemaVersion()) + more);
}

StoreKind requireStore(const fs::path& path, SQLite::Database& database) {
    const StoreKind kind = storeKind(database);
    if (kind.family == StoreKind::Family::foreign) {
        refuseInput(path, "is a database of another program, not a run store");
    }
    return kind;
}

/// Throws BadInput unless the file is empty or a store of a known version.
StoreKind requireKnownKind(const fs::path& path, SQLite::Database& database) {
    const StoreKind kind = requireStore(path, database);
    if (kind.version > schemaVersion()) {
        refuseNewer(path, kind.version,
                    hasColumnsOfVersion(database) ? " and can only read it" : "");
    }
    return kind;
}

void useWriteAheadLog(const fs::path& path, SQLite::Database& database) {
    SQLite::Statement statement(database, "PRAGMA journal_mode = WAL");
    if (!statement.executeStep() || statement.getColumn(0).getString() != "wal") {
        refuse(path, "cannot be written: its file system does not support write-ahead logging");
    }
}

SQLite::Database prepareToWrite(const fs::path& path, const fs::path& absolute,
                                IfMissing ifMissing) {
    auto database =
        connect(path, absolute,
                ifMissing == IfMissing::create ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE
                                               : SQLite::OPEN_READWRITE);
    if (sqlite3_db_readonly(database.getHandle(), "main") == 1) {
        refuse(path, "cannot be written: " + accessProblem(absolute, W_OK));
    }
    // Nothing is written before the file is known to be a store.
    const StoreKind kind = requireKnownKind(path, database);
    requirePlain(database, kind.version);
    if (kind.family == StoreKind::Family::empty) {
        if (ifMissing == IfMissing::refuse) {
            refuseInput(path, "is empty, not a run store");
        }
        database.exec("PRAGMA auto_vacuum = INCREMENTAL"); // can only be set before tables exist
    }
    useWriteAheadLog(path, database);
    database.exec("PRAGMA synchronous = FULL");
    database.exec("PRAGMA foreign_keys = ON");
    // Some builds of SQLite overwrite deleted content by default, which would write each checkpoint
    // twice.
    database.exec("PRAGMA secure_delete = OFF");
    database.exec("PRAGMA journal_size_limit = 67108864");
    if (kind.version < schemaVersion()) {
        migrate(database, schemaSteps(),
                [&](std::int64_t version) { backUp(path, absolute, version); });
    }
    return database;
}

/// The schema that is accepted: only that of the store's version, or any, in which case all but
/// plain tables are hidden.
enum class Schema { plain, any };

void makeReadable(const fs::path& path, SQLite::Database& database, Schema schema = Schema::plain) {
    const StoreKind kind = requireStore(path, database);
    if (kind.family == StoreKind::Family::empty) {
        refuseInput(path, "is empty, not a run store");
    }
    if (schema == Schema::plain) {
        requirePlain(database, kind.version);
    } else {
        hideUnsafeTables(database);
    }
    if (kind.version > schemaVersion() && !hasColumnsOfVersion(database)) {
        refuseNewer(path, kind.version);
    }
    if (kind.version < schemaVersion()) {
        addCompatibilityViews(database, kind.version);
    }
}

bool hasNoWriter(const fs::path& path) {
    constexpr auto kWrite =
        fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
    std::error_code error;
    const auto permissions = fs::status(path, error).permissions();
    return !error && (permissions & kWrite) == fs::perms::none;
}

/// Whether no process can write to the store: there is no log beside it, and either the file system
/// is read-only or no user may write the file or create a log in its folder.
bool isFrozen(const fs::path& absolute) {
    std::error_code ignored;
    if (fs::exists(absolute.string() + "-wal", ignored)) {
        return false;
    }
    struct statvfs system = {};
    const bool readOnly =
        statvfs(absolute.c_str(), &system) == 0 && (system.f_flag & ST_RDONLY) != 0;
    return readOnly || hasNoWriter(absolute) || hasNoWriter(absolute.parent_path());
}

/// The URI that opens a file as immutable: SQLite then uses neither locks nor other files.
std::string unchangingName(const fs::path& absolute) {
    constexpr std::string_view kPlain = "/.-_~";
    std::string name = "file:";
    for (const char c : absolute.string()) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || kPlain.find(c) != std::string_view::npos) {
            name += c;
        } else {
            constexpr std::string_view kDigits = "0123456789ABCDEF";
            name += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
        }
    }
    return name + "?immutable=1";
}

/// Whether to open the store writable for reading. SQLite creates an empty log to read a store; a
/// writable connection removes it when it is closed, a read-only one does not. Opening writable
/// must not write anything, so there must be no changes of other programs to recover.
bool canRemoveLog(const fs::path& absolute) {
    std::error_code missing;
    const auto log = fs::file_size(absolute.string() + "-wal", missing);
    return (missing || log == 0) && !pathExists(absolute.string() + "-journal") &&
           nameProblemOf(absolute).empty() && accessProblem(absolute.parent_path(), W_OK).empty();
}

SQLite::Database prepareToRead(const fs::path& path, const fs::path& absolute) {
    auto database = connect(
        path, absolute, canRemoveLog(absolute) ? SQLite::OPEN_READWRITE : SQLite::OPEN_READONLY);
    try {
        makeReadable(path, database);
        database.exec("PRAGMA query_only = ON");
        return database;
    } catch (const SQLite::Exception& error) {
        const int code = error.getErrorCode() & 0xFF;
        const bool beside = code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
        if (!beside || accessProblem(absolute.parent_path(), W_OK).empty()) {
            throw;
        }
    }
    // SQLite can't create the log's files beside the store.
    if (!isFrozen(absolute)) {
        refuse(path, "cannot be opened: its folder is read-only for this user while others may "
                     "write to it; a copy in another folder can be read");
    }
    SQLite::Database unchanging(unchangingName(absolute),
                                SQLite::OPEN_READONLY | SQLite::OPEN_URI | SQLite::OPEN_NOMUTEX);
    harden(unchanging);
    makeReadable(path, unchanging);
    return unchanging;
}

/// Whether the file seems to be a copy of a store in use without its log: it has a run that is
/// being trained, but no log, which the training process keeps.
bool lacksItsLog(const fs::path& path, SQLite::Database& database) {
    SQLite::Statement live(database,
                           "SELECT 1 FROM run WHERE status IN ('running', 'paused') LIMIT 1");
    std::error_code error;
    const auto size = fs::file_size(fs::weakly_canonical(path, error).string() + "-wal", error);
    SQLite::Statement mode(database, "PRAGMA journal_mode");
    return (error || size == 0) && mode.executeStep() && mode.getColumn(0).getString() == "wal" &&
           live.executeStep();
}

std::string inputOutputProblem(sqlite3* connection) {
    const int error = connection == nullptr ? 0 : sqlite3_system_errno(connection);
    switch (error) {
    case 0:
        return "cannot be read or written (disk I/O error)";
    case ENOSPC:
        return "disk is full";
    case EDQUOT:
        return "disk is full (the quota is used up)";
    case EFBIG:
        return "cannot grow: the limit on a file's size is reached";
    default:
        return "cannot be read or written (disk I/O error: " + systemText(error) + ")";
    }
}

std::string damaged(const std::string& detail) {
    return "is damaged (" + detail + "); 'asge runs check --salvage FILE' saves what is left of it";
}

constexpr const char* kTakesTooLong = "reading it takes far longer than its size explains";

std::string problem(const SQLite::Exception& error, sqlite3* connection) {
    switch (error.getErrorCode() & 0xFF) {
    case SQLITE_FULL:
        return "disk is full";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "is locked by another process; waiting for it timed out";
    case SQLITE_NOTADB:
        return "is not a run store (not an SQLite file)";
    case SQLITE_ERROR: // our statements are valid, so a table or a column is missing
    case SQLITE_CORRUPT:
        return damaged(oneLine(error.what()));
    case SQLITE_INTERRUPT: // from a TimeBound
        return damaged(kTakesTooLong);
    case SQLITE_READONLY:
        if (error.getExtendedErrorCode() == SQLITE_READONLY_ROLLBACK) {
            return "has an unfinished change of a program that was killed; a command that writes, "
                   "such as 'asge runs tag', rolls it back";
        }
        return "cannot be written: it or its folder is read-only";
    case SQLITE_CANTOPEN:
        return "cannot be opened: it, its folder or the -wal and -shm files beside it cannot be "
               "read, or cannot be created there";
    case SQLITE_IOERR:
        return inputOutputProblem(connection);
    default:
        return "cannot be used (" + oneLine(error.what()) + ")";
    }
}

} // namespace

SQLite::Database openDamagedToRead(const fs::path& path) {
    const fs::path absolute = absoluteStorePath(path);
    const TimeBound bound(absolute);
    return retryWhileLocked(path, kLockTimeout, [&] {
        auto database = connect(path, absolute, SQLite::OPEN_READONLY);
        tolerateDamage(database);
        makeReadable(path, database, Schema::any);
        return database;
    });
}

std::string errorLine(const fs::path& path, const SQLite::Exception& error, sqlite3* connection) {
    return path.string() + ": " + problem(error, connection);
}

void throwStoreError(const fs::path& path, const SQLite::Exception& error, sqlite3* connection) {
    const std::string line = errorLine(path, error, connection);
    if (isLocked(error)) {
        throw StoreLocked(line);
    }
    switch (error.getErrorCode() & 0xFF) {
    case SQLITE_NOTADB:
        if (hasLostHeader(path)) {
            const std::string detail = "its header is destroyed";
            throw StoreDamaged(path.string() + ": " + damaged(detail), detail);
        }
        throw BadInput(line);
    case SQLITE_INTERRUPT:
        throw StoreDamaged(line, kTakesTooLong);
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:
        throw StoreDamaged(line, oneLine(error.what()));
    default:
        break;
    }
    throw StoreError(line);
}

std::vector<std::string> storeWarnings(const fs::path& path, SQLite::Database& database) {
    std::vector<std::string> warnings;
    if (const auto version = storeKind(database).version; version > schemaVersion()) {
        warnings.push_back(path.string() + ": made by a newer program (version " +
                           std::to_string(version) + "); it is only read");
    }
    if (const auto problem = nameProblemOf(path); !problem.empty()) {
        warnings.push_back(path.string() + ": " + problem +
                           "; changes that a program makes by another name may be missing here");
    }
    if (lacksItsLog(path, database)) {
        warnings.push_back(path.string() +
                           ": has a run that is being trained, but not the log of its "
                           "last changes (its -wal file): the newest epochs may be "
                           "missing; 'asge runs export --all FILE' copies a store "
                           "that is in use");
    }
    if (const auto system = networkFileSystemOf(path); !system.empty()) {
        warnings.push_back(path.string() + ": is on a network drive (" + std::string(system) +
                           "); programs on several computers must not use it at once");
    }
    return warnings;
}

bool isLocked(const SQLite::Exception& error) {
    const int code = error.getErrorCode() & 0xFF;
    return code == SQLITE_BUSY || code == SQLITE_LOCKED;
}

bool isTrouble(const SQLite::Exception& error) {
    switch (error.getErrorCode() & 0xFF) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
        return true;
    default:
        return false;
    }
}

bool hasMoved(const SQLite::Database& database) {
    int moved = 0;
    sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}

bool LockWait::isOver() {
    constexpr std::chrono::milliseconds kNotifyAfter = std::chrono::seconds(1);
    const auto waited = std::chrono::steady_clock::now() - begin_;
    if (waited >= timeout_.time) {
        return true;
    }
    if (timeout_.onWait && !notified_ && waited >= kNotifyAfter) {
        notified_ = true;
        const auto longest = std::chrono::duration_cast<std::chrono::seconds>(timeout_.time);
        timeout_.onWait(path_.string() + ": is locked by another program; waiting up to " +
                        std::to_string(longest.count()) + " s");
    }
    return false;
}

SQLite::Database openToWrite(const fs::path& path, const LockTimeout& lockTimeout,
                             IfMissing ifMissing) {
    const fs::path absolute = absoluteStorePath(path);
    if (ifMissing == IfMissing::create) {
        createFolder(path, absolute);
    } else if (!fs::exists(absolute)) {
        refuseInput(path, "there is no such run store");
    }
    requireOneName(path, absolute);
    removeLeftovers(absolute.parent_path());
    const TimeBound bound(absolute);
    return retryWhileLocked(path, lockTimeout,
                            [&] { return prepareToWrite(path, absolute, ifMissing); });
}

SQLite::Database openToRead(const fs::path& path, const LockTimeout& lockTimeout) {
    const fs::path absolute = absoluteStorePath(path);
    std::error_code error;
    if (!fs::exists(absolute, error)) {
        if (error) {
            refuse(path, "cannot be opened: " + error.message());
        }
        refuseInput(path, "there is no such run store");
    }
    const TimeBound bound(absolute);
    return retryWhileLocked(path, lockTimeout, [&] { return prepareToRead(path, absolute); });
}

} // namespace asge
