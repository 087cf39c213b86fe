// SPDX-License-Identifier: GPL-3.0-or-later

// A run that was steered, and that died and was resumed at any moment, ends bit for bit like the
// same run without an interruption.
#include "core/base/error.h"
#include "core/control/steering.h"
#include "core/learn/session/session.h"
#include "core/store/run_reader.h"
#include "resume_fixture.h"

#include <gmock/gmock.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <random>
#include <string>
#include <thread>
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

/// Two other connections send commands at once, as two other processes would.
TEST_P(SteeredRun, TakesEachCommandOfTwoSendersOnce) {
    constexpr int kEach = 100;
    experiment_.train.epochs = 100000;
    RunWriter store(storePath());
    TrainingControl control;
    std::atomic<RunId> run = 0;
    class Started : public SessionListener {
      public:
        explicit Started(std::atomic<RunId>& run) : run_(run) {}
        void onStarted(RunId run, const NewRun&) override { run_ = run; }

      private:
        std::atomic<RunId>& run_;
    } started(run);
    std::thread training([&] { trainInStore(experiment_, "steered", store, control, started); });
    while (run == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const auto sendAll = [&](unsigned seed) {
        RunWriter sender(storePath());
        std::mt19937 random(seed);
        const std::vector<Command> commands{
            {CommandKind::freeze, 1, {}},       {CommandKind::thaw, 1, {}},
            {CommandKind::rate, 2, 0.5},        {CommandKind::reset, 3, {}},
            {CommandKind::redraw, 4, {}},       {CommandKind::resume, 0, {}},
            {CommandKind::dropout, 0, 0.1},     {CommandKind::checkpoint, 0, {}},
            {CommandKind::weightDecay, 0, 0.1}, {CommandKind::freeze, 60, {}}};
        for (int i = 0; i < kEach; ++i) {
            sender.sendCommand(run, commands[random() % commands.size()], source::kTerminal);
        }
    };
    std::thread one([&] { sendAll(1); });
    std::thread two([&] { sendAll(2); });
    one.join();
    two.join();
    const RunReader reader(storePath());
    const auto waiting = [&] {
        const auto all = reader.commands(run);
        return std::count_if(all.begin(), all.end(), [](const SentCommand& each) {
            return each.status == SentCommand::Status::waiting;
        });
    };
    for (int i = 0; i < 6000 && waiting() > 0; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    control.stop();
    training.join();
    std::map<std::string, int> applied;
    for (const SentCommand& each : reader.commands(run)) {
        EXPECT_NE(each.status, SentCommand::Status::waiting);
        applied[each.kind] += each.status == SentCommand::Status::applied ? 1 : 0;
    }
    EXPECT_EQ(reader.commands(run).size(), 2U * kEach);
    std::map<std::string, int> taken;
    for (const Intervention& each : reader.interventions(run)) {
        taken[each.kind] += each.source == source::kTerminal ? 1 : 0;
    }
    for (const auto& [kind, count] : applied) {
        EXPECT_EQ(taken[kind], count) << kind;
    }
}

/// A store may come from anybody: interventions that no program could have made are ignored.
TEST_P(SteeredRun, IgnoresImpossibleInterventions) {
    experiment_.checkpoint.minutes = 0;
    const RunId whole = trainWhole(experiment_);
    RunId run = 0;
    {
        RunWriter store(storePath());
        TrainingControl control;
        const std::vector<Act> nothing;
        Driver driver(control, nothing, {}, 3);
        EXPECT_THROW(trainInStore(experiment_, "impossible", store, control, driver), Error);
        run = RunReader(storePath()).runs().front().id;
    }
    SQLite::Database(storePath().string(), SQLite::OPEN_READWRITE)
        .exec("INSERT INTO intervention (run, step, seconds, kind, text, layer, value) VALUES"
              " (2, 2, 0, 'reset', '', 50, NULL), (2, 2, 0, 'freeze', '', 0, NULL),"
              " (2, 4, 0, 'rate', '', 1, 9e999), (2, 4, 0, 'rate', '', 1, -1),"
              " (2, 4, 0, 'rate', '', 1, NULL), (2, 6, 0, 'epochs', '', 0, 1e300),"
              " (2, 6, 0, 'epochs', '', 0, 0.5), (2, 7, 0, 'redraw', '', 5, 3),"
              " (2, 1000000, 0, 'thaw', '', 2, NULL), (2, 7, 0, 'sing', '', 1, 1)");
    ASSERT_EQ(run, 2);
    RunWriter store(storePath());
    TrainingControl control;
    SessionListener silent;
    EXPECT_EQ(resumeInStore(run, store, control, silent).status, RunStatus::finished);
    const RunReader reader(storePath());
    ASSERT_EQ(reader.detail(whole).epochs.size(), reader.detail(run).epochs.size());
    EXPECT_EQ(reader.lastEpoch(whole)->test(), reader.lastEpoch(run)->test());
}

} // namespace
} // namespace asge
