// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/step_times.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>

namespace asge {
namespace {

/// Adds steps of a given time, of which convolutions take `forward` seconds.
class StepTimesTest : public testing::Test {
  protected:
    void step(int milliseconds, double forward) {
        now_ += milliseconds;
        PhaseSeconds phases;
        phases[Phase::forward] = forward;
        times_.add(phases, 0.125, 0.25);
    }
    double phase(const std::string& name) const {
        const auto all = times_.phases();
        return std::map<std::string, double>(all.begin(), all.end()).at(name);
    }

    std::atomic<int> now_ = 0; ///< milliseconds
    StepTimes times_{
        [this] { return StepTimes::Clock::time_point(std::chrono::milliseconds(now_)); }};
};

TEST_F(StepTimesTest, AddUp) {
    step(1000, 0.5);
    step(2000, 1.0);
    EXPECT_EQ(times_.steps(), 2);
    EXPECT_DOUBLE_EQ(times_.seconds(), 3);
    EXPECT_DOUBLE_EQ(phase("forward"), 1.5);
    EXPECT_DOUBLE_EQ(phase("probe"), 0.25);
    EXPECT_DOUBLE_EQ(phase("store"), 0.5);
    EXPECT_DOUBLE_EQ(phase("other"), 0.75);
    EXPECT_EQ(times_.phases().size(), 9U);
}

TEST_F(StepTimesTest, DoNotCountTimeBetweenSteps) {
    step(1000, 0.5);
    now_ += 2000;
    times_.restart();
    step(1000, 0.5);
    EXPECT_DOUBLE_EQ(times_.seconds(), 2);
}

TEST_F(StepTimesTest, DoNotCountAStop) {
    step(1000, 0.5);
    step(3600000, 3599.5); // the process was stopped during the step
    step(1000, 0.5);
    EXPECT_EQ(times_.steps(), 3);
    EXPECT_DOUBLE_EQ(times_.seconds(), 2);
    EXPECT_DOUBLE_EQ(phase("forward"), 1.0);
    EXPECT_GE(phase("other"), 0);
}

} // namespace
} // namespace asge
