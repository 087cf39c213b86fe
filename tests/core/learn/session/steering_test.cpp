// SPDX-License-Identifier: GPL-3.0-or-later

// A run that was steered, and that died and was resumed at any moment, ends bit for bit like the
// same run without an interruption.
#include "core/control/steering.h"
#include "core/learn/session/session.h"
#include "core/store/run_reader.h"
#include "resume_fixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace asge {
namespace {

using test::ResumeFixture;

struct Act {
    std::int64_t step; ///< finished steps when it is sent
    Command command;
};

const std::vector<Act> kScript{
    {2, {CommandKind::freeze, 1, {}}},          {3, {CommandKind::rate, 2, 0.5}},
    {4, {CommandKind::reset, 3, {}}},           {4, {CommandKind::redraw, 4, {}}},
    {6, {CommandKind::weightDecay, 0, 0.1}},    {7, {CommandKind::dropout, 0, 0.25}},
    {9, {CommandKind::labelSmoothing, 0, 0.2}}, {10, {CommandKind::rate, 0, 2.0}},
    {11, {CommandKind::epochs, 0, 4}},          {13, {CommandKind::thaw, 1, {}}},
    {14, {CommandKind::reset, 3, {}}},          {16, {CommandKind::redraw, 4, {}}},
};

/// Sends the commands of a script that the store does not have yet, each at its step, and throws
/// after step `failAt`, so that the run has to be resumed from an earlier checkpoint.
class Driver : public SessionListener {
  public:
    Driver(TrainingControl& control, const std::vector<Act>& script,
           const std::vector<Intervention>& recorded, std::int64_t failAt)
        : control_(control), script_(script), failAt_(failAt) {
        for (const Intervention& each : recorded) {
            if (changesTraining(each)) {
                ++recorded_;
            }
        }
    }

    void onStep(const StepEvent& event) override {
        for (std::size_t i = recorded_; i < script_.size(); ++i) {
            if (script_[i].step == event.step) {
                control_.send({script_[i].command, std::string(source::kTerminal)});
            }
        }
        if (event.step == failAt_) {
            throw Error("the listener failed");
        }
    }

  private:
    TrainingControl& control_;
    const std::vector<Act>& script_;
    const std::int64_t failAt_;
    std::size_t recorded_ = 0; ///< commands of the script that an earlier process was given
};

class SteeredRun : public ResumeFixture, public testing::WithParamInterface<ComputePath> {
  protected:
    SteeredRun() {
        experiment_.network.layers = parseLayers("4 8M 12 6");
        experiment_.compute.path = GetParam();
    }

