// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/step_series.h"

#include <gtest/gtest.h>

#include <random>

namespace asge {
namespace {

StepEvent numbered(std::int64_t step, std::size_t layers = 2) {
    StepEvent event{static_cast<int>(step / 100) + 1, step, 0.5 * static_cast<double>(step), {}};
    for (std::size_t layer = 0; layer < layers; ++layer) {
        event.layers.push_back({static_cast<double>(step), static_cast<double>(layer)});
    }
    return event;
}

std::vector<StepEvent> contents(const StepSeries& series) {
    std::vector<StepEvent> events;
    for (const StepSeries::Step& step : series) {
        events.push_back(
            {step.epoch, step.step, step.seconds, {step.layers.begin(), step.layers.end()}});
    }
    return events;
}

TEST(StepSeries, BehavesLikeAVectorOfSteps) {
    std::mt19937 random(1);
    StepSeries series;
    std::vector<StepEvent> wanted;
    std::int64_t step = 0;
    for (int round = 0; round < 60; ++round) {
        if (random() % 4 == 0) {
            const std::size_t size =
                wanted.size() + 100 - std::min<std::size_t>(random() % 5000, wanted.size() + 100);
            series.truncate(size);
            wanted.resize(std::min(size, wanted.size()));
        } else {
            std::vector<StepEvent> more;
            for (std::size_t i = random() % 3000; i > 0; --i) {
                more.push_back(numbered(step += 1 + random() % 3, random() % 4));
            }
            series.append(more);
            wanted.insert(wanted.end(), more.begin(), more.end());
        }
        ASSERT_EQ(series.size(), wanted.size());
        ASSERT_EQ(contents(series), wanted) << "round " << round;
    }
    ASSERT_GT(wanted.size(), 10000u) << "several blocks";
    EXPECT_EQ(series.back().step, wanted.back().step);
    for (const std::size_t i : {std::size_t{0}, wanted.size() / 2, wanted.size() - 1}) {
        EXPECT_EQ(series.find(wanted[i].step), i);
        EXPECT_EQ(series.find(wanted[i].step + 1), i + 1);
    }
    EXPECT_EQ(series.find(-5), 0u);
}

TEST(StepSeries, ACopyDoesNotChange) {
    StepSeries series;
    for (std::int64_t step = 1; step <= 5000; ++step) {
        series.push_back(numbered(step));
    }
    const StepSeries copy = series;
    const std::vector<StepEvent> before = contents(copy);
    series.push_back(numbered(5001));
    EXPECT_EQ(contents(copy), before);
    series.truncate(10);
    series.push_back(numbered(20));
    EXPECT_EQ(contents(copy), before);
    EXPECT_EQ(series.size(), 11u);
    EXPECT_EQ(series.back().step, 20);
    StepSeries other = copy;
    other.truncate(0);
    EXPECT_TRUE(other.empty());
    EXPECT_EQ(other.find(1), 0u);
    other.push_back(numbered(7));
    EXPECT_EQ(other.back().step, 7);
    EXPECT_EQ(contents(copy), before);
}

} // namespace
} // namespace asge
