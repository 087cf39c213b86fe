// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/error.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <concepts>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace asge {

/// Thrown if the store's content is invalid, whether SQLite or this program noticed.
class StoreDamaged : public StoreError {
  public:
    StoreDamaged(const std::string& line, std::string detail)
        : StoreError(line), detail_(std::move(detail)) {}
    const std::string& detail() const { return detail_; } ///< without the store's name

  private:
    std::string detail_;
};

/// How long an operation waits for a lock of another process before it fails.
constexpr std::chrono::milliseconds kLockTimeout = std::chrono::seconds(30);

/// How long to wait while another process has the store locked, and whom to notify.
struct LockTimeout {
    template <std::convertible_to<std::chrono::milliseconds> Time>
    LockTimeout(Time longest,
                std::function<void(const std::string&)> waiting = {}) // implicit on purpose
        : time(longest), onWait(std::move(waiting)) {}

    std::chrono::milliseconds time;
    /// Called once, with a line that names the store, when the store has been locked for over a
    /// second.
    std::function<void(const std::string&)> onWait;
};

/// What to do if the store does not exist.
enum class IfMissing { create, refuse };

/// Opens a connection for writing. Creates the folder, the file and the schema if they are missing
/// (an empty file counts as missing). Upgrades an older schema after a backup beside the store.
/// Deletes scratch files of killed programs in the folder. Throws StoreError, and BadInput if the
/// file is not a store or is of a newer version (it is not changed), if it has several names, or if
/// it is missing and must not be created.
SQLite::Database openToWrite(const std::filesystem::path& path,
                             const LockTimeout& lockTimeout = kLockTimeout,
                             IfMissing ifMissing = IfMissing::create);
/// Opens a connection that only reads, also of a store of an older version. It needs no write
/// permission if no process can be writing. A store of a newer version is read if it has all tables
/// and columns of this version. Throws as openToWrite does, and BadInput if there is no store.
SQLite::Database openToRead(const std::filesystem::path& path,
                            const LockTimeout& lockTimeout = kLockTimeout);

/// Opens a store that SQLite reports as damaged when it is opened, for example a truncated one, to
/// read what is left of it.
SQLite::Database openDamagedToRead(const std::filesystem::path& path);

/// An error of SQLite as one line that names the store. `connection`, if not null, gives the
/// operating system's error.
std::string errorLine(const std::filesystem::path& path, const SQLite::Exception& error,
                      sqlite3* connection = nullptr);
/// Throws errorLine's text as StoreLocked, StoreDamaged or another StoreError, or as BadInput if
/// the file is not a database.
[[noreturn]] void throwStoreError(const std::filesystem::path& path, const SQLite::Exception& error,
                                  sqlite3* connection = nullptr);

/// Warnings about a store (newer version, several names, missing log, network drive), each a line
/// that names it.
std::vector<std::string> storeWarnings(const std::filesystem::path& path,
                                       SQLite::Database& database);

/// Whether another connection holds a lock that the operation needs; it may be retried.
bool isLocked(const SQLite::Exception& error);
/// Whether the disk is full or can't be read or written; the operation may be retried later.
bool isTrouble(const SQLite::Exception& error);

/// Whether the file that the connection has open was deleted, moved or replaced.
bool hasMoved(const SQLite::Database& database);

/// Measures a wait for locks of other processes.
class LockWait {
  public:
    LockWait(const std::filesystem::path& path, const LockTimeout& lockTimeout)
        : path_(path), timeout_(lockTimeout) {}

    /// Whether the time limit is reached. Calls onWait once, after a second.
    bool isOver();

  private:
    const std::filesystem::path& path_;
    const LockTimeout& timeout_;
    const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    bool notified_ = false;
};

/// Repeats `action` while the store is locked, until the time limit. Then, and for every other
/// SQLite exception, throws as throwStoreError does.
template <typename Action>
auto retryWhileLocked(const std::filesystem::path& path, const LockTimeout& lockTimeout,
                      Action&& action, sqlite3* connection = nullptr) {
    LockWait waiting(path, lockTimeout);
    for (;;) {
        try {
            return action();
        } catch (const SQLite::Exception& error) {
            if (!isLocked(error) || waiting.isOver()) {
                throwStoreError(path, error, connection);
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

} // namespace asge
