// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/affinity.h"

#include "tests/support/bound_to_one.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <atomic>
#include <future>

namespace asge {
namespace {

class Affinity : public testing::Test {
  protected:
    void SetUp() override {
        if (processAffinity().count() < 2) {
            GTEST_SKIP() << "the tests may use one processor only";
        }
    }
};

TEST_F(Affinity, ThreadsOfABoundThreadMayUseAllProcessors) {
    const BoundToOne bound;
    ASSERT_EQ(AffinityMask::of().count(), 1);
    int seen = 0;
    startThread([&] { seen = AffinityMask::of().count(); }).join();
    EXPECT_EQ(seen, processAffinity().count());
}

TEST_F(Affinity, ABindingOfALibraryIsUndone) {
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
