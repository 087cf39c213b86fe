// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// Identifies a version of a file. Times are in nanoseconds since 1970. The time of the inode's
/// last change (`changed`) can't be set by programs, unlike that of the contents.
struct FileStamp {
    std::int64_t size = 0;
    std::int64_t modified = 0;
    std::int64_t changed = 0;
    std::uint64_t inode = 0;

    bool operator==(const FileStamp&) const = default;
};

/// The stamp of a file, or of the target of a link; nothing if the file can't be accessed.
std::optional<FileStamp> stampOf(const std::string& file);

/// "SIZE MODIFIED CHANGED INODE", for digests.
std::string toString(const FileStamp& stamp);

/// Files and folders with their stamps at some time.
struct StampedFiles {
    std::shared_ptr<const std::vector<std::string>> files;
    std::vector<std::optional<FileStamp>> stamps; ///< one per file

    static StampedFiles of(std::vector<std::string> files);
    /// Whether none has changed. A folder changes when an entry is added or removed.
    bool areUnchanged() const;
};

} // namespace asge
