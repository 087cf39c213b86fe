// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>

namespace asge {

/// Whether a file that SQLite does not recognise as a database is a store whose first page, or the
/// header in it, was overwritten: it contains the tables of a store.
bool hasLostHeader(const std::filesystem::path& file);

/// Restores the header and the schema pages of a store whose first pages were overwritten, with
/// those of a new store: all stores of a version begin alike. Pages of the file's free list stay
/// unused. Throws StoreError if the file can't be read or written.
void restoreFirstPages(const std::filesystem::path& file);

} // namespace asge
