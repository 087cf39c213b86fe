// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/time_left.h"

#include <gtest/gtest.h>

namespace asge {
namespace {

/// A run of 3 epochs with 10 steps of 50 images each.
NewRun run() {
    NewRun run;
    run.epochs = 3;
    run.stepsPerEpoch = 10;
    run.batch = 50;
    return run;
}

StepEvent step(std::int64_t number, double seconds) {
    StepEvent event;
    event.epoch = static_cast<int>((number - 1) / 10) + 1;
    event.step = number;
    event.seconds = seconds;
    return event;
}

TEST(TimeLeft, FollowsFromTheStepsSoFar) {
    TimeLeft left;
    left.begin(run());
    EXPECT_FALSE(left.isKnown());
    for (int i = 1; i <= 5; ++i) {
        left.add(step(i, 2.0 * i));
    }
    EXPECT_TRUE(left.isKnown());
    EXPECT_NEAR(left.seconds(), 25 * 2.0, 1e-9);
    EXPECT_NEAR(left.imagesPerSecond(), 25, 1e-9);
    EXPECT_DOUBLE_EQ(left.trainedEpochs(), 0.5);
    EXPECT_EQ(left.epoch(), 1);
}

TEST(TimeLeft, CountsTheTimeBetweenEpochs) {
    TimeLeft left;
    left.begin(run());
    for (int i = 1; i <= 10; ++i) {
        left.add(step(i, i));
    }
    left.add(step(11, 10 + 1 + 4)); // four seconds of evaluation
    left.add(step(12, 16));
    EXPECT_NEAR(left.seconds(), 18 * 1.0 + 2 * 4.0, 1e-9);
}

TEST(TimeLeft, StepsReportedTogetherAreAveraged) {
    TimeLeft left;
    left.begin(run());
    for (int group = 0; group < 2; ++group) {
        for (int i = 1; i <= 5; ++i) {
            left.add(step(5 * group + i, 5.0 * (group + 1)));
        }
    }
    EXPECT_NEAR(left.imagesPerSecond(), 50, 1e-9);
}

TEST(TimeLeft, AResumedRunIgnoresItsEarlierTime) {
    TimeLeft left;
    left.begin(run());
    left.add(step(16, 9000));
    EXPECT_FALSE(left.isKnown());
    left.add(step(17, 9001));
    left.add(step(18, 9002));
    EXPECT_NEAR(left.seconds(), 12, 1e-9);
}

} // namespace
} // namespace asge
