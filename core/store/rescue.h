// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/error.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>

namespace asge {

/// Thrown if a store's file was deleted or moved and can't be written back at the moment.
class FileGone : public StoreError {
  public:
    using StoreError::StoreError;
};

/// What is needed to write a store's file back after it was deleted or moved.
struct FileLocation {
    std::filesystem::path path; ///< absolute, with links resolved
    std::filesystem::perms permissions = std::filesystem::perms::none;
    std::uint64_t device = 0; ///< device number of its file system
};

/// Requires an existing file.
FileLocation locationOf(const std::filesystem::path& path);

/// Writes a store that was deleted or moved while open back to its path, from the open connection,
/// with everything that was committed. If several processes had the file open, the first one writes
/// it and the others find it. `path` names the store in errors. Throws StoreError and SQLite's
/// exceptions if the disk is full, the drive is missing, or another file has taken the path; that
/// file stays as it is.
void writeBack(SQLite::Database& database, const std::filesystem::path& path,
               const FileLocation& location);

/// Whether `fresh` has every run of `old` with at least the same progress.
bool holdsAll(const SQLite::Database& fresh, const SQLite::Database& old);

} // namespace asge
