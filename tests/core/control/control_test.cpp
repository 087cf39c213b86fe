// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/control.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace asge {
namespace {

TEST(TrainingControl, LetsATrainingProceedUntilItIsStopped) {
    TrainingControl control;
    const auto unexpected = [] { FAIL() << "not paused"; };
    EXPECT_TRUE(control.proceed(unexpected, unexpected));
    control.stop();
    EXPECT_TRUE(control.isStopped());
    EXPECT_FALSE(control.proceed(unexpected, unexpected));
    control.resume();
    EXPECT_FALSE(control.proceed(unexpected, unexpected)) << "a stop can't be undone";
}

TEST(TrainingControl, TheFirstStopNamesTheCause) {
    TrainingControl control;
    EXPECT_EQ(control.cause(), "");
    control.stop("SIGTERM");
    control.stop("SIGHUP");
    control.stop();
    EXPECT_EQ(control.cause(), "SIGTERM");
}

/// One thread calls proceed() repeatedly while another pauses and resumes it: it never proceeds
/// while paused, and always continues when resumed.
TEST(TrainingControl, HoldsAndReleasesAThreadAThousandTimes) {
    TrainingControl control;
    std::atomic<int> pauses = 0;
    std::atomic<int> resumes = 0;
    std::atomic<std::int64_t> steps = 0;
    std::thread training([&] {
        while (control.proceed([&] { ++pauses; }, [&] { ++resumes; })) {
            ++steps;
        }
    });
    for (int i = 0; i < 1000; ++i) {
        control.pause();
        while (pauses <= i) {
            std::this_thread::yield();
        }
        const std::int64_t reached = steps;
        std::this_thread::yield();
        EXPECT_EQ(steps, reached);
        control.resume();
        while (resumes <= i) {
            std::this_thread::yield();
        }
    }
    control.pause();
    control.stop();
    training.join();
    EXPECT_GE(resumes, 1000);
}

} // namespace
} // namespace asge
