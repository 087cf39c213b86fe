// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/experiment/experiment_json.h"
#include "core/sweep/sweep.h"
#include "tests/core/learn/session/resume_fixture.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <fstream>
#include <functional>
#include <utility>

namespace asge {
namespace {

using test::Breaker;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Resume : public test::ResumeFixture {};

TEST_F(Resume, EqualsTheUninterruptedRunBitForBit) {
    const RunId whole = trainWhole(experiment_);
    const auto steps = static_cast<std::int64_t>(RunReader(storePath()).detail(whole).steps.size());
    const std::int64_t epoch = steps / 3;
    // In the middle and at the ends of an epoch, several times, and twice at one step.
    for (const std::vector<std::int64_t>& stops : {std::vector<std::int64_t>{1},
                                                   {epoch - 1},
                                                   {epoch},
                                                   {epoch + 1},
                                                   {7, 9, 2 * epoch + 1},
                                                   {steps - 1},
                                                   {steps}}) {
        SCOPED_TRACE(stops.front());
        expectEqual(whole, trainInPieces(experiment_, stops));
    }
}

/// Stops the training when an epoch is committed.
class EpochStopper : public SessionListener {
  public:
    explicit EpochStopper(TrainingControl& control) : control_(control) {}
    void onEpoch(const EpochEvent&, const EpochMeasurements&) override { control_.stop(); }

