// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/files.h"

#include "core/base/error.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace asge {
namespace {

namespace fs = std::filesystem;

std::error_code renameTo(const fs::path& from, const fs::path& to, IfExists ifExists) {
    std::error_code error;
    if (ifExists == IfExists::keep) {
        if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
            return {};
        }
        error.assign(errno, std::generic_category());
        // Some file systems do not support RENAME_NOREPLACE.
        if (error != std::errc::invalid_argument || pathExists(to)) {
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

constexpr std::string_view kMark = ".asge-";
constexpr std::string_view kEnding = ".part";

/// "runs.sqlite.asge-1234.part"
bool isScratchName(std::string_view name) {
    const auto mark = name.rfind(kMark);
    if (mark == std::string_view::npos || !name.ends_with(kEnding)) {
        return false;
    }
    name.remove_prefix(mark + kMark.size());
    name.remove_suffix(kEnding.size());
    return !name.empty() && name.find_first_not_of("0123456789-") == std::string_view::npos;
}

enum class Lock { ours, others, impossible };

/// Locks the file for this descriptor. The system releases the lock when the process ends. Some
/// file systems do not support such locks.
Lock lockOf(int file) {
    if (flock(file, LOCK_EX | LOCK_NB) == 0) {
        return Lock::ours;
    }
    return errno == EWOULDBLOCK ? Lock::others : Lock::impossible;
}

/// Whether the file still has a name: another program may have removed it as a leftover before it
/// was locked.
bool hasName(int file) {
    struct stat status = {};
    return fstat(file, &status) == 0 && status.st_nlink > 0;
}

void removeWithLogs(const fs::path& path) {
    std::error_code ignored;
    for (const char* ending :
         {"-wal", "-shm", "-journal", ""}) { // the name by which leftovers are found last
        fs::remove(path.string() + ending, ignored);
    }
}

/// The existing scratch files, which std::quick_exit removes too. The object is never destroyed,
/// because quick_exit may be called at any time.
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

bool pathExists(const fs::path& file) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(file, ignored));
}

std::error_code putInPlace(const fs::path& finished, const fs::path& name, IfExists ifExists) {
    sync(finished, 0);
    const std::error_code error = renameTo(finished, name, ifExists);
    if (error) {
        std::error_code ignored;
        fs::remove(finished, ignored);
        return error;
    }
    sync(fs::absolute(name).parent_path(), O_DIRECTORY);
    return {};
}

ScratchFile::ScratchFile(const fs::path& file) {
    const fs::path folder = fs::absolute(file).parent_path();
    removeLeftovers(folder);
    for (int number = 0; lock_ < 0; ++number) {
        path_ = file.string() + std::string(kMark) + std::to_string(getpid()) +
                (number == 0 ? "" : "-" + std::to_string(number)) + std::string(kEnding);
        const int made = open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (made < 0 && errno != EEXIST) {
            throwNotWritten(file, {errno, std::generic_category()});
        }
        if (made >= 0 && lockOf(made) != Lock::others && hasName(made)) {
            lock_ = made;
            ScratchFiles::all().add(path_);
        } else if (made >= 0) {
            close(made);
        }
    }
}

ScratchFile::~ScratchFile() {
    ScratchFiles::all().remove(path_);
    close(lock_);
}

void throwNotWritten(const fs::path& file, std::error_code error) {
    throw StoreError(file.string() + ": cannot be written: " + error.message());
}

void writeBytes(const ScratchFile& scratch, std::string_view bytes, const fs::path& file) {
    const int out = open(scratch.path().c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
    int error = out < 0 ? errno : 0;
    while (error == 0 && !bytes.empty()) {
        const ssize_t written = write(out, bytes.data(), bytes.size());
        if (written >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            error = errno;
        }
    }
    // Some file systems report a full disk only when the file is closed.
    if (out >= 0 && close(out) != 0 && error == 0) {
        error = errno;
    }
    if (error != 0) {
        throwNotWritten(file, {error, std::generic_category()});
    }
}

NewFolder::NewFolder(const fs::path& folder) {
    std::error_code error;
    for (fs::path missing = fs::absolute(folder);
         !fs::exists(missing, error) && missing.has_relative_path();
         missing = missing.parent_path()) {
        if (missing.has_filename()) {
            made_.push_back(missing);
        }
    }
    fs::create_directories(folder, error);
    if (error) {
        throw StoreError(folder.string() + ": cannot be created: " + error.message());
    }
}

NewFolder::~NewFolder() {
    std::error_code ignored;
    for (const fs::path& folder : made_) {
        fs::remove(folder, ignored);
    }
}

void removeLeftovers(const fs::path& folder) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (!isScratchName(entry.path().filename().string())) {
            continue;
        }
        const int file = open(entry.path().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        struct stat status = {};
        if (file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
            status.st_uid == geteuid() && lockOf(file) == Lock::ours) {
            removeWithLogs(entry.path());
        }
        if (file >= 0) {
            close(file);
        }
    }
}

} // namespace asge
