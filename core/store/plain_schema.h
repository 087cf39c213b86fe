// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>

namespace asge {

/// Names an object in a store's schema that a store of its version does not have, or that differs
/// from the one that this program makes, such as "the trigger 'x'"; nothing if there is none.
/// Views, triggers, virtual tables, generated columns and other constraints are code that SQLite
/// would run. A store of a newer version may have other tables and columns, but nothing of that
/// kind.
std::optional<std::string> foreignObject(const SQLite::Database& database, std::int64_t version);

/// Throws `damage` that names such an object. Must be called before any table is read.
void requirePlain(const SQLite::Database& database, std::int64_t version);

/// Hides each of a store's tables that is not a plain one behind an empty temporary table, so that
/// a salvage can read the others.
void hideUnsafeTables(SQLite::Database& database);

} // namespace asge
