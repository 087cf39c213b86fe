// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>

#include <sys/inotify.h>
#include <unistd.h>

namespace asge::test {

/// Counts how often any process opens the files in a folder and in all folders below it.
class OpenedFiles {
  public:
    explicit OpenedFiles(const std::filesystem::path& folder)
        : descriptor_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
        watch(folder);
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (entry.is_directory()) {
                watch(entry.path());
            }
        }
        take(); // discards the events that listing the folders has caused
    }
    ~OpenedFiles() { close(descriptor_); }
    OpenedFiles(const OpenedFiles&) = delete;
    OpenedFiles& operator=(const OpenedFiles&) = delete;

    /// The files that were opened since the last call, and how often each was.
    std::map<std::string, int> take() {
        constexpr std::size_t kBuffer = 64 << 10;
        std::map<std::string, int> opened;
        alignas(inotify_event) std::array<char, kBuffer> buffer{};
        for (ssize_t got = 0; (got = read(descriptor_, buffer.data(), buffer.size())) > 0;) {
            for (ssize_t at = 0; at < got;) {
                const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
                if ((event->mask & IN_Q_OVERFLOW) != 0) {
                    throw std::runtime_error("too many files were opened to count them");
                }
                if ((event->mask & IN_ISDIR) == 0 && event->len > 0) {
                    ++opened[folders_[event->wd] + event->name];
                }
                at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
            }
        }
        return opened;
    }
    int takeCount() {
        int count = 0;
        for (const auto& [name, times] : take()) {
            count += times;
        }
        return count;
    }

  private:
    void watch(const std::filesystem::path& folder) {
        const int watched = inotify_add_watch(descriptor_, folder.c_str(), IN_OPEN);
        if (watched < 0) {
            throw std::runtime_error("can't watch " + folder.string());
        }
        folders_[watched] = folder.string() + "/";
    }

    int descriptor_;
    std::map<int, std::string> folders_;
};

} // namespace asge::test
