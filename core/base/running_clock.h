#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace asge {

/// A clock that stands still while the process does: stopped by Ctrl-Z or SIGSTOP, frozen by a
/// control group, asleep with the computer. A thread looks at the time twice a second; if it has
/// not been able to for several seconds, the process did not run meanwhile. Thread-safe.
class RunningClock {
  public:
    using Clock = std::chrono::steady_clock;

    explicit RunningClock(std::function<Clock::time_point()> now = Clock::now);
    ~RunningClock();
    RunningClock(const RunningClock&) = delete;
    RunningClock& operator=(const RunningClock&) = delete;

    /// Seconds since it was made in which the process ran.
    double seconds();

  private:
    void watch();

    const std::function<Clock::time_point()> now_;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool end_ = false;
    Clock::time_point last_;
    Clock::duration running_{0};
    std::thread thread_; ///< last: it uses the others
};

} // namespace asge
