// SPDX-License-Identifier: GPL-3.0-or-later

// The settings of the threads of lanes and of the threads that read ahead for them.
#include "core/data/prefetch.h"
#include "core/learn/compute/lanes.h"
#include "tests/support/bound_to_one.h"
#include "tests/support/flushes.h"

#include <gtest/gtest.h>

#include <atomic>

namespace asge {
namespace {

TEST(LaneThreads, MayRunOnAllProcessors) {
    if (processAffinity().count() < 2) {
        GTEST_SKIP() << "the tests may use one processor only";
    }
    const BoundToOne bound;
    std::atomic<int> least = 1 << 20;
    const auto look = [&] {
        const int count = AffinityMask::of().count();
        for (int known = least; count < known && !least.compare_exchange_weak(known, count);) {
        }
    };
    Lanes lanes(2);
    lanes.run([&](int) { look(); });
    std::uint8_t pixel = 0;
    PrefetchJob job;
    job.images = 1;
    job.batch = 1;
    job.imageBytes = 1;
    job.read = [&](std::int64_t, std::uint8_t*) { look(); };
    job.memory = [&](std::int64_t) { return BatchMemory{&pixel, nullptr}; };
    EXPECT_TRUE(Prefetch(job, 1).next());
    EXPECT_EQ(least, processAffinity().count());
}

#if defined(__x86_64__) || defined(__aarch64__)

TEST(LaneThreads, FlushDenormalsToZero) {
    std::atomic<int> flushing = 0;
    Lanes lanes(2);
    lanes.run([&](int) { flushing += flushes() ? 1 : 0; });
    std::uint8_t pixel = 0;
    PrefetchJob job;
    job.images = 1;
    job.batch = 1;
    job.imageBytes = 1;
    job.read = [&](std::int64_t, std::uint8_t*) { flushing += flushes() ? 1 : 0; };
    job.memory = [&](std::int64_t) { return BatchMemory{&pixel, nullptr}; };
    EXPECT_TRUE(Prefetch(job, 1).next());
    EXPECT_EQ(flushing, 3);
    EXPECT_FALSE(flushes()) << "the caller's thread is not changed";
}

#endif

} // namespace
} // namespace asge
