// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/affinity.h"

#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <functional>
#include <set>
#include <string>

namespace asge {

namespace {

std::set<pid_t> threadsOfTheProcess() {
    std::set<pid_t> threads;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task", error)) {
        const std::string name = entry.path().filename();
        pid_t id = 0;
        std::from_chars(name.data(), name.data() + name.size(), id);
        threads.insert(id);
    }
    return threads;
}

} // namespace

AffinityMask AffinityMask::of(pid_t thread) {
    AffinityMask mask;
    // The kernel refuses masks that are smaller than its own, so the size is doubled until it fits.
    constexpr std::size_t kMostWords = 4096;
    for (std::size_t words = 16; words <= kMostWords; words *= 2) {
        mask.bits_.assign(words, 0);
        const int error = sched_getaffinity(thread, words * sizeof(unsigned long),
                                            reinterpret_cast<cpu_set_t*>(mask.bits_.data()));
        if (error == 0) {
            return mask;
        }
        if (errno != EINVAL) {
            break;
        }
    }
    mask.bits_.clear();
    return mask;
}

int AffinityMask::count() const {
    int processors = 0;
    for (const unsigned long word : bits_) {
        processors += __builtin_popcountl(word);
    }
    return processors;
}

void AffinityMask::applyTo(pid_t thread) const {
    if (!bits_.empty()) {
        sched_setaffinity(thread, bits_.size() * sizeof(unsigned long),
                          reinterpret_cast<const cpu_set_t*>(bits_.data()));
    }
}

const AffinityMask& processAffinity() {
    static const AffinityMask mask = AffinityMask::of();
    return mask;
}

void loadUnbound(const std::function<void()>& load) {
    const AffinityMask& mask = processAffinity();
    const std::set<pid_t> before = threadsOfTheProcess();
    load();
    mask.applyTo();
    for (const pid_t thread : threadsOfTheProcess()) {
        if (!before.contains(thread)) {
            mask.applyTo(thread);
        }
    }
}

} // namespace asge
