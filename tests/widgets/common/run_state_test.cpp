// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/run_state.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

#include <functional>

namespace asge {
namespace {

RunDelta beginning(RunId id, std::int64_t steps) {
    RunRecord record;
    record.id = id;
    record.name = "a run";
    record.layers = {{8, 2, 4, 4, false}};
    for (std::int64_t step = 1; step <= steps; ++step) {
        record.steps.push_back({1, step, 0.1, {{1, 0.5}}});
    }
    RunDelta delta;
    delta.run = id;
    delta.reset = std::make_shared<const RunRecord>(std::move(record));
    return delta;
}

class RunStateTest : public testing::Test {
  protected:
    RunState state_;
    QSignalSpy reset_{&state_, &RunState::wasReset};
    QSignalSpy steps_{&state_, &RunState::stepsAdded};
    QSignalSpy epochs_{&state_, &RunState::epochAdded};
    QSignalSpy channels_{&state_, &RunState::channelsAdded};
    QSignalSpy interventions_{&state_, &RunState::interventionAdded};
    QSignalSpy maps_{&state_, &RunState::mapsChanged};
};

TEST_F(RunStateTest, AResetReplacesEverything) {
    state_.apply(beginning(1, 3));
    EXPECT_EQ(state_.id(), 1);
    EXPECT_EQ(state_.lastStep(), 3);
    EXPECT_EQ(state_.curves().name, "a run");
    state_.apply(beginning(2, 0));
    EXPECT_EQ(state_.id(), 2);
    EXPECT_EQ(state_.lastStep(), 0);
    EXPECT_EQ(reset_.size(), 2);
    EXPECT_EQ(steps_.size(), 0);
}

TEST_F(RunStateTest, ADeltaIsAddedAndSignalledInParts) {
    state_.apply(beginning(1, 3));
    RunDelta delta;
    delta.run = 1;
    delta.steps = {{1, 4, 0.4, {{1, 0.5}}}, {1, 5, 0.5, {{1, 0.5}}}};
    delta.epochs.emplace_back().epoch = 1;
    delta.channels.push_back({1, {}});
    delta.interventions.push_back({5, 0.5, "pause", ""});
    delta.maps = std::make_shared<const ProbeSnapshot>();
    delta.status = RunStatus::paused;
    state_.apply(delta);
    EXPECT_EQ(state_.lastStep(), 5);
    EXPECT_EQ(state_.lastEpoch(), 1);
    EXPECT_EQ(state_.channels().size(), 1U);
    EXPECT_EQ(state_.curves().interventions.size(), 1U);
    EXPECT_EQ(state_.curves().status, RunStatus::paused);
    EXPECT_EQ(state_.maps(), delta.maps);
    EXPECT_EQ(steps_.size(), 1);
    EXPECT_EQ(epochs_.size(), 1);
    EXPECT_EQ(channels_.size(), 1);
    EXPECT_EQ(interventions_.size(), 1);
    EXPECT_EQ(maps_.size(), 1);
}

TEST_F(RunStateTest, KnowsWhetherAProcessTrainsTheRun) {
    state_.apply(beginning(1, 3));
    EXPECT_TRUE(state_.isTraining());
    RunDelta end;
    end.run = 1;
    end.status = RunStatus::stopped;
    state_.apply(end);
    EXPECT_FALSE(state_.isTraining());
    QSignalSpy facts(&state_, &RunState::factsChanged);
    state_.setFacts({"", "stopped", ""});
    state_.setFacts({"", "stopped", ""});
    EXPECT_EQ(facts.size(), 1);
    EXPECT_EQ(state_.facts().reason, "stopped");
}

TEST_F(RunStateTest, AddsComputedOutcomesInTheOrderOfTheEpochs) {
    state_.apply(beginning(1, 3));
    QSignalSpy added(&state_, &RunState::outcomesAdded);
    QSignalSpy asked(&state_, &RunState::outcomesRequested);
    QSignalSpy read(&state_, &RunState::outcomesRead);
    SplitOutcomes split;
    split.split = Split::test;
    split.images = 5;
    split.confusions = std::make_shared<const Confusions>();
    state_.addComputed({4, {split}}, 40);
    state_.addComputed({2, {split}}, 20);
    split.images = 6;
    state_.addComputed({2, {split}}, 25);
    ASSERT_EQ(state_.outcomes().size(), 2U);
    EXPECT_EQ(state_.outcomes()[0].epoch, 2);
    EXPECT_EQ(state_.outcomes()[0].splits[0].images, 6) << "the newer ones replace it";
    EXPECT_EQ(state_.outcomes()[0].splits[0].confusions, nullptr);
    EXPECT_EQ(state_.outcomes()[1].epoch, 4);
    EXPECT_EQ(added.size(), 3);
    EXPECT_EQ(state_.computedAt(2), 25);
    EXPECT_EQ(state_.computedAt(3), std::nullopt);
    state_.requestOutcomes(2);
    EXPECT_EQ(asked.size(), 0) << "they are in memory";
    ASSERT_EQ(read.size(), 1);
    EXPECT_NE(read[0][0].value<EpochOutcomes>().splits[0].confusions, nullptr);
    state_.requestOutcomes(3);
    EXPECT_EQ(asked.size(), 1);
    RunDelta trained;
    trained.run = 1;
    trained.outcomes = {{4, {}}, {5, {}}};
    state_.apply(trained);
    EXPECT_EQ(state_.outcomes().size(), 3U);
    EXPECT_EQ(state_.computedAt(4), std::nullopt) << "the training has measured it again";
    state_.apply(beginning(1, 3));
    EXPECT_EQ(state_.computedAt(2), std::nullopt);
}

TEST_F(RunStateTest, ComputedOutcomesStayWhileTheirEpochIsTheSame) {
    RunRecord record;
    record.id = 1;
    record.epochs.resize(2);
    record.epochs[0].epoch = 1;
    record.epochs[1].epoch = 2;
    record.epochs[1].step = 20;
    record.epochs[1].seconds = 1.5;
    const auto reset = [&] {
        RunDelta delta;
        delta.run = record.id;
        delta.reset = std::make_shared<const RunRecord>(record);
        state_.apply(delta);
    };
    reset();
    state_.addComputed({2, {}}, 20);
    reset();
    EXPECT_EQ(state_.computedAt(2), 20);
    EXPECT_EQ(state_.outcomes().size(), 1U);
    record.outcomes = {{2, {}}};
    reset();
    EXPECT_EQ(state_.computedAt(2), std::nullopt) << "the store has them now";
    EXPECT_EQ(state_.outcomes().size(), 1U);
    record.outcomes.clear();
    for (const auto& change : {std::function<void()>([&] { record.epochs[1].seconds = 1.75; }),
                               std::function<void()>([&] { record.epochs.pop_back(); }),
                               std::function<void()>([&] { record.id = 3; })}) {
        reset();
        state_.addComputed({2, {}}, 20);
        change();
        reset();
        EXPECT_EQ(state_.computedAt(2), std::nullopt) << "it was trained again";
        EXPECT_TRUE(state_.outcomes().empty());
    }
}

TEST_F(RunStateTest, IgnoresDeltasOfOtherRuns) {
    state_.apply(beginning(1, 3));
    RunDelta other;
    other.run = 2;
    other.steps = {{1, 4, 0.4, {}}};
    other.status = RunStatus::failed;
    state_.apply(other);
    EXPECT_EQ(state_.lastStep(), 3);
    EXPECT_EQ(state_.curves().status, RunStatus::running);
    EXPECT_EQ(steps_.size(), 0);
}

TEST_F(RunStateTest, ForwardsRequestsForMapsAndAnswers) {
    QSignalSpy asked(&state_, &RunState::storedMapsRequested);
    QSignalSpy answered(&state_, &RunState::storedMapsRead);
    state_.requestMaps(4);
    ASSERT_EQ(asked.size(), 1);
    EXPECT_EQ(asked[0][0].toInt(), 4);
    state_.setStoredMaps(4, std::make_shared<const ProbeSnapshot>());
    EXPECT_EQ(answered.size(), 1);
}

} // namespace
} // namespace asge
