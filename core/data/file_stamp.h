#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// What tells a file from what it was before. Times are nanoseconds since 1970; the time of the
/// last change of its inode (`changed`) can't be set back as that of its contents can.
struct FileStamp {
    std::int64_t size = 0;
    std::int64_t modified = 0;
    std::int64_t changed = 0;
    std::uint64_t inode = 0;

    bool operator==(const FileStamp&) const = default;
};

/// Of a file, or the one that a link leads to. Nothing if it can't be looked at.
std::optional<FileStamp> stampOf(const std::string& file);

/// "SIZE MODIFIED CHANGED INODE", for digests.
std::string toString(const FileStamp& stamp);

/// Files and folders as they were at some time.
struct StampedFiles {
    std::shared_ptr<const std::vector<std::string>> files;
    std::vector<std::optional<FileStamp>> stamps; ///< one a file

    static StampedFiles of(std::vector<std::string> files);
    /// Whether all are as they were: a folder is while nothing is added to it or taken from it.
    bool areUnchanged() const;
};

} // namespace asge
