#include "core/machine/affinity.h"

#include "core/compute/lanes.h"
#include "core/data/prefetch.h"

#include <gtest/gtest.h>

#include <sched.h>
#include <unistd.h>

#include <atomic>
#include <future>

namespace asge {
namespace {

/// Binds the calling thread to the first processor of its mask, as OpenMP does.
void bindToOne() {
    cpu_set_t all;
    sched_getaffinity(0, sizeof all, &all);
    int first = 0;
    while (!CPU_ISSET(first, &all)) {
        ++first;
    }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    sched_setaffinity(0, sizeof one, &one);
}

/// The same while it lives.
class BoundToOne {
  public:
    BoundToOne() { bindToOne(); }
    ~BoundToOne() { before_.applyTo(); }

  private:
    AffinityMask before_ = AffinityMask::of();
};

class Affinity : public testing::Test {
  protected:
    void SetUp() override {
        if (processAffinity().count() < 2) {
            GTEST_SKIP() << "the tests may use one processor alone";
        }
    }
};

TEST_F(Affinity, ThreadsOfABoundThreadMayRunEverywhere) {
    const BoundToOne bound;
    ASSERT_EQ(AffinityMask::of().count(), 1);
    int seen = 0;
    startThread([&] { seen = AffinityMask::of().count(); }).join();
    EXPECT_EQ(seen, processAffinity().count());
}

TEST_F(Affinity, LanesAndReadersDoToo) {
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

TEST_F(Affinity, WhatALibraryBindsIsUnboundAgain) {
    std::promise<void> end;
    std::thread started;
    std::atomic<pid_t> id = 0;
    loadUnbound([&] {
        bindToOne();
        started = std::thread([&] {
            id = gettid();
            end.get_future().wait();
        });
        while (id == 0) {
            std::this_thread::yield();
        }
        EXPECT_EQ(AffinityMask::of(id).count(), 1);
    });
    EXPECT_EQ(AffinityMask::of().count(), processAffinity().count());
    EXPECT_EQ(AffinityMask::of(id).count(), processAffinity().count());
    end.set_value();
    started.join();
}

} // namespace
} // namespace asge
