// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/locked_files.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/stat.h>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr std::array<const char*, 3> kLockedEndings{"", "-wal", "-shm"};

struct LockedNames {
    std::mutex mutex;
    std::vector<fs::path> names;
};

LockedNames& lockedNames() {
    static LockedNames all;
    return all;
}

/// The device and the number of a file.
std::optional<std::pair<dev_t, ino_t>> inodeOf(const fs::path& file) {
    struct stat status = {};
    return stat(file.c_str(), &status) == 0 ? std::optional(std::pair(status.st_dev, status.st_ino))
                                            : std::nullopt;
}

} // namespace

LockedFile::LockedFile(fs::path file) : file_(std::move(file)) {
    std::error_code error; // an empty path has no absolute one, and is refused when it is opened
    if (const fs::path absolute = fs::absolute(file_, error); !error) {
        file_ = absolute;
    }
    LockedNames& all = lockedNames();
    const std::lock_guard lock(all.mutex);
    all.names.push_back(file_);
}

LockedFile::~LockedFile() {
    LockedNames& all = lockedNames();
    const std::lock_guard lock(all.mutex);
    all.names.erase(std::find(all.names.begin(), all.names.end(), file_));
}

bool isLocked(const fs::path& file) {
    const auto wanted = inodeOf(file);
    if (!wanted) {
        return false;
    }
    LockedNames& all = lockedNames();
    const std::lock_guard lock(all.mutex);
    return std::any_of(all.names.begin(), all.names.end(), [&](const fs::path& name) {
        return std::any_of(kLockedEndings.begin(), kLockedEndings.end(), [&](const char* ending) {
            return inodeOf(name.string() + ending) == wanted;
        });
    });
}

void requireNotLocked(const fs::path& file) {
    if (isLocked(file)) {
        throw BadInput(shownName(file) +
                       ": belongs to the store that is open; choose another file");
    }
}

} // namespace asge
