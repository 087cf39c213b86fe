// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/layers.h"
#include "core/learn/session/session.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/sweep/sweep.h"
#include "tests/support/tiny_data.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include <fstream>
#include <functional>
#include <utility>

namespace asge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Stops, or fails, after a step.
class Breaker : public SessionListener {
  public:
    std::int64_t stopAt = 0;
    std::int64_t failAt = 0;
    TrainingControl* control = nullptr;
    int resumed = 0;
    std::size_t pastSteps = 0;
    std::size_t pastEpochs = 0;

    void onResumed(RunId, const NewRun&, const RunDetail& past) override {
        ++resumed;
        pastSteps = past.steps.size();
        pastEpochs = past.epochs.size();
    }
    void onStep(const StepEvent& event) override {
        if (event.step == stopAt) {
            control->stop();
        }
        if (event.step == failAt) {
            throw Error("the sky fell");
        }
    }
};

class Resume : public testing::Test {
  protected:
    Resume() {
        test::writeTinyFiles(folder_.path() / "data");
        experiment_ = test::tinyExperiment();
        experiment_.data.path = (folder_.path() / "data").string();
    }

    std::filesystem::path storePath() const { return folder_.path() / "runs.sqlite"; }

    RunId trainWhole(const Experiment& experiment) {
        RunWriter store(storePath());
        TrainingControl control;
        SessionListener nobody;
        return trainInStore(experiment, "whole", store, control, nobody).run;
    }
    /// Trains until stopped after each of these steps, and goes on every time, as other processes
    /// would.
    RunId trainInPieces(const Experiment& experiment, const std::vector<std::int64_t>& stops) {
        RunId run = 0;
        for (std::size_t i = 0; i <= stops.size(); ++i) {
            RunWriter store(storePath());
            TrainingControl control;
            Breaker breaker;
            breaker.control = &control;
            breaker.stopAt = i < stops.size() ? stops[i] : 0;
            const SessionResult result =
                i == 0 ? trainInStore(experiment, "pieces", store, control, breaker)
                       : resumeInStore(run, store, control, breaker);
            run = result.run;
            EXPECT_EQ(result.status, i < stops.size() ? RunStatus::stopped : RunStatus::finished);
            EXPECT_EQ(breaker.resumed, i == 0 ? 0 : 1);
        }
        return run;
    }
    /// Every weight and every metric, bit for bit; only what is measured in time may differ.
    void expectEqual(RunId one, RunId other) const {
        const RunReader reader(storePath());
        const RunDetail a = reader.detail(one);
        const RunDetail b = reader.detail(other);
        ASSERT_EQ(a.steps.size(), b.steps.size());
        for (std::size_t i = 0; i < a.steps.size(); ++i) {
            StepEvent step = b.steps[i];
            step.seconds = a.steps[i].seconds;
            ASSERT_EQ(a.steps[i], step) << "step " << i + 1;
        }
        ASSERT_EQ(a.epochs.size(), b.epochs.size());
        for (std::size_t i = 0; i < a.epochs.size(); ++i) {
            EpochEvent epoch = b.epochs[i];
            epoch.seconds = a.epochs[i].seconds;
            epoch.values.setRun(MetricId::imagesPerSecond, a.epochs[i].imagesPerSecond());
            epoch.values.setRun(MetricId::probeShare, a.epochs[i].probeShare());
            epoch.values.setRun(MetricId::waitShare, a.epochs[i].waitShare());
            EXPECT_EQ(a.epochs[i], epoch);
            EXPECT_EQ(*reader.snapshot(one, epoch.epoch), *reader.snapshot(other, epoch.epoch));
        }
        EXPECT_EQ(reader.checkpoints(one), reader.checkpoints(other)) << "with their SHA-256";
        EXPECT_TRUE(reader.checkpoint(one)->bytes == reader.checkpoint(other)->bytes);
        EXPECT_EQ(a.summary.reason, b.summary.reason);
        EXPECT_EQ(a.summary.bestEpoch, b.summary.bestEpoch);
    }
    RunId trainBranch(const Experiment& experiment, const std::string& name, CheckpointOf from) {
        RunWriter store(storePath());
        TrainingControl control;
        SessionListener nobody;
        return trainInStore(experiment, name, store, control, nobody, from).run;
    }
    template <typename Action>
    static std::string badInputOf(const Action& action) {
        try {
            action();
        } catch (const BadInput& error) {
            return error.what();
        }
        ADD_FAILURE() << "nothing was refused";
        return {};
    }

    test::TemporaryFolder folder_;
    Experiment experiment_;
};

