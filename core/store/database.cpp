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

/// Busy timeout of SQLite in milliseconds; withPatience repeats it.
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
void requireRegularFiles(const fs::path& path, const fs::path& whole) {
    std::error_code ignored;
    const fs::file_status status = fs::status(whole, ignored);
    if (fs::is_directory(status)) {
        refuseInput(path, "is a folder, not a run store");
    }
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        refuseInput(path, "is not a regular file, so not a run store");
    }
    const fs::path target = fs::weakly_canonical(whole, ignored);
    for (const char* ending : {"-wal", "-shm", "-journal"}) {
        const fs::file_status log = fs::symlink_status(target.string() + ending, ignored);
        if (fs::exists(log) && !fs::is_regular_file(log)) {
            refuseInput(path, "cannot be opened: " + target.filename().string() + ending +
                                  " beside it is not a regular file");
        }
    }
}

/// Whether the file is a bind mount.
bool isMountedAlone(const fs::path& whole) {
    struct statx status = {};
    return statx(AT_FDCWD, whole.c_str(), 0, STATX_TYPE, &status) == 0 &&
           (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

/// Describes how a file has more than one name; empty if it has one. SQLite's log is named after
/// the path that is opened, so programs that open a store by different names corrupt it.
std::string nameProblemOf(const fs::path& whole) {
    struct stat status = {};
    if (stat(whole.c_str(), &status) == 0 && status.st_nlink > 1) {
        return "has " + std::to_string(status.st_nlink) + " names (hard links)";
    }
    return isMountedAlone(whole) ? "is a file that is mounted by itself" : "";
}

void requireOneName(const fs::path& path, const fs::path& whole) {
    if (const std::string problem = nameProblemOf(whole); !problem.empty()) {
        refuseInput(path, "is not written to: it " + problem +
                              ", and programs that use it by different names would destroy each "
                              "other's work; 'asge runs export --all FILE' copies it");
    }
}

/// Makes the path absolute, because SQLite treats "", ":memory:" and "file:…" specially. Throws
/// BadInput or StoreError.
fs::path complete(const fs::path& path) {
    if (path.empty()) {
        throw BadInput("the run store's path is empty");
    }
    std::error_code error;
    const fs::path whole = fs::absolute(path, error);
    if (error) {
        refuse(path, "cannot be opened: " + error.message());
    }
    requireRegularFiles(path, whole);
    return whole;
}

void createFolder(const fs::path& path, const fs::path& whole) {
    std::error_code error;
    fs::create_directories(whole.parent_path(), error);
    if (error) {
        refuse(path, "its folder cannot be created: " + error.message());
    }
}

SQLite::Database connect(const fs::path& path, const fs::path& whole, int flags) {
    try {
        // A connection is used by one thread at a time, so SQLite's mutexes are not needed.
        SQLite::Database database(whole.string(), flags | SQLite::OPEN_NOMUTEX, kLockSliceMs);
        harden(database);
        return database;
    } catch (const SQLite::Exception& error) {
        const int mode = (flags & SQLite::OPEN_READWRITE) != 0 ? R_OK | W_OK : R_OK;
        if (const auto problem = accessProblem(whole, mode);
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
        refuseNewer(path, kind.version, hasWhatWeRead(database) ? " and can only read it" : "");
    }
    return kind;
}

void useWriteAheadLog(const fs::path& path, SQLite::Database& database) {
    SQLite::Statement statement(database, "PRAGMA journal_mode = WAL");
    if (!statement.executeStep() || statement.getColumn(0).getString() != "wal") {
        refuse(path, "cannot be written: its file system does not support write-ahead logging");
    }
}

SQLite::Database prepareToWrite(const fs::path& path, const fs::path& whole, Missing missing) {
    auto database = connect(path, whole,
                            missing == Missing::made ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE
                                                     : SQLite::OPEN_READWRITE);
    if (sqlite3_db_readonly(database.getHandle(), "main") == 1) {
        refuse(path, "cannot be written: " + accessProblem(whole, W_OK));
    }
    // Nothing is written before the file is known to be a store.
    const StoreKind kind = requireKnownKind(path, database);
    requirePlain(database, kind.version);
    if (kind.family == StoreKind::Family::empty) {
        if (missing == Missing::refused) {
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
                [&](std::int64_t version) { backUp(path, whole, version); });
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
    if (kind.version > schemaVersion() && !hasWhatWeRead(database)) {
        refuseNewer(path, kind.version);
    }
    if (kind.version < schemaVersion()) {
        lookUpToDate(database, kind.version);
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
bool isFrozen(const fs::path& whole) {
    std::error_code ignored;
    if (fs::exists(whole.string() + "-wal", ignored)) {
        return false;
    }
    struct statvfs system = {};
    const bool readOnly = statvfs(whole.c_str(), &system) == 0 && (system.f_flag & ST_RDONLY) != 0;
    return readOnly || hasNoWriter(whole) || hasNoWriter(whole.parent_path());
}

/// The URI that opens a file as immutable: SQLite then uses neither locks nor other files.
std::string unchangingName(const fs::path& whole) {
    constexpr std::string_view kPlain = "/.-_~";
    std::string name = "file:";
    for (const char c : whole.string()) {
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
bool canRemoveLog(const fs::path& whole) {
    std::error_code missing;
    const auto log = fs::file_size(whole.string() + "-wal", missing);
    return (missing || log == 0) && !isThere(whole.string() + "-journal") &&
           nameProblemOf(whole).empty() && accessProblem(whole.parent_path(), W_OK).empty();
}

SQLite::Database prepareToRead(const fs::path& path, const fs::path& whole) {
    auto database =
        connect(path, whole, canRemoveLog(whole) ? SQLite::OPEN_READWRITE : SQLite::OPEN_READONLY);
    try {
        makeReadable(path, database);
        database.exec("PRAGMA query_only = ON");
        return database;
    } catch (const SQLite::Exception& error) {
        const int code = error.getErrorCode() & 0xFF;
        const bool beside = code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
        if (!beside || accessProblem(whole.parent_path(), W_OK).empty()) {
            throw;
        }
    }
    // SQLite can't create the log's files beside the store.
    if (!isFrozen(whole)) {
        refuse(path, "cannot be opened: its folder is read-only for this user while others may "
                     "write to it; a copy in another folder can be read");
    }
    SQLite::Database unchanging(unchangingName(whole),
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
    const fs::path whole = complete(path);
    const TimeBound bound(whole);
    return withPatience(path, kPatience, [&] {
        auto database = connect(path, whole, SQLite::OPEN_READONLY);
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

std::vector<std::string> storeNotes(const fs::path& path, SQLite::Database& database) {
    std::vector<std::string> notes;
    if (const auto version = storeKind(database).version; version > schemaVersion()) {
        notes.push_back(path.string() + ": made by a newer program (version " +
                        std::to_string(version) + "); it is only read");
    }
    if (const auto problem = nameProblemOf(path); !problem.empty()) {
        notes.push_back(path.string() + ": " + problem +
                        "; changes that a program makes by another name may be missing here");
    }
    if (lacksItsLog(path, database)) {
        notes.push_back(path.string() + ": has a run that is being trained, but not the log of its "
                                        "last changes (its -wal file): the newest epochs may be "
                                        "missing; 'asge runs export --all FILE' copies a store "
                                        "that is in use");
    }
    if (const auto system = networkFileSystemOf(path); !system.empty()) {
        notes.push_back(path.string() + ": is on a network drive (" + std::string(system) +
                        "); programs on several computers must not use it at once");
    }
    return notes;
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

bool Waiting::isOver() {
    constexpr std::chrono::milliseconds kNotifyAfter = std::chrono::seconds(1);
    const auto waited = std::chrono::steady_clock::now() - begin_;
    if (waited >= patience_.time) {
        return true;
    }
    if (patience_.onWait && !said_ && waited >= kNotifyAfter) {
        said_ = true;
        const auto longest = std::chrono::duration_cast<std::chrono::seconds>(patience_.time);
        patience_.onWait(path_.string() + ": is locked by another program; waiting up to " +
                         std::to_string(longest.count()) + " s");
    }
    return false;
}

SQLite::Database openToWrite(const fs::path& path, const Patience& patience, Missing missing) {
    const fs::path whole = complete(path);
    if (missing == Missing::made) {
        createFolder(path, whole);
    } else if (!fs::exists(whole)) {
        refuseInput(path, "there is no such run store");
    }
    requireOneName(path, whole);
    removeLeftovers(whole.parent_path());
    const TimeBound bound(whole);
    return withPatience(path, patience, [&] { return prepareToWrite(path, whole, missing); });
}

SQLite::Database openToRead(const fs::path& path, const Patience& patience) {
    const fs::path whole = complete(path);
    std::error_code error;
    if (!fs::exists(whole, error)) {
        if (error) {
            refuse(path, "cannot be opened: " + error.message());
        }
        refuseInput(path, "there is no such run store");
    }
    const TimeBound bound(whole);
    return withPatience(path, patience, [&] { return prepareToRead(path, whole); });
}

} // namespace asge
