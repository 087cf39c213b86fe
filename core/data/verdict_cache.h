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

/// What decoding an image file has shown.
struct FileVerdict {
    PictureInfo info; ///< as decodeImage gives it, in full resolution
    bool isSound = false;
    std::string note; ///< what was mended, or, unless it is sound, why it can't be used; or empty
    /// Per channel of `info`, over the pixels of the image that was made of it; empty if unknown.
    std::vector<ChannelSum> sums;
};

/// Remembers the verdicts on image files between one start and the next, for all processes of a
/// user: an SQLite file, bounded, that may be deleted at any time. A verdict holds as long as the
/// file keeps its path and stamp. Whatever is wrong with the cache costs time and nothing else: no
/// member throws for it. put() may be called from several threads at once.
class VerdictCache {
  public:
    /// $XDG_CACHE_HOME/asge/images.sqlite, else ~/.cache/asge/images.sqlite; empty if there is no
    /// home folder.
    static std::filesystem::path place();

    /// Where the file grows beyond `mostBytes`, the verdicts on folders that weren't used for
    /// longest go. With an empty `file` nothing is remembered.
    explicit VerdictCache(std::filesystem::path file, std::uint64_t mostBytes = kMostBytes);
    ~VerdictCache(); ///< writes what isn't written yet
    VerdictCache(const VerdictCache&) = delete;
    VerdictCache& operator=(const VerdictCache&) = delete;

    /// The verdicts on files that have these stamps, with the sums of images made by `cut`, a short
    /// text that names size and part; nothing for a file that isn't known as it is.
    std::vector<std::optional<FileVerdict>>
    find(const std::vector<std::string>& files, const std::vector<std::optional<FileStamp>>& stamps,
         const std::string& cut);

    /// Files that were changed right before the cache was made are not kept: a later change within
    /// the same tick of the file system's clock would not be noticed.
    void put(const std::string& file, const FileStamp& stamp, const std::string& cut,
             FileVerdict verdict);
    /// For a file that turned out to be other than its verdict says.
    void forget(const std::string& file);
    /// Writes what was put.
    void flush();

    /// A short text that was remembered under a key; empty if there is none.
    std::string text(const std::string& key);
    void putText(const std::string& key, const std::string& text);

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
    void writeWaiting();

    const std::filesystem::path file_;
    const std::uint64_t mostBytes_;
    const std::int64_t made_; ///< nanoseconds since 1970
    std::mutex mutex_;        ///< of what follows
    std::unique_ptr<Connection> connection_;
    bool isGivenUp_ = false;
    std::vector<Entry> waiting_;
    std::int64_t flushed_; ///< nanoseconds of a steady clock
};

} // namespace asge
