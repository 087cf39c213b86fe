// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/prefetch.h"

#include "core/base/error.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>

namespace asge {
namespace {

using namespace std::chrono_literals;

/// Counts images that are being read.
struct Counters {
    std::atomic<int> reads{0};
    std::atomic<int> batches{0}; ///< batches in memory
    std::atomic<int> most{0};
};

/// Images of two bytes, which hold their position.
PrefetchJob jobOf(std::int64_t images, std::int64_t batch, Counters& counters) {
    PrefetchJob job;
    job.images = images;
    job.batch = batch;
    job.imageBytes = 2;
    job.read = [&](std::int64_t position, std::uint8_t* pixels) {
        ++counters.reads;
        pixels[0] = static_cast<std::uint8_t>(position % 256);
        pixels[1] = static_cast<std::uint8_t>(position / 256);
    };
    job.memory = [&](std::int64_t count) {
        counters.most = std::max<int>(counters.most, ++counters.batches);
        const std::shared_ptr<std::uint8_t> bytes(
            new std::uint8_t[static_cast<std::size_t>(count) * 2], [&](const std::uint8_t* all) {
                --counters.batches;
                delete[] all;
            });
        return BatchMemory{bytes.get(), bytes};
    };
    return job;
}

/// Waits until the condition is true, for at most a minute; returns whether it is.
template <typename Condition>
bool eventually(const Condition& holds) {
    const auto end = std::chrono::steady_clock::now() + 1min;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

class PrefetchThreads : public testing::TestWithParam<int> {};

TEST_P(PrefetchThreads, ReturnAllImagesInOrder) {
    for (const std::int64_t batch : {1, 3, 64, 1000}) {
        Counters counters;
        {
            Prefetch prefetch(jobOf(700, batch, counters), GetParam());
            std::int64_t position = 0;
            while (const auto memory = prefetch.next()) {
                const std::int64_t end = std::min<std::int64_t>(700, position + batch);
                for (const std::uint8_t* at = memory->pixels; position < end; ++position, at += 2) {
                    ASSERT_EQ(at[0] + 256 * at[1], position);
                }
            }
            EXPECT_EQ(position, 700);
            EXPECT_FALSE(prefetch.next()) << "no batch after the last one";
        }
        EXPECT_EQ(counters.reads, 700) << "each image once";
        EXPECT_EQ(counters.batches, 0) << "all memory is released";
    }
}

TEST_P(PrefetchThreads, KeepAFewBatchesAndWaitForThem) {
    constexpr int kBatch = 100;
    constexpr int kAhead = 3;
    Counters counters;
    Prefetch prefetch(jobOf(100000, kBatch, counters), GetParam());
    for (int taken = 0; taken < 20; ++taken) {
        ASSERT_TRUE(eventually([&] {
            return counters.reads == std::int64_t{kBatch} * (taken + kAhead);
        })) << counters.reads;
        ASSERT_TRUE(prefetch.next());
    }
    EXPECT_EQ(counters.most, kAhead + 1) << "those ahead and the one in use";
}

TEST_P(PrefetchThreads, EndAtOnceWithTheObject) {
    for (int i = 0; i < 20; ++i) {
        Counters counters;
        {
            Prefetch prefetch(jobOf(100000, 64, counters), GetParam());
            if (i % 2 == 0) {
                prefetch.next();
            }
        }
        EXPECT_LT(counters.reads, 1000);
        EXPECT_EQ(counters.batches, 0);
    }
}

TEST_P(PrefetchThreads, ThrowTheErrorOfTheFirstBadImage) {
    Counters counters;
    PrefetchJob job = jobOf(1000, 10, counters);
    job.read = [](std::int64_t position, std::uint8_t*) {
        if (position == 57) {
            std::this_thread::sleep_for(2ms); // fails after the next image
        }
        if (position == 57 || position == 58) {
            throw BadInput("image " + std::to_string(position));
        }
    };
    Prefetch prefetch(std::move(job), GetParam());
    for (int batch = 0; batch < 5; ++batch) {
        EXPECT_TRUE(prefetch.next()) << "the batches before it are valid";
    }
    for (int i = 0; i < 2; ++i) {
        try {
            prefetch.next();
            FAIL() << "no error";
        } catch (const BadInput& error) {
            EXPECT_STREQ(error.what(), "image 57");
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Threads, PrefetchThreads, testing::Values(1, 2, 7));

TEST(Prefetch, ContinuesReadingWhileABatchIsInUse) {
    Counters counters;
    Prefetch prefetch(jobOf(1000, 10, counters), 2);
    const auto batch = prefetch.next();
    EXPECT_TRUE(eventually([&] { return counters.reads >= 30; })) << counters.reads;
}

TEST(Prefetch, IsStoppedWhileItWaits) {
    Counters counters;
    PrefetchJob job = jobOf(10, 2, counters);
    std::promise<void> release;
    const std::shared_future<void> released = release.get_future().share();
    job.read = [released](std::int64_t, std::uint8_t*) { released.wait(); };
    Prefetch prefetch(std::move(job), 2);
    int asked = 0;
    EXPECT_FALSE(prefetch.next([&] { return ++asked == 3; }));
    EXPECT_EQ(asked, 3);
    release.set_value(); // the destructor waits for images that are being read
}

TEST(Prefetch, ReadsNothingOfAnEmptySet) {
    Counters counters;
    Prefetch prefetch(jobOf(0, 10, counters), 2);
    EXPECT_FALSE(prefetch.next());
}

} // namespace
} // namespace asge
