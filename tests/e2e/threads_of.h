// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/affinity.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace asge::test {

/// A thread of another process, read from /proc.
struct ThreadOf {
    pid_t id = 0;
    int processors = 0; ///< number of processors in its affinity mask
    long ticks = 0;     ///< processor time used so far
};

/// The user and system time of a stat line, fields 14 and 15. Field 2 is a name in parentheses that
/// may contain blanks.
inline long ticksOf(const std::filesystem::path& task) {
    std::ifstream file(task / "stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    std::istringstream rest(text.substr(std::min(text.size(), text.rfind(')') + 1)));
    std::string skipped;
    for (int field = 3; field < 14; ++field) {
        rest >> skipped;
    }
    long user = 0;
    long system = 0;
    rest >> user >> system;
    return user + system;
}

inline std::vector<ThreadOf> threadsOf(pid_t process) {
    std::vector<ThreadOf> threads;
    const auto tasks = "/proc/" + std::to_string(process) + "/task";
    for (const auto& task : std::filesystem::directory_iterator(tasks)) {
        const pid_t id = std::stoi(task.path().filename());
        threads.push_back({id, AffinityMask::of(id).count(), ticksOf(task.path())});
    }
    return threads;
}

/// The threads that are bound to one processor.
inline int boundThreads(pid_t process) {
    const auto threads = threadsOf(process);
    return static_cast<int>(std::count_if(threads.begin(), threads.end(),
                                          [](const ThreadOf& t) { return t.processors == 1; }));
}

/// The threads that have used at least a fifth of the processor time of the busiest one.
inline int busyThreads(pid_t process) {
    const auto threads = threadsOf(process);
    long most = 1;
    for (const ThreadOf& thread : threads) {
        most = std::max(most, thread.ticks);
    }
    return static_cast<int>(std::count_if(threads.begin(), threads.end(),
                                          [&](const ThreadOf& t) { return 5 * t.ticks >= most; }));
}

} // namespace asge::test
