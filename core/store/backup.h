// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace asge {

/// Writes what `source` sees over the file `to`, which is a ScratchFile's, in one transaction that
/// is on disk when it returns. Throws SQLite's errors.
void copyPages(SQLite::Database& source, const std::filesystem::path& to);

/// Copies the store as its last commit left it to a file beside it, "runs.sqlite.v1-backup" for one
/// of version 1, or with a number after it where that is taken; gives its name. To be called while
/// this process holds the lock to write: then nobody else makes the same file. `path` names the
/// store in errors, `whole` is where it lies. Throws StoreError, and leaves no half of a copy.
std::filesystem::path backUp(const std::filesystem::path& path, const std::filesystem::path& whole,
                             std::int64_t version);

/// The copies of a store that lie beside it, in the order of their names.
std::vector<std::filesystem::path> backupsOf(const std::filesystem::path& path);

} // namespace asge
