#include "core/base/running_clock.h"

#include <gtest/gtest.h>

#include <atomic>

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
    seconds = 302; // five minutes in which nobody could look
    EXPECT_EQ(clock.seconds(), 2);
    seconds = 303;
    EXPECT_EQ(clock.seconds(), 3);
}

TEST(RunningClock, AThreadLooksWhereNobodyAsks) {
    RunningClock clock;
    std::this_thread::sleep_for(4s); // a long step
    EXPECT_GE(clock.seconds(), 3.9);
}

} // namespace
} // namespace asge
