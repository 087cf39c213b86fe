// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>

namespace asge {

/// What a store's file holds beside the tables and indices of its version, "the trigger 'x'", or
/// which of them is another than this program makes; nothing if there is no such thing. Views,
/// triggers, virtual tables, generated columns and other constraints are programs that SQLite would
/// run. A store of a newer version may have other tables and columns, but none of those.
std::optional<std::string> foreignObject(const SQLite::Database& database, std::int64_t version);

/// Throws `damage` that names such an object. To be called before anything is read of the tables.
void requirePlain(const SQLite::Database& database, std::int64_t version);

/// For a connection that salvages what is left of a file: lays an empty temporary table over each
/// table of ours that isn't a plain one, so that the others can be read.
void hideUnsafeTables(SQLite::Database& database);

} // namespace asge
