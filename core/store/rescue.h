// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/error.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>

namespace asge {

/// A store's file is not where others look for it, and can't be written back there now.
class FileGone : public StoreError {
  public:
    using StoreError::StoreError;
};

/// What has to be known of a store's file to write it back to its place when it is gone.
struct FilePlace {
    std::filesystem::path whole; ///< absolute, without links
    std::filesystem::perms permissions = std::filesystem::perms::none;
    std::uint64_t device = 0; ///< the file system that it lies on
};

/// Of a file that is there.
FilePlace placeOf(const std::filesystem::path& path);

/// Writes what an open connection has of a file that was deleted or moved back to its place, with
/// all that was ever committed. Several processes may have had the file open: the first one writes
/// it and the others find it there. `path` names the store in errors. Throws StoreError, and
/// SQLite's: where it lacks room, where its drive is gone, and where another file has taken its
/// place, which stays as it is.
void writeBack(SQLite::Database& database, const std::filesystem::path& path,
               const FilePlace& place);

/// Every run of `old` is in `fresh` and has got as far at least.
bool holdsAll(const SQLite::Database& fresh, const SQLite::Database& old);

} // namespace asge
