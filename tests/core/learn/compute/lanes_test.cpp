// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/compute/lanes.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <set>

namespace asge {
namespace {

TEST(Lanes, EachWorksOnceAndOnItsOwnThread) {
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

TEST(Lanes, ReturnsWhenTheSlowestIsDone) {
    Lanes lanes(2);
    std::atomic<bool> slowIsDone = false;
    lanes.run([&](int lane) {
        if (lane == 1) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            slowIsDone = true;
        }
    });
    EXPECT_TRUE(slowIsDone);
}

TEST(Lanes, ThrowsWhatALaneThrewAndGoesOn) {
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