    std::vector<Intervention> recorded(RunId run) const {
        return RunReader(storePath()).interventions(run);
    }
    /// Trains a run by the script, with a failure after each of these steps.
    RunId train(const std::vector<std::int64_t>& failures) {
        RunId run = 0;
        for (std::size_t i = 0; i <= failures.size(); ++i) {
            RunWriter store(storePath());
            TrainingControl control;
            Driver driver(control, kScript, i == 0 ? std::vector<Intervention>() : recorded(run),
                          i < failures.size() ? failures[i] : 0);
            try {
                const SessionResult result =
                    i == 0 ? trainInStore(experiment_, "steered", store, control, driver)
                           : resumeInStore(run, store, control, driver);
                run = result.run;
            } catch (const Error& error) {
                EXPECT_STREQ(error.what(), "the listener failed");
                run = RunReader(storePath()).runs().front().id;
            }
        }
        return run;
    }
    /// "2 freeze 1", …
    std::vector<std::string> effects(RunId run) const {
        std::vector<std::string> texts;
        for (const Intervention& each : effective(recorded(run))) {
            texts.push_back(std::to_string(each.step) + " " +
                            toText({findCommand(each.kind).value(), each.layer, each.value}));
        }
        return texts;
    }
};

INSTANTIATE_TEST_SUITE_P(Paths, SteeredRun, testing::Values(ComputePath::fast, ComputePath::plain),
                         [](const auto& info) {
                             return info.param == ComputePath::fast ? "Fast" : "Plain";
                         });

TEST_P(SteeredRun, RecordsEachCommandAtItsStep) {
    const RunId run = train({});
    std::vector<std::string> expected;
    for (const Act& act : kScript) {
        expected.push_back(std::to_string(act.step) + " " + toText(act.command));
    }
    EXPECT_EQ(effects(run), expected);
    const auto summary = RunReader(storePath()).find(run);
    EXPECT_EQ(summary->status, RunStatus::finished);
    EXPECT_EQ(summary->epochs, 4);
    EXPECT_EQ(summary->epochsDone, 4);
    for (const Intervention& each : effective(recorded(run))) {
        EXPECT_EQ(each.source, "terminal");
        EXPECT_EQ(each.epoch, (each.step + 1 + 4) / 5) << "the epoch in progress";
        EXPECT_THAT(each.time, testing::MatchesRegex("2[0-9-]+T[0-9:]+Z"));
    }
}

TEST_P(SteeredRun, EndsEquallyIfItDiesAfterAnyStep) {
    const RunId whole = train({});
    for (const double minutes : {0.0, 1e-6}) { // checkpoints at epochs' ends, or after each step
        experiment_.checkpoint.minutes = minutes;
        for (std::int64_t step = 1; step < 20; ++step) {
            SCOPED_TRACE(step);
            const RunId run = train({step});
            EXPECT_EQ(effects(run), effects(whole));
            expectEqual(whole, run);
            if (HasFatalFailure()) {
                return;
            }
        }
    }
}

TEST_P(SteeredRun, EndsEquallyIfItDiesAgainAndAgain) {
    const RunId whole = train({});
    const RunId run = train({4, 4, 7, 11, 11, 14, 17});
    EXPECT_EQ(effects(run), effects(whole));
    expectEqual(whole, run);
}

/// A branch goes on as its parent was steered, unless its own settings differ.
TEST_P(SteeredRun, HandsItsSteeringToABranch) {
    const RunId parent = train({});
    const RunId branch = trainBranch(experiment_, "branch", {parent, 3});
    const RunReader reader(storePath());
    EXPECT_TRUE(reader.checkpoint(parent)->bytes.size() > 0);
    const Steering steering = steeringAfter(experiment_, reader.interventions(branch));
    EXPECT_EQ(steering.rateFactor, 2.0);
    EXPECT_EQ(steering.layers[1].rateFactor, 0.5);
    EXPECT_EQ(steering.layers[2].resets, 2);
    EXPECT_EQ(steering.experiment.train.epochs, 4);
    EXPECT_EQ(reader.find(branch)->epochsDone, 4);

    Experiment other = experiment_;
    other.train.epochs = 5;
    other.optimizer.weightDecay = 0.01;
    const RunId own = trainBranch(other, "own settings", {parent, 3});
    const Steering ownSteering = steeringAfter(other, RunReader(storePath()).interventions(own));
    EXPECT_EQ(ownSteering.experiment.train.epochs, 5);
    EXPECT_EQ(ownSteering.experiment.optimizer.weightDecay, 0.01);
    EXPECT_EQ(ownSteering.experiment.network.dropout, 0.25);
    EXPECT_EQ(ownSteering.layers[1].rateFactor, 0.5);
}

/// An unsteered branch of a steered parent repeats what the parent did, so its weights are equal.
TEST_P(SteeredRun, ABranchWithoutChangesEndsLikeItsParent) {
    const RunId parent = train({});
    // After the last command, at step 16, nothing changes any more; epoch 3 ends at step 15.
    std::vector<Act> last{kScript.back()};
    RunWriter store(storePath());
    TrainingControl control;
    Driver driver(control, last, {}, 0);
    const RunId branch =
        trainInStore(experiment_, "branch", store, control, driver, CheckpointOf{parent, 3}).run;
    const RunReader reader(storePath());
    EXPECT_TRUE(reader.checkpoint(parent)->bytes == reader.checkpoint(branch)->bytes);
}

} // namespace
} // namespace asge
