// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace asge {

/// Threads that work in parallel on parts of one job and sleep until the next. In a lane each
/// LibTorch operation runs on that lane's thread alone, so that operations have no barriers of
/// their own, and two trainings on one machine share it fairly.
class Lanes {
  public:
    /// Starts `count` threads; each calls `prepare` once before its first job.
    explicit Lanes(int count, std::function<void()> prepare = {});
    ~Lanes();
    Lanes(const Lanes&) = delete;
    Lanes& operator=(const Lanes&) = delete;

    int count() const { return static_cast<int>(threads_.size()); }

    /// Calls work(0) … work(count − 1), each on its own thread, and returns when all have returned.
    /// Rethrows the first exception that one of them threw.
    void run(const std::function<void(int lane)>& work);

  private:
    void runJobs(int lane);

    const std::function<void()> prepare_;
    std::mutex mutex_;
    std::condition_variable begin_;
    std::condition_variable end_;
    const std::function<void(int)>* work_ = nullptr;
    std::uint64_t jobs_ = 0; ///< number of jobs started so far
    int busy_ = 0;
    bool closing_ = false;
    std::exception_ptr error_;
    std::vector<std::thread> threads_; ///< the last member, because the threads use the others
};

} // namespace asge
