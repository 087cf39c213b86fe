#include "core/machine/denormals.h"

#include "core/compute/lanes.h"
#include "core/data/prefetch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <limits>

namespace asge {
namespace {

#if defined(__x86_64__) || defined(__aarch64__)

/// Whether a product below the smallest normal number is zero here.
bool flushes() {
    volatile float small = std::numeric_limits<float>::min();
    volatile float product = small * 0.5F;
    return product == 0;
}

TEST(Denormals, CountAsZeroWhileItLives) {
    EXPECT_FALSE(flushes());
    {
        const FlushDenormals flush;
        EXPECT_TRUE(flushes());
        {
            const FlushDenormals inner;
            EXPECT_TRUE(flushes());
        }
        EXPECT_TRUE(flushes());
    }
    EXPECT_FALSE(flushes());
}

TEST(Denormals, CountAsZeroInLanesAndReaders) {
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
    EXPECT_FALSE(flushes()) << "the caller's thread is as it was";
}

#endif

} // namespace
} // namespace asge
