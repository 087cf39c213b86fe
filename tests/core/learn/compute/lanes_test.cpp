// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/compute/lanes.h"

#include <gmock/gmock.h>

#include <atomic>
#include <semaphore>
#include <set>
#include <thread>

namespace asge {
namespace {

TEST(Lanes, EachLaneRunsOncePerJobOnItsOwnThread) {
    Lanes lanes(3);
    std::mutex mutex;
    std::multiset<int> seen;
    std::set<std::thread::id> threads;
    for (int round = 0; round < 50; ++round) {
        lanes.run([&](int lane) {
            const std::lock_guard lock(mutex);
            seen.insert(lane);
            threads.insert(std::this_thread::get_id());
        });
    }
    for (int lane = 0; lane < 3; ++lane) {
        EXPECT_EQ(seen.count(lane), 50U);
    }
    EXPECT_EQ(threads.size(), 3U);
    EXPECT_EQ(threads.count(std::this_thread::get_id()), 0U);
}

TEST(Lanes, ReturnsWhenTheSlowestLaneIsDone) {
    // Lane 1 ends after lane 0. If run() waited for the first lane only, it would sooner or later
    // return before lane 1 has ended.
    std::binary_semaphore fastIsDone(0);
    std::atomic<int> slowRounds = 0;
    Lanes lanes(2);
    for (int round = 1; round <= 1000; ++round) {
        lanes.run([&](int lane) {
            if (lane == 0) {
                fastIsDone.release();
            } else {
                fastIsDone.acquire();
                std::this_thread::yield();
                ++slowRounds;
            }
        });
        ASSERT_EQ(slowRounds, round);
    }
}

TEST(Lanes, RethrowsALanesExceptionAndStaysUsable) {
    Lanes lanes(2);
    EXPECT_THROW(lanes.run([](int lane) {
        if (lane == 1) {
            throw std::runtime_error("lane 1");
        }
    }),
                 std::runtime_error);
    int calls = 0;
    std::mutex mutex;
    lanes.run([&](int) {
        const std::lock_guard lock(mutex);
        ++calls;
    });
    EXPECT_EQ(calls, 2);
}

TEST(Lanes, PrepareEachThreadOnce) {
    std::atomic<int> prepared = 0;
    Lanes lanes(3, [&] { ++prepared; });
    lanes.run([](int) {});
    lanes.run([](int) {});
    EXPECT_EQ(prepared, 3);
}

} // namespace
} // namespace asge
