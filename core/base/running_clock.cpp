// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/running_clock.h"

#include "core/base/affinity.h"

#include <utility>

namespace asge {

namespace {

constexpr std::chrono::milliseconds kBetweenLooks(500);
/// Longer than the thread waits for a processor on a busy machine.
constexpr std::chrono::milliseconds kLongestClockGap(2500);

} // namespace

RunningClock::RunningClock(std::function<Clock::time_point()> now)
    : now_(std::move(now)), last_(now_()), thread_(startThread([this] { watch(); })) {}

RunningClock::~RunningClock() {
    {
        const std::lock_guard lock(mutex_);
        end_ = true;
    }
    ended_.notify_one();
    thread_.join();
}

double RunningClock::seconds() {
    const std::lock_guard lock(mutex_);
    const Clock::time_point now = now_();
    if (now - last_ <= kLongestClockGap) {
        running_ += now - last_;
    }
    last_ = now;
    return std::chrono::duration<double>(running_).count();
}

void RunningClock::watch() {
    std::unique_lock lock(mutex_);
    while (!ended_.wait_for(lock, kBetweenLooks, [this] { return end_; })) {
        lock.unlock();
        seconds();
        lock.lock();
    }
}

} // namespace asge
