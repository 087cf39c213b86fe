// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace asge {

/// A clock that stops while the process is stopped by Ctrl-Z or SIGSTOP, frozen by a control group,
/// or suspended with the computer. A thread reads the time twice a second; if several seconds have
/// passed since the last reading, the process was not running. Thread-safe.
class RunningClock {
  public:
    using Clock = std::chrono::steady_clock;

    explicit RunningClock(std::function<Clock::time_point()> now = Clock::now);
    ~RunningClock();
    RunningClock(const RunningClock&) = delete;
    RunningClock& operator=(const RunningClock&) = delete;

    /// Seconds since construction during which the process was running.
    double seconds();

  private:
    void watch();

    const std::function<Clock::time_point()> now_;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool end_ = false;
    Clock::time_point last_;
    Clock::duration running_{0};
    std::thread thread_; ///< the last member, because the thread uses the others
};

} // namespace asge
