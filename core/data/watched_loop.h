// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/load_watch.h"
#include "core/data/parallel.h"

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

namespace asge {

/// Reports progress to a watch at most about ten times a second.
class ProgressPacer {
  public:
    ProgressPacer(LoadWatch& watch, std::string what, std::int64_t total)
        : watch_(watch), progress_{std::move(what), 0, total} {}

    void report(std::int64_t done) {
        constexpr std::chrono::milliseconds kInterval(100);
        const auto now = std::chrono::steady_clock::now();
        if (now - lastReport_ >= kInterval) {
            lastReport_ = now;
            progress_.done = done;
            watch_.onProgress(progress_);
        }
    }

  private:
    LoadWatch& watch_;
    LoadProgress progress_;
    std::chrono::steady_clock::time_point lastReport_ = std::chrono::steady_clock::now();
};

/// Like forEachInParallel, but reports progress to `watch` on the calling thread, and throws
/// Interrupted if the watch is stopped.
template <typename Work>
void forEachWatched(int count, const std::string& what, LoadWatch& watch, const Work& work) {
    ProgressPacer pacer(watch, what, count);
    std::atomic<int> done{0};
    const std::thread::id caller = std::this_thread::get_id();
    forEachInParallel(count, [&](int i) {
        watch.throwIfStopped();
        work(i);
        const int finished = ++done;
        if (std::this_thread::get_id() == caller) {
            pacer.report(finished);
        }
    });
}

} // namespace asge