  private:
    TrainingControl& control_;
};

TEST_F(Resume, AStopAtTheEndOfAnEpochKeepsItsCheckpoint) {
    experiment_.checkpoint.keep = 1000; // keeps every checkpoint
    const RunId whole = trainWhole(experiment_);
    const int epochs = experiment_.train.epochs;
    RunId run = 0;
    for (int stop = 0; stop < 2 * epochs; ++stop) {
        RunWriter store(storePath());
        TrainingControl control;
        EpochStopper stopper(control);
        if (stop > 0) { // at once
            TrainingControl stopped;
            stopped.stop();
            EXPECT_THROW(resumeInStore(run, store, stopped, stopper), Interrupted);
        }
        const auto result = stop == 0
                                ? trainInStore(experiment_, "stopped", store, control, stopper)
                                : resumeInStore(run, store, control, stopper);
        run = result.run;
        if (result.status == RunStatus::finished) {
            break;
        }
        EXPECT_THAT(RunReader(storePath()).checkpoints(run),
                    testing::Each(testing::Field(&CheckpointInfo::kept, true)));
    }
    expectEqual(whole, run);
}

TEST_F(Resume, EqualsTheUninterruptedRunForManyExperiments) {
    const std::vector<std::function<void(Experiment&)>> kinds{
        [](Experiment& it) {
            it.network.dropout = 0.3;
            it.augment.crop = 1;
            it.augment.flip = 0.5;
        },
        [](Experiment& it) {
            it.optimizer.name = OptimizerKind::sgd;
            it.optimizer.warmup = 1.5;
        },
        [](Experiment& it) { it.train.order = UpdateOrder::greedy; },
        [](Experiment& it) { it.projection.training = ProjectionTraining::trained; },
        [](Experiment& it) { it.compute.path = ComputePath::plain; },
        [](Experiment& it) { it.method = "backprop"; },
        [](Experiment& it) { it.method = "forward-forward"; },
        [](Experiment& it) {
            it.train.epochs = 8;
            it.train.patience = 1;
            it.optimizer.learningRate = 1e-9; // no progress
        },
    };
    for (const auto& change : kinds) {
        Experiment experiment = experiment_;
        change(experiment);
        SCOPED_TRACE(toJson(experiment));
        const RunId whole = trainWhole(experiment);
        expectEqual(whole, trainInPieces(experiment, {3, 8}));
    }
}

TEST_F(Resume, ContinuesFromTheLastCheckpointAfterAFailure) {
    const RunId whole = trainWhole(experiment_);
    for (const double minutes : {0.0, 1e-9}) { // only at the ends of epochs, and after every step
        experiment_.checkpoint.minutes = minutes;
        RunId run = 0;
        {
            RunWriter store(storePath());
            TrainingControl control;
            Breaker breaker;
            breaker.failAt = 8;
            EXPECT_THROW(trainInStore(experiment_, "fails", store, control, breaker), Error);
            run = RunReader(storePath()).runs().front().id;
        }
        RunWriter store(storePath());
        TrainingControl control;
        Breaker breaker;
        EXPECT_EQ(resumeInStore(run, store, control, breaker).status, RunStatus::finished);
        const auto epochSteps =
            static_cast<std::size_t>(RunReader(storePath()).detail(whole).epochs[0].step);
        EXPECT_EQ(breaker.pastSteps, minutes > 0 ? 7 : epochSteps) << "later results are dropped";
        EXPECT_EQ(breaker.pastEpochs, 1U);
        expectEqual(whole, run);
        const RunDetail detail = RunReader(storePath()).detail(run);
        ASSERT_EQ(detail.segments.size(), 2U);
        EXPECT_EQ(detail.segments[1].firstStep, static_cast<std::int64_t>(breaker.pastSteps) + 1);
        EXPECT_TRUE(std::any_of(detail.interventions.begin(), detail.interventions.end(),
                                [](const Intervention& each) { return each.kind == "resume"; }));
    }
}

TEST_F(Resume, ARunWithoutACheckpointStartsAgain) {
    const RunId whole = trainWhole(experiment_);
    RunId run = 0;
    {
        RunWriter store(storePath());
        TrainingControl control;
        Breaker breaker;
        breaker.failAt = 2;
        EXPECT_THROW(trainInStore(experiment_, "fails", store, control, breaker), Error);
        run = RunReader(storePath()).runs().front().id;
    }
    EXPECT_EQ(trainInPieces(experiment_, {}), run + 1);
    RunWriter store(storePath());
    TrainingControl control;
    SessionListener silent;
    resumeInStore(run, store, control, silent);
    expectEqual(whole, run);
    EXPECT_THAT(RunReader(storePath()).detail(run).segments, SizeIs(1));
}

TEST_F(Resume, RefusesRunsThatCannotBeResumed) {
    const RunId whole = trainWhole(experiment_);
    RunWriter store(storePath());
    TrainingControl control;
    SessionListener silent;
    EXPECT_THAT(badInputOf([&] { resumeInStore(whole, store, control, silent); }),
                HasSubstr("run 1: is finished; a branch can continue it"));
    EXPECT_EQ(badInputOf([&] { resumeInStore(9, store, control, silent); }), "run 9: no such run");
    const RunId live = store.createRun([&] {
        NewRun run;
        run.name = "live";
        run.experimentJson = toJson(experiment_);
        return run;
    }());
    EXPECT_EQ(badInputOf([&] { resumeInStore(live, store, control, silent); }),
              "run 2: is running; stop it first");
    NewRun branch;
    branch.name = "branch";
    branch.experimentJson = toJson(experiment_);
    branch.lineage = Lineage{std::string(32, 'a'), 0, "parent", 1, 5, {}};
    const RunId early = store.createRun(branch);
    store.setStatus(early, RunStatus::failed);
    EXPECT_THAT(badInputOf([&] { resumeInStore(early, store, control, silent); }),
                HasSubstr("run 3: is a branch that ended before it had a checkpoint"))
        << "the run must not start with new weights";
}

/// Calls `act` between a session's look-up of the run and its resume, when there is a note about a
/// data set with a known name and another size.
class Interloper : public SessionListener {
  public:
    std::function<void()> act;
    std::size_t pastSteps = 0;

