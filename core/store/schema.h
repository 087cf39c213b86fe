// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <functional>
#include <span>

namespace asge {

/// PRAGMA application_id of every store: "ASGE".
constexpr std::int64_t kApplicationId = 0x41534745;

/// What a database file is, by its header and its tables.
struct StoreKind {
    enum class Family { empty, store, foreign };
    Family family = Family::empty;
    std::int64_t version = 0; ///< PRAGMA user_version
};

/// Reads only; not to be called inside a transaction.
StoreKind storeKind(SQLite::Database& database);

/// PRAGMA user_version; 0 in a file that is empty.
std::int64_t versionOf(const SQLite::Database& database);

/// The schema's history: step i is the SQL that takes a store of version i to version i + 1. Steps
/// are only ever added.
std::span<const char* const> schemaSteps();

/// The version that this program reads and writes.
std::int64_t schemaVersion();

/// Takes the steps that the database lacks, all in one transaction: however many processes open a
/// store at once, one takes them and the others find them taken. That one first calls `before` with
/// the version of a store that has one; nobody else can write to it meanwhile, and what `before`
/// throws leaves it as it is.
void migrate(SQLite::Database& database, std::span<const char* const> steps = schemaSteps(),
             const std::function<void(std::int64_t version)>& before = {});

/// Whether a store has all tables and columns of that version; one of a newer version can then be
/// read by the program of that one.
bool hasWhatWeRead(const SQLite::Database& database, std::int64_t version = schemaVersion());

/// Lets this connection read a store of an older version as if it were of this one, by temporary
/// views and tables of its own; the store stays as it is.
void lookUpToDate(SQLite::Database& database, std::int64_t version);

} // namespace asge
