// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/running_clock.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace asge {
namespace {

using namespace std::chrono_literals;

TEST(RunningClock, CountsTimeInWhichTheProcessRan) {
    std::atomic<int> seconds = 0;
    RunningClock clock(
        [&] { return RunningClock::Clock::time_point(std::chrono::seconds(seconds)); });
    EXPECT_EQ(clock.seconds(), 0);
    seconds = 2;
    EXPECT_EQ(clock.seconds(), 2);
    seconds = 302; // five minutes during which the clock was not read
    EXPECT_EQ(clock.seconds(), 2);
    seconds = 303;
    EXPECT_EQ(clock.seconds(), 3);
}

/// Two seconds pass between readings, so without the thread's readings there would be a gap.
TEST(RunningClock, AThreadReadsTheClockRegularly) {
    std::mutex mutex;
    std::condition_variable looked;
    int looks = 0;
    RunningClock clock([&] {
        const std::lock_guard lock(mutex);
        looked.notify_one();
        return RunningClock::Clock::time_point(2s * looks++);
    });
    {
        std::unique_lock lock(mutex);
        ASSERT_TRUE(looked.wait_for(lock, 1min, [&] { return looks >= 3; }));
    }
    EXPECT_GE(clock.seconds(), 2 * 3);
}

} // namespace
} // namespace asge
