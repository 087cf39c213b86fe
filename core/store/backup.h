// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace asge {

/// Overwrites the file `to`, which must belong to a ScratchFile, with the content of `source`, in
/// one transaction that is on disk when the function returns. Throws SQLite's exceptions.
void copyPages(SQLite::Database& source, const std::filesystem::path& to);

/// Copies the store's last committed state to a file beside it and returns that file's name:
/// "runs.sqlite.v1-backup" for a store of version 1, with a number appended if the name is taken.
/// The caller must hold the store's write lock, so that no other process makes the same file.
/// `path` names the store in errors, `absolute` is its absolute path. Throws StoreError, and then
/// leaves no partial copy.
std::filesystem::path backUp(const std::filesystem::path& path,
                             const std::filesystem::path& absolute, std::int64_t version);

/// The backups of a store that are in its folder, ordered by name.
std::vector<std::filesystem::path> backupsOf(const std::filesystem::path& path);

} // namespace asge
