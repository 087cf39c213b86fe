#pragma once

#include <cstdint>
#include <filesystem>

namespace asge {

/// Copies the store as its last commit left it to a file beside it, "runs.sqlite.v1-backup" for one
/// of version 1, or with a number after it where that is taken; gives its name. To be called while
/// this process holds the lock to write: then nobody else makes the same file. `path` names the
/// store in errors, `whole` is where it lies. Throws StoreError, and leaves no half of a copy.
std::filesystem::path backUp(const std::filesystem::path& path, const std::filesystem::path& whole,
                             std::int64_t version);

} // namespace asge
