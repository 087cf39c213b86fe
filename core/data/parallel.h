// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/affinity.h"
#include "core/base/cores.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace asge {

/// Calls work(0) … work(count − 1), each once, in no particular order, on as many threads as the
/// process may use; calls must not share mutable state. Waits for all of them, then rethrows the
/// exception of the lowest index that failed.
template <typename Work>
void forEachInParallel(int count, const Work& work) {
    constexpr int kWorthAThread = 8;
    const int cores = threadCount();
    std::atomic<int> next{0};
    std::mutex mutex;
    int failed = count;
    std::exception_ptr error;
    const auto drain = [&] {
        for (int i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (i < failed) {
                    failed = i;
                    error = std::current_exception();
                }
                next = count;
            }
        }
    };
    std::vector<std::jthread> helpers;
    for (int i = 1; i < std::min(cores, count / kWorthAThread); ++i) {
        helpers.push_back(startThread<std::jthread>(drain));
    }
    drain();
    helpers.clear(); // joins the threads
    if (error) {
        std::rethrow_exception(error);
    }
}

} // namespace asge
