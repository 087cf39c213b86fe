// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/file_stamp.h"

#include "core/data/parallel.h"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <utility>

namespace asge {

namespace {

std::int64_t nanoseconds(const timespec& time) {
    constexpr std::int64_t kASecond = 1'000'000'000;
    return static_cast<std::int64_t>(time.tv_sec) * kASecond + time.tv_nsec;
}

} // namespace

std::optional<FileStamp> stampOf(const std::string& file) {
    struct stat status = {};
    if (stat(file.c_str(), &status) != 0) {
        return std::nullopt;
    }
    return FileStamp{static_cast<std::int64_t>(status.st_size), nanoseconds(status.st_mtim),
                     nanoseconds(status.st_ctim), static_cast<std::uint64_t>(status.st_ino)};
}

StampedFiles StampedFiles::of(std::vector<std::string> files) {
    StampedFiles group;
    std::transform(files.begin(), files.end(), std::back_inserter(group.stamps), stampOf);
    group.files = std::make_shared<const std::vector<std::string>>(std::move(files));
    return group;
}

bool StampedFiles::areUnchanged() const {
    std::atomic<bool> unchanged{true};
    forEachInParallel(static_cast<int>(stamps.size()), [&](int i) {
        const auto index = static_cast<std::size_t>(i);
        if (unchanged && stampOf((*files)[index]) != stamps[index]) {
            unchanged = false;
        }
    });
    return unchanged;
}

std::string toString(const FileStamp& stamp) {
    return std::to_string(stamp.size) + ' ' + std::to_string(stamp.modified) + ' ' +
           std::to_string(stamp.changed) + ' ' + std::to_string(stamp.inode);
}

} // namespace asge
