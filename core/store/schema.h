// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <functional>
#include <span>

namespace asge {

/// PRAGMA application_id of every store: "ASGE".
constexpr std::int64_t kApplicationId = 0x41534745;

/// The kind of a database file, by its header and its tables.
struct StoreKind {
    enum class Family { empty, store, foreign };
    Family family = Family::empty;
    std::int64_t version = 0; ///< PRAGMA user_version
};

/// Determines the kind of a file without changing it. Must not be called inside a transaction.
StoreKind storeKind(SQLite::Database& database);

/// PRAGMA user_version; 0 if the file is empty.
std::int64_t versionOf(const SQLite::Database& database);

/// The migrations: step i is the SQL that upgrades a store from version i to version i + 1. New
/// steps are appended; existing ones never change.
std::span<const char* const> schemaSteps();

/// The version that this program reads and writes.
std::int64_t schemaVersion();

/// Upgrades the database with the missing steps in one transaction. If several processes open a
/// store at once, one migrates it and the others find it migrated. `before` is called with the
/// store's version, unless the file is empty, while other processes can't write; if it throws, the
/// store stays as it is.
void migrate(SQLite::Database& database, std::span<const char* const> steps = schemaSteps(),
             const std::function<void(std::int64_t version)>& before = {});

/// Whether a store has all tables and columns of that version. If a newer store has, a program of
/// that version can read it.
bool hasColumnsOfVersion(const SQLite::Database& database, std::int64_t version = schemaVersion());

/// Creates temporary views and tables, with which this connection reads a store of an older version
/// as if it were of this one. The store itself does not change.
void addCompatibilityViews(SQLite::Database& database, std::int64_t version);

} // namespace asge
