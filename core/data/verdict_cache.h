// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "core/data/file_stamp.h"
#include "core/data/picture.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// The result of decoding an image file.
struct FileVerdict {
    PictureInfo info; ///< as decodeImage returns it, in full resolution
    bool isSound = false;
    std::string note; ///< what was repaired, or why the file can't be used; or empty
    /// Per channel of `info`, over the pixels of the resulting image; empty if unknown.
    std::vector<ChannelSum> sums;
};

/// Remembers the verdicts on image files between starts, for all processes of a user, in an SQLite
/// file of bounded size that may be deleted at any time. A verdict is valid as long as the file
/// keeps its path and stamp. Problems with the cache only cost time: no member throws because of
/// them. put() may be called from several threads at once.
class VerdictCache {
  public:
    /// $XDG_CACHE_HOME/asge/images.sqlite, otherwise ~/.cache/asge/images.sqlite; empty if there is
    /// no home folder.
    static std::filesystem::path defaultPath();

    /// If the file grows beyond `mostBytes`, the verdicts on the least recently used folders are
    /// deleted. If `file` is empty, nothing is remembered.
    explicit VerdictCache(std::filesystem::path file, std::uint64_t mostBytes = kMostBytes);
    ~VerdictCache(); ///< writes pending verdicts
    VerdictCache(const VerdictCache&) = delete;
    VerdictCache& operator=(const VerdictCache&) = delete;

    /// The verdicts on files with these stamps, and the sums of images made by `cut`, a short text
    /// that names size and part; nothing for a file that is unknown or has changed.
    std::vector<std::optional<FileVerdict>>
    find(const std::vector<std::string>& files, const std::vector<std::optional<FileStamp>>& stamps,
         const std::string& cut);

    /// Remembers a verdict, unless the file was changed right before the cache was opened: a later
    /// change within the same tick of the file system's clock would not be noticed.
    void put(const std::string& file, const FileStamp& stamp, const std::string& cut,
             FileVerdict verdict);
    /// Deletes the verdict on a file, because it turned out to be wrong.
    void forget(const std::string& file);
    /// Writes pending verdicts.
    void flush();

    /// A short text that was stored under a key; empty if there is none.
    std::string text(const std::string& key);
    void putText(const std::string& key, const std::string& text);

    /// Upper bound, in nanoseconds, of the resolution of file systems' time stamps.
    static constexpr std::int64_t kClockTick = 100'000'000;
    static constexpr std::uint64_t kMostBytes = std::uint64_t{512} << 20U;

  private:
    struct Connection;
    struct Entry {
        std::string file;
        FileStamp stamp;
        std::string cut;
        FileVerdict verdict;
    };

    Connection* connection(bool writes);
    template <typename Work>
    bool attempt(bool writes, const Work& work);
    void markUsed();
    void writePending();

    const std::filesystem::path file_;
    const std::uint64_t mostBytes_;
    const std::int64_t openedAt_; ///< in nanoseconds since 1970
    std::mutex mutex_;            ///< guards the members below
    std::unique_ptr<Connection> connection_;
    bool isGivenUp_ = false;
    std::vector<Entry> pending_;
    std::int64_t flushed_; ///< in nanoseconds of a steady clock
};

} // namespace asge
