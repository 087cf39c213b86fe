#include "core/store/files.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <set>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace asge {
namespace {

namespace fs = std::filesystem;

std::error_code renameTo(const fs::path& from, const fs::path& to, Occupied occupied) {
    std::error_code error;
    if (occupied == Occupied::stays) {
        if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
            return {};
        }
        error.assign(errno, std::generic_category());
        // Not every file system knows this kind of renaming.
        if (error != std::errc::invalid_argument || isThere(to)) {
            return error;
        }
    }
    fs::rename(from, to, error);
    return error;
}

void sync(const fs::path& path, int flags) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
    if (file >= 0) {
        fsync(file);
        close(file);
    }
}

void removeWithLogs(const fs::path& path) {
    std::error_code ignored;
    for (const char* ending : {"", "-wal", "-shm", "-journal"}) {
        fs::remove(path.string() + ending, ignored);
    }
}

/// Those that there are, removed too if std::quick_exit ends the program. Never destroyed: that may
/// come at any time.
class ScratchFiles {
  public:
    static ScratchFiles& all() {
        static auto* const files = new ScratchFiles;
        return *files;
    }

    void add(const fs::path& path) {
        const std::lock_guard lock(mutex_);
        paths_.insert(path);
    }
    void remove(const fs::path& path) {
        const std::lock_guard lock(mutex_);
        removeWithLogs(path);
        paths_.erase(path);
    }

  private:
    ScratchFiles() {
        std::at_quick_exit([] {
            const std::lock_guard lock(all().mutex_);
            for (const fs::path& path : all().paths_) {
                removeWithLogs(path);
            }
        });
    }

    std::mutex mutex_;
    std::set<fs::path> paths_;
};

} // namespace

bool isThere(const fs::path& file) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(file, ignored));
}

std::error_code putInPlace(const fs::path& finished, const fs::path& name, Occupied occupied) {
    sync(finished, 0);
    const std::error_code error = renameTo(finished, name, occupied);
    if (error) {
        std::error_code ignored;
        fs::remove(finished, ignored);
        return error;
    }
    sync(fs::absolute(name).parent_path(), O_DIRECTORY);
    return {};
}

ScratchFile::ScratchFile(fs::path path) : path_(std::move(path)) {
    removeWithLogs(path_); // what a program that was killed left
    ScratchFiles::all().add(path_);
}

ScratchFile::~ScratchFile() {
    ScratchFiles::all().remove(path_);
}

fs::path partName(const fs::path& file) {
    return file.string() + "." + std::to_string(getpid()) + ".part";
}

} // namespace asge
