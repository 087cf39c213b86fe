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

/// The content isn't what a program of ours wrote, be it SQLite or this one that noticed.
class StoreDamaged : public StoreError {
  public:
    StoreDamaged(const std::string& line, std::string detail)
        : StoreError(line), detail_(std::move(detail)) {}
    const std::string& detail() const { return detail_; } ///< without the store's name

  private:
    std::string detail_;
};

/// How long a write waits for other processes' before it gives up.
constexpr std::chrono::milliseconds kPatience = std::chrono::seconds(30);

/// How long to wait while others have the store locked, and what to do about it.
struct Patience {
    template <std::convertible_to<std::chrono::milliseconds> Time>
    Patience(Time longest, std::function<void(const std::string&)> waiting = {}) // by intent
        : time(longest), onWait(std::move(waiting)) {}

    std::chrono::milliseconds time;
    /// Called once with a line that names the store when it has been locked for over a second.
    std::function<void(const std::string&)> onWait;
};

/// Whether to make a store if there is none.
enum class Missing { made, refused };

/// The connection that writes: creates the folder, the file and the schema if they are missing (an
/// empty file counts as missing), brings an older schema up to date, with a copy of the store as it
/// was beside it, and leaves a file that is no store alone. Removes what killed programs left in
/// the folder. Throws StoreError, and BadInput for a file that is no store of a version that this
/// program knows, for one that has several names, and for a missing one that is not to be made.
SQLite::Database openToWrite(const std::filesystem::path& path,
                             const Patience& patience = kPatience, Missing missing = Missing::made);
/// A connection that only reads, an older store as well; it needs no permission to write if
/// nothing can be writing, and changes nothing.
/// A store of a newer version is read if it has the tables and columns that this one has.
/// Throws as openToWrite does, BadInput also if there is no store.
SQLite::Database openToRead(const std::filesystem::path& path,
                            const Patience& patience = kPatience);

/// The same for a store that SQLite takes for damaged as soon as it is opened, a truncated one say:
/// reads what is there.
SQLite::Database openDamagedToRead(const std::filesystem::path& path);

/// What SQLite says, as one line that names the store. `connection` tells more of what the system
/// said; null where there is none.
std::string errorLine(const std::filesystem::path& path, const SQLite::Exception& error,
                      sqlite3* connection = nullptr);
/// Throws it: StoreLocked, StoreDamaged, another StoreError, or BadInput for what is no database.
[[noreturn]] void throwStoreError(const std::filesystem::path& path, const SQLite::Exception& error,
                                  sqlite3* connection = nullptr);

/// What the user of the store should know, a line each that names it.
std::vector<std::string> storeNotes(const std::filesystem::path& path, SQLite::Database& database);

/// Another connection holds what was needed; later it may work.
bool isLocked(const SQLite::Exception& error);
/// There is no room, or the disk or a permission to use it is gone; later it may work.
bool isTrouble(const SQLite::Exception& error);

/// The file that the connection has open isn't what its path names any more: it was deleted, moved
/// or replaced.
bool hasMoved(const SQLite::Database& database);

/// One wait for others' locks.
class Waiting {
  public:
    Waiting(const std::filesystem::path& path, const Patience& patience)
        : path_(path), patience_(patience) {}

    /// Whether the patience is over; says once that it waits.
    bool isOver();

  private:
    const std::filesystem::path& path_;
    const Patience& patience_;
    const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    bool said_ = false;
};

/// Calls `action` until it isn't refused because the store is locked, for as long as `patience`
/// lasts; then, and for any other error of SQLite, throws as throwStoreError does.
template <typename Action>
auto withPatience(const std::filesystem::path& path, const Patience& patience, Action&& action,
                  sqlite3* connection = nullptr) {
    Waiting waiting(path, patience);
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