    void onNote(const std::string&) override {
        if (act) {
            std::exchange(act, {})();
        }
    }
    void onResumed(RunId, const NewRun&, const RunDetail& past) override {
        pastSteps = past.steps.size();
    }
};

TEST_F(Resume, OnlyOneOfTwoSessionsGetsARun) {
    experiment_.data.name = "mnist";
    RunWriter store(storePath());
    RunWriter other(storePath());
    TrainingControl control;
    const auto resumeTo = [&](std::int64_t stopAt) {
        TrainingControl own;
        Breaker breaker;
        breaker.control = &own;
        breaker.stopAt = stopAt;
        resumeInStore(1, other, own, breaker);
    };
    const auto failWhile = [&](const std::function<void()>& act) {
        Interloper interloper;
        interloper.act = act;
        EXPECT_THROW(resumeInStore(1, store, control, interloper), RunUnavailable);
        EXPECT_FALSE(interloper.act);
        EXPECT_EQ(interloper.pastSteps, 0U);
    };
    {
        TrainingControl own;
        Breaker breaker;
        breaker.control = &own;
        breaker.stopAt = 4;
        trainInStore(experiment_, "shared", store, own, breaker);
    }
    failWhile([&] { other.resume(1, "cpu", "asge", 4); });
    other.setStatus(1, RunStatus::stopped);
    constexpr std::int64_t kLast = 15; // 3 epochs of 90 images in batches of 20
    resumeTo(kLast);
    EXPECT_EQ(RunReader(storePath()).find(1)->status, RunStatus::stopped);
    failWhile([&] { resumeTo(0); }); // finishes the run with the same last checkpoint
    EXPECT_THROW(store.resume(1, "cpu", "asge", kLast), RunUnavailable);
}

TEST_F(Resume, ContinuesFromTheCheckpointOfAnotherSession) {
    experiment_.data.name = "mnist";
    RunWriter store(storePath());
    Breaker breaker;
    const auto stopAt = [&](std::int64_t step, const auto& train) {
        TrainingControl own;
        breaker.control = &own;
        breaker.stopAt = step;
        train(own);
    };
    stopAt(4, [&](TrainingControl& own) { trainInStore(experiment_, "one", store, own, breaker); });
    Interloper late;
    late.act = [&] {
        RunWriter other(storePath());
        stopAt(7, [&](TrainingControl& own) { resumeInStore(1, other, own, breaker); });
    };
    TrainingControl control;
    EXPECT_EQ(resumeInStore(1, store, control, late).status, RunStatus::finished);
    EXPECT_EQ(late.pastSteps, 7U);
    EXPECT_THROW(store.resume(1, "cpu", "asge", 7), RunUnavailable);
    expectEqual(trainWhole(experiment_), 1);
}

TEST_F(Resume, ARunThatDivergedIsKnown) {
    experiment_.optimizer.learningRate = 10;
    experiment_.optimizer.weightDecay = 1;
    experiment_.optimizer.schedule = Schedule::constant;
    experiment_.train.epochs = 20;
    RunWriter store(storePath());
    TrainingControl control;
    SessionListener silent;
    EXPECT_THROW(trainInStore(experiment_, "diverges", store, control, silent), Error);
    EXPECT_TRUE(hasDiverged(*RunReader(storePath()).find(1)));
    experiment_.optimizer = test::tinyExperiment().optimizer;
    Breaker breaker;
    breaker.failAt = 2;
    EXPECT_THROW(trainInStore(experiment_, "fails", store, control, breaker), Error);
    EXPECT_FALSE(hasDiverged(*RunReader(storePath()).find(2)));
}

TEST_F(Resume, RefusesDataThatHaveChanged) {
    RunWriter store(storePath());
    TrainingControl control;
    Breaker breaker;
    breaker.failAt = 8;
    EXPECT_THROW(trainInStore(experiment_, "fails", store, control, breaker), Error);
    const std::filesystem::path data = folder_.path() / "data";
    std::filesystem::rename(data, folder_.path() / "right");
    test::writeTinyFiles(data);
    std::fstream(data / "train-labels-idx1-ubyte", std::ios::in | std::ios::out | std::ios::binary)
        .seekp(-1, std::ios::end)
        .put('\0'); // was 2
    SessionListener silent;
    EXPECT_EQ(badInputOf([&] { resumeInStore(1, store, control, silent); }),
              "the data of run 1 have changed: " + data.string() +
                  " holds other images or labels than those that it began with; a branch can "
                  "continue with them");
    EXPECT_EQ(RunReader(storePath()).find(1)->status, RunStatus::failed);
    EXPECT_EQ(
        trainInStore(experiment_, "branch", store, control, silent, CheckpointOf{1, {}}).status,
        RunStatus::finished);

    std::filesystem::remove_all(data);
    std::filesystem::rename(folder_.path() / "right", data);
    EXPECT_EQ(resumeInStore(1, store, control, silent).status, RunStatus::finished);
}

TEST_F(Resume, ARunWithoutADataDigestContinues) {
    RunWriter store(storePath());
    TrainingControl control;
    Breaker breaker;
    breaker.failAt = 2;
    EXPECT_THROW(trainInStore(experiment_, "fails", store, control, breaker), Error);
    SQLite::Database(storePath().string(), SQLite::OPEN_READWRITE, 5000)
        .exec("DELETE FROM run_data"); // as in a store of an old version
    test::writeIdx(folder_.path() / "data" / "t10k-labels-idx1-ubyte", {60},
                   std::vector<std::uint8_t>(60, 1));
    SessionListener silent;
    EXPECT_EQ(resumeInStore(1, store, control, silent).status, RunStatus::finished);
}

/// Fails before the first step.
class FailingStart : public SessionListener {
  public:
    void onStarted(RunId, const NewRun&) override { throw Error("the listener failed early"); }
};

TEST_F(Resume, ARunWithoutANewStepKeepsItsStatus) {
    RunWriter store(storePath());
    TrainingControl control;
    Breaker breaker;
    breaker.failAt = 8;
    EXPECT_THROW(trainInStore(experiment_, "fails", store, control, breaker), Error);
    const RunId run = 1;
    store.setStatus(run, RunStatus::interrupted, "its process is gone");
    const auto expectAsItWas = [&] {
        const RunSummary summary = RunReader(storePath()).find(run).value();
        EXPECT_EQ(summary.status, RunStatus::interrupted);
        EXPECT_EQ(summary.reason, "its process is gone");
    };
    FailingStart early;
    EXPECT_THROW(resumeInStore(run, store, control, early), Error);
    expectAsItWas();

    SQLite::Database database(storePath().string(), SQLite::OPEN_READWRITE, 5000);
    database.exec("UPDATE checkpoint_part SET bytes = x'00'");
    SessionListener silent;
    EXPECT_THROW(resumeInStore(run, store, control, silent), StoreError);
    expectAsItWas();
    database.exec(
        "UPDATE checkpoint SET sha256 = '', size = 1"); // now size and digest accept the bytes
    EXPECT_THROW(resumeInStore(run, store, control, silent), Error);
    expectAsItWas();
    database.exec("DELETE FROM checkpoint");
    std::filesystem::remove_all(folder_.path() / "data");
    EXPECT_THROW(resumeInStore(run, store, control, silent), BadInput);
    expectAsItWas();

    test::writeTinyFiles(folder_.path() / "data");
    breaker.failAt = 1;
    EXPECT_THROW(resumeInStore(run, store, control, breaker), Error);
    const RunSummary failed = RunReader(storePath()).find(run).value();
    EXPECT_EQ(failed.status, RunStatus::failed) << "a step was trained";
    EXPECT_EQ(failed.reason, "the listener failed");
}

TEST_F(Resume, ANewRunWithoutAStepHasFailed) {
    RunWriter store(storePath());
    TrainingControl control;
    FailingStart early;
    EXPECT_THROW(trainInStore(experiment_, "fails", store, control, early), Error);
    const RunSummary run = RunReader(storePath()).runs().at(0);
    EXPECT_EQ(run.status, RunStatus::failed);
    EXPECT_EQ(run.reason, "the listener failed early");
}

} // namespace
} // namespace asge
