// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>

namespace asge {

/// What SQLite takes for no database is a store whose first page, or the header in it, was written
/// over: it holds the tables of one.
bool hasLostHeader(const std::filesystem::path& file);

/// Puts a new store's header, and those of its pages that hold the schema, in the place of those of
/// a store that are none any more: all our stores begin alike. What was in the file's list of
/// unused pages stays out of use. Throws StoreError where the file can't be read or written.
void restoreFirstPages(const std::filesystem::path& file);

} // namespace asge