TEST_F(Resume, EqualsTheUninterruptedRunBitForBit) {
    const RunId whole = trainWhole(experiment_);
    const auto steps = static_cast<std::int64_t>(RunReader(storePath()).detail(whole).steps.size());
    const std::int64_t epoch = steps / 3;
    // In the middle, at the ends of an epoch, several times, and twice at one place.
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

/// Stops once an epoch is committed.
class EpochStopper : public SessionListener {
  public:
    explicit EpochStopper(TrainingControl& control) : control_(control) {}
    void onEpoch(const EpochEvent&, ProbeSnapshotPtr) override { control_.stop(); }

  private:
    TrainingControl& control_;
};

TEST_F(Resume, AStopAtAnEpochsEndKeepsItsCheckpointForGood) {
    experiment_.checkpoint.keep = 1000; // each
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

TEST_F(Resume, DoesSoWhateverTheExperiment) {
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
            it.optimizer.learningRate = 1e-9; // nothing is learned
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

TEST_F(Resume, GoesOnFromTheLastCheckpointAfterAFailure) {
    const RunId whole = trainWhole(experiment_);
    for (const double minutes : {0.0, 1e-9}) { // at the end of epochs alone, and after every step
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
        EXPECT_EQ(breaker.pastSteps, minutes > 0 ? 7 : epochSteps) << "what came later is dropped";
        EXPECT_EQ(breaker.pastEpochs, 1U);
        expectEqual(whole, run);
        const RunDetail detail = RunReader(storePath()).detail(run);
        ASSERT_EQ(detail.segments.size(), 2U);
        EXPECT_EQ(detail.segments[1].firstStep, static_cast<std::int64_t>(breaker.pastSteps) + 1);
        EXPECT_EQ(detail.interventions.back().kind, "resume");
    }
}

TEST_F(Resume, ARunWithoutACheckpointBeginsAnew) {
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
    SessionListener nobody;
    resumeInStore(run, store, control, nobody);
    expectEqual(whole, run);
    EXPECT_THAT(RunReader(storePath()).detail(run).segments, SizeIs(1));
}

TEST_F(Resume, RefusesWhatCannotGoOn) {
    const RunId whole = trainWhole(experiment_);
    RunWriter store(storePath());
    TrainingControl control;
    SessionListener nobody;
    EXPECT_THAT(badInputOf([&] { resumeInStore(whole, store, control, nobody); }),
                HasSubstr("run 1: is finished; a branch can go on"));
    EXPECT_EQ(badInputOf([&] { resumeInStore(9, store, control, nobody); }), "run 9: no such run");
    const RunId live = store.createRun([&] {
        NewRun run;
        run.name = "live";
        run.experimentJson = toJson(experiment_);
        return run;
    }());
    EXPECT_EQ(badInputOf([&] { resumeInStore(live, store, control, nobody); }),
              "run 2: is running; stop it first");
    NewRun branch;
    branch.name = "branch";
    branch.experimentJson = toJson(experiment_);
    branch.lineage = Lineage{std::string(32, 'a'), 0, "parent", 1, 5, {}};
    const RunId early = store.createRun(branch);
    store.setStatus(early, RunStatus::failed);
    EXPECT_THAT(badInputOf([&] { resumeInStore(early, store, control, nobody); }),
                HasSubstr("run 3: is a branch that ended before it had a checkpoint"))
        << "it must not begin with new weights";
}

/// Lets another session do something once the run was looked at and before it is claimed: a data
/// set of a known name and of another size gives a note then.
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

TEST_F(Resume, OfTwoSessionsThatSeeOneRunOneGetsIt) {
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
    failWhile([&] { resumeTo(0); }); // finishes it, and the last checkpoint is the same
    EXPECT_THROW(store.resume(1, "cpu", "asge", kLast), RunUnavailable);
}

TEST_F(Resume, GoesOnFromWhereAnotherSessionHasBroughtTheRunMeanwhile) {
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

TEST_F(Resume, KnowsARunThatDiverged) {
    experiment_.optimizer.learningRate = 10;
    experiment_.optimizer.weightDecay = 1;
    experiment_.optimizer.schedule = Schedule::constant;
    experiment_.train.epochs = 20;
    RunWriter store(storePath());
    TrainingControl control;
    SessionListener nobody;
    EXPECT_THROW(trainInStore(experiment_, "diverges", store, control, nobody), Error);
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
    SessionListener nobody;
    EXPECT_EQ(badInputOf([&] { resumeInStore(1, store, control, nobody); }),
              "the data of run 1 have changed: " + data.string() +
                  " holds other images or labels than those that it began with; a branch can go on "
                  "with them");
    EXPECT_EQ(RunReader(storePath()).find(1)->status, RunStatus::failed);
    EXPECT_EQ(
        trainInStore(experiment_, "branch", store, control, nobody, CheckpointOf{1, {}}).status,
        RunStatus::finished);

    std::filesystem::remove_all(data);
    std::filesystem::rename(folder_.path() / "right", data);
    EXPECT_EQ(resumeInStore(1, store, control, nobody).status, RunStatus::finished);
}

TEST_F(Resume, ARunWhoseDataNobodyKnowsGoesOn) {
    RunWriter store(storePath());
    TrainingControl control;
    Breaker breaker;
    breaker.failAt = 2;
    EXPECT_THROW(trainInStore(experiment_, "fails", store, control, breaker), Error);
    SQLite::Database(storePath().string(), SQLite::OPEN_READWRITE, 5000)
        .exec("DELETE FROM run_data"); // as in a store of an old version
    test::writeIdx(folder_.path() / "data" / "t10k-labels-idx1-ubyte", {60},
                   std::vector<std::uint8_t>(60, 1));
    SessionListener nobody;
    EXPECT_EQ(resumeInStore(1, store, control, nobody).status, RunStatus::finished);
}

/// Stands for whatever may go wrong before the first step.
class NeverBegins : public SessionListener {
  public:
    void onStarted(RunId, const NewRun&) override { throw Error("the sky fell early"); }
};

TEST_F(Resume, ARunThatCameToNoStepIsLeftAsItWas) {
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
    NeverBegins early;
    EXPECT_THROW(resumeInStore(run, store, control, early), Error);
    expectAsItWas();

    SQLite::Database database(storePath().string(), SQLite::OPEN_READWRITE, 5000);
    database.exec("UPDATE checkpoint_part SET bytes = x'00'");
    SessionListener nobody;
    EXPECT_THROW(resumeInStore(run, store, control, nobody), StoreError);
    expectAsItWas();
    database.exec("UPDATE checkpoint SET sha256 = '', size = 1"); // now it is what was written
    EXPECT_THROW(resumeInStore(run, store, control, nobody), Error);
    expectAsItWas();
    database.exec("DELETE FROM checkpoint");
    std::filesystem::remove_all(folder_.path() / "data");
    EXPECT_THROW(resumeInStore(run, store, control, nobody), BadInput);
    expectAsItWas();

    test::writeTinyFiles(folder_.path() / "data");
    breaker.failAt = 1;
    EXPECT_THROW(resumeInStore(run, store, control, breaker), Error);
    const RunSummary failed = RunReader(storePath()).find(run).value();
    EXPECT_EQ(failed.status, RunStatus::failed) << "it came to a step";
    EXPECT_EQ(failed.reason, "the sky fell");
}

TEST_F(Resume, ANewRunThatCameToNoStepHasFailed) {
    RunWriter store(storePath());
    TrainingControl control;
    NeverBegins early;
    EXPECT_THROW(trainInStore(experiment_, "fails", store, control, early), Error);
    const RunSummary run = RunReader(storePath()).runs().at(0);
    EXPECT_EQ(run.status, RunStatus::failed);
    EXPECT_EQ(run.reason, "the sky fell early");
}

TEST_F(Resume, ABranchWithTheSameSettingsIsTheSameTraining) {
    experiment_.checkpoint.keep = 1000;
    const RunId whole = trainWhole(experiment_);
    const RunId branch = trainBranch(experiment_, "branch", {whole, 1});
    const RunReader reader(storePath());
    const RunDetail parent = reader.detail(whole);
    const RunDetail child = reader.detail(branch);
    EXPECT_TRUE(reader.checkpoint(whole)->bytes == reader.checkpoint(branch)->bytes);
    ASSERT_EQ(child.epochs.size(), 2U);
    EXPECT_EQ(child.epochs[0].epoch, 2);
    EXPECT_EQ(child.epochs[1].test(), parent.epochs[2].test());
    EXPECT_EQ(child.steps.front().step, parent.epochs[0].step + 1) << "steps are counted on";
    ASSERT_TRUE(child.summary.lineage);
    EXPECT_EQ(*child.summary.lineage,
              (Lineage{parent.summary.uid, whole, "whole", 1, parent.epochs[0].step, {}}));
    EXPECT_FALSE(parent.summary.lineage);
}

TEST_F(Resume, BranchesOfBranchesKnowTheirFamily) {
    experiment_.checkpoint.keep = 1000;
    const RunId whole = trainWhole(experiment_);
    Experiment longer = experiment_;
    longer.train.epochs = 5;
    longer.optimizer.learningRate = 0.001;
    const RunId child = trainBranch(longer, "child", {whole, {}});
    Experiment other = longer;
    other.train.batch = 8;
    other.train.seed = 77;
    other.optimizer.name = OptimizerKind::sgd;
    const RunId grandchild = trainBranch(other, "grandchild", {child, 4});

    const RunReader reader(storePath());
    const auto first = reader.find(child)->lineage;
    ASSERT_TRUE(first);
    EXPECT_EQ(first->parent, whole);
    EXPECT_EQ(first->epoch, 3);
    EXPECT_THAT(first->changes,
                ElementsAre(SettingChange{"optimizer.learning_rate", "0.01", "0.001"},
                            SettingChange{"train.epochs", "3", "5"}));
    const auto second = reader.find(grandchild)->lineage;
    ASSERT_TRUE(second);
    EXPECT_EQ(second->parent, child);
    EXPECT_EQ(second->epoch, 4);
    EXPECT_THAT(second->changes, SizeIs(3));
    const RunDetail detail = reader.detail(grandchild);
    ASSERT_EQ(detail.epochs.size(), 1U);
    EXPECT_EQ(detail.epochs[0].epoch, 5);
    EXPECT_EQ(detail.steps.front().step, second->step + 1);
}

TEST_F(Resume, ABranchGoesOnWithoutItsParent) {
    experiment_.checkpoint.keep = 1000;
    const RunId whole = trainWhole(experiment_);
    RunWriter store(storePath());
    TrainingControl control;
    Breaker breaker;
    breaker.failAt = RunReader(storePath()).detail(whole).epochs[0].step + 2;
    EXPECT_THROW(
        trainInStore(experiment_, "branch", store, control, breaker, CheckpointOf{whole, 1}),
        Error);
    const RunId branch = RunReader(storePath()).runs().front().id;
    const std::string expected = RunReader(storePath()).checkpoint(whole)->bytes;
    store.remove(whole);
    TrainingControl again;
    SessionListener nobody;
    resumeInStore(branch, store, again, nobody);
    const RunReader reader(storePath());
    EXPECT_TRUE(reader.checkpoint(branch)->bytes == expected);
    const auto lineage = reader.find(branch)->lineage;
    ASSERT_TRUE(lineage);
    EXPECT_EQ(lineage->parent, 0);
    EXPECT_EQ(lineage->parentName, "whole");
}

TEST_F(Resume, BranchesNameWhatDoesNotFit) {
    experiment_.checkpoint.keep = 0;
    const RunId whole = trainWhole(experiment_);
    const auto refusal = [&](const Experiment& experiment, CheckpointOf from) {
        return badInputOf([&] { trainBranch(experiment, "branch", from); });
    };
    Experiment longer = experiment_;
    longer.train.epochs = 9;
    EXPECT_EQ(refusal(longer, {5, {}}), "run 5: no such run");
    EXPECT_THAT(refusal(longer, {whole, 7}),
                HasSubstr("run 1: has no checkpoint of epoch 7; it has those of epochs"));
    EXPECT_EQ(refusal(experiment_, {whole, {}}),
              "train.epochs: must be more than the 3 that the checkpoint has behind it, is 3");
    longer.network.layers = parseLayers("4 8M 13");
    EXPECT_EQ(refusal(longer, {whole, {}}),
              "network.layers: a branch has its parent's, '4 8M 12', and not '4 8M 13'");
    EXPECT_THAT(RunReader(storePath()).runs(), SizeIs(1)) << "no run is made for it";
}

TEST_F(Resume, CheckpointsAreTheLastTheBestAndSomeBetween) {
    experiment_.train.epochs = 8;
    const auto epochsOf = [&](int keep) {
        experiment_.checkpoint.keep = keep;
        const RunReader reader(storePath());
        const RunId run = trainWhole(experiment_);
        const int best = reader.find(run)->bestEpoch;
        std::vector<int> epochs;
        for (const CheckpointInfo& each : reader.checkpoints(run)) {
            EXPECT_EQ(each.best, each.epoch == best);
            if (!each.best || each.kept) {
                epochs.push_back(each.epoch);
            }
            EXPECT_EQ(reader.checkpoint(run, each.step)->epoch, each.epoch);
        }
        return epochs;
    };
    RunWriter{storePath()};
    EXPECT_THAT(epochsOf(4), ElementsAre(2, 4, 6, 8));
    EXPECT_THAT(epochsOf(1000), SizeIs(8));
    const auto few = epochsOf(0);
    EXPECT_TRUE(few.empty() || few == std::vector{8});
}

} // namespace
} // namespace asge
