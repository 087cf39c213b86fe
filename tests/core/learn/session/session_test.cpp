// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/session.h"

#include "core/base/error.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/layers.h"
#include "core/learn/session/check_experiments.h"
#include "core/learn/session/data_set_cache.h"
#include "core/learn/session/evaluate_run.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/support/tiny_data.h"
#include "tests/support/unwatched.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

namespace asge {
namespace {

class Session : public testing::Test {
  protected:
    Session() {
        test::writeTinyFiles(folder_.path() / "data");
        experiment_ = test::tinyExperiment();
        experiment_.data.path = (folder_.path() / "data").string();
    }

    std::filesystem::path storePath() const { return folder_.path() / "runs.sqlite"; }

    test::TemporaryFolder folder_;
    Experiment experiment_;
    TrainingControl control_;
};

/// Expects that the outcomes of an epoch agree with its metrics.
void expectOutcomesOf(const EpochEvent& event, const EpochOutcomes& outcomes) {
    ASSERT_EQ(outcomes.splits.size(), 2U);
    for (const SplitOutcomes& split : outcomes.splits) {
        const auto scores = event.values.scores(split.split);
        ASSERT_EQ(split.layers(), scores.size());
        ASSERT_EQ(split.confusions->size(), scores.size() + 1);
        const auto images = static_cast<double>(split.images);
        const auto correct = [&](std::size_t scorer) {
            double sum = 0;
            for (const ConfusionCell& cell : (*split.confusions)[scorer]) {
                sum += cell.label == cell.predicted ? static_cast<double>(cell.count) : 0;
            }
            return sum;
        };
        for (std::size_t i = 0; i < scores.size(); ++i) {
            EXPECT_DOUBLE_EQ(correct(i) / images, scores[i].accuracy);
            EXPECT_DOUBLE_EQ(split.rangeAccuracy(i, i), scores[i].accuracy);
            EXPECT_NEAR(1 - negativeShare(split.margins[i]), scores[i].accuracy, 1e-12);
        }
        EXPECT_DOUBLE_EQ(correct(scores.size()) / images,
                         split.rangeAccuracy(0, scores.size() - 1));
        if (split.split == Split::test) {
            EXPECT_DOUBLE_EQ(correct(scores.size()) / images, event.accuracy().fusion);
        }
    }
}

/// Expects that the readouts turn the maps into the probabilities that were measured.
void expectReadoutsOf(const ProbeSnapshot& maps, const ReadoutsPtr& readouts) {
    ASSERT_NE(readouts, nullptr);
    ASSERT_EQ(readouts->layers.size(), maps.layers.size());
    for (std::size_t i = 0; i < maps.layers.size(); ++i) {
        for (int sample = 0; sample < maps.samples; ++sample) {
            const auto logits =
                logitsOf(maps.layers[i], sample, readouts->layers[i], readouts->sums);
            const float* p =
                maps.layers[i].probabilities.data() + std::ptrdiff_t{sample} * maps.classes;
            for (std::size_t k = 1; k < logits.size(); ++k) {
                EXPECT_NEAR(logits[k] - logits[0],
                            std::log(static_cast<double>(p[k]) / static_cast<double>(p[0])), 1e-3);
            }
        }
    }
}

/// Reads the store whenever an epoch is reported as committed.
class Witness : public SessionListener {
  public:
    explicit Witness(std::filesystem::path store) : store_(std::move(store)) {}

    void onStarted(RunId run, const NewRun& description) override {
        run_ = run;
        stepsPerEpoch = description.stepsPerEpoch;
        EXPECT_EQ(RunReader(store_).find(run)->status, RunStatus::running);
    }
    void onStep(const StepEvent& event) override {
        ++steps;
        if (control != nullptr && event.step == stopAt) {
            control->stop();
        }
    }
    bool wantsProbes() const override { return true; }
    void onProbe(ProbeSnapshotPtr) override { ++probes; }
    void onEpoch(const EpochEvent& event, const EpochMeasurements& measured) override {
        const RunReader reader(store_);
        const RunDetail detail = reader.detail(run_);
        ASSERT_EQ(detail.epochs.size(), static_cast<std::size_t>(event.epoch));
        EXPECT_EQ(detail.epochs.back(), event);
        EXPECT_EQ(*reader.snapshot(run_, event.epoch), *measured.maps);
        expectOutcomesOf(event, reader.outcomes(run_, event.epoch));
        expectReadoutsOf(*measured.maps, measured.maps->readouts);
        expectReadoutsOf(*measured.maps, reader.readouts(run_, event.epoch).readouts);
        EXPECT_EQ(reader.checkpoint(run_)->epoch, event.epoch);
        EXPECT_EQ(detail.steps.size(), static_cast<std::size_t>(event.step));
        ++epochs;
    }

    int steps = 0, probes = 0, epochs = 0, stepsPerEpoch = 0;
    TrainingControl* control = nullptr;
    std::int64_t stopAt = 0;

  private:
    std::filesystem::path store_;
    RunId run_ = 0;
};

TEST_F(Session, CommitsEachEpochBeforeItIsReported) {
    RunWriter store(storePath());
    Witness witness(storePath());
    const SessionResult result = trainInStore(experiment_, "tiny", store, control_, witness);
    EXPECT_EQ(result.status, RunStatus::finished);
    EXPECT_EQ(witness.epochs, 3);
    EXPECT_EQ(witness.steps, 3 * witness.stepsPerEpoch);
    EXPECT_GT(witness.probes, 0);

    const RunReader reader(storePath());
    const RunDetail detail = reader.detail(result.run);
    EXPECT_EQ(detail.summary.status, RunStatus::finished);
    EXPECT_EQ(detail.summary.networkLayers, "4 8M 12");
    EXPECT_EQ(parseExperiment(detail.summary.experimentJson, "store"), experiment_);
    EXPECT_EQ(detail.probeImages.count, 6);
    EXPECT_EQ(reader.channelHistory(result.run).size(), 3U);
}

TEST_F(Session, MapsHaveThePatchesOfTheLayersForEveryReadout) {
    experiment_.method = "channel-competition"; // its readout has one patch per layer
    RunWriter store(storePath());
    SessionListener silent;
    const SessionResult result = trainInStore(experiment_, "groups", store, control_, silent);
    const RunReader reader(storePath());
    const RunDetail detail = reader.detail(result.run);
    const auto maps = reader.snapshot(result.run, 3);
    ASSERT_TRUE(maps);
    for (std::size_t i = 0; i < detail.layers.size(); ++i) {
        EXPECT_EQ(maps->layers[i].patches, detail.layers[i].patches) << "layer " << i;
    }
    EXPECT_EQ(detail.layers[0].patches, 3) << "12 / 4 channels";
}

TEST_F(Session, CreatesNoRunIfAnEqualOneExists) {
    RunWriter store(storePath());
    SessionListener silent;
    const RunPredicate finished = [](const RunSummary& run) {
        return run.status == RunStatus::finished;
    };
    const RunLabel label("tiny", {"s"}, finished);
    const SessionResult first = trainInStore(experiment_, label, store, control_, silent);
    EXPECT_TRUE(first.made);
    const SessionResult second = trainInStore(experiment_, label, store, control_, silent);
    EXPECT_FALSE(second.made);
    EXPECT_EQ(second.run, first.run);
    const auto runs = RunReader(storePath()).runs();
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_THAT(runs[0].tags, testing::ElementsAre("s"));
    EXPECT_THROW(trainInStore(experiment_, RunLabel("tiny", {"a b"}), store, control_, silent),
                 BadInput);
}

TEST_F(Session, FindsTheObstaclesOfExperiments) {
    Experiment deep = experiment_;
    deep.network.layers = parseLayers("4M 4M 4M 4M 4M");
    Experiment elsewhere = experiment_;
    elsewhere.data.path = "/nowhere";
    EXPECT_THAT(findObstacles({experiment_}, test::unwatched()), testing::IsEmpty());
    EXPECT_THAT(findObstacles({experiment_, deep, elsewhere, deep}, test::unwatched()),
                testing::ElementsAre(testing::HasSubstr("network.layers: layer 4"),
                                     testing::HasSubstr("/nowhere")));
}

TEST_F(Session, StopsWithACheckpointOfTheBatch) {
    RunWriter store(storePath());
    Witness witness(storePath());
    witness.control = &control_;
    witness.stopAt = 7;
    const SessionResult result = trainInStore(experiment_, "tiny", store, control_, witness);
    EXPECT_EQ(result.status, RunStatus::stopped);
    const RunReader reader(storePath());
    EXPECT_EQ(reader.find(result.run)->status, RunStatus::stopped);
    EXPECT_EQ(reader.checkpoint(result.run)->step, 7);
    const RunDetail detail = reader.detail(result.run);
    EXPECT_EQ(detail.steps.size(), 7U);
    ASSERT_FALSE(detail.interventions.empty());
    EXPECT_EQ(detail.interventions.back().kind, "stop");
    EXPECT_EQ(detail.interventions.back().source, "window") << "nothing else names a cause";
}

TEST_F(Session, CreatesNoRunForDataThatCannotBeRead) {
    std::ofstream(folder_.path() / "data" / "t10k-labels-idx1-ubyte", std::ios::binary)
        << "rubbish";
    RunWriter store(storePath());
    SessionListener silent;
    try {
        trainInStore(experiment_, "tiny", store, control_, silent);
        FAIL() << "no error";
    } catch (const BadInput& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("t10k-labels-idx1-ubyte"));
    }
    EXPECT_TRUE(RunReader(storePath()).runs().empty());
}

/// Fails within the training.
class Failing : public SessionListener {
  public:
    void onStep(const StepEvent& event) override {
        if (event.step == 8) {
            throw Error("the listener failed");
        }
    }
};

TEST_F(Session, StoresTheReasonOfAFailure) {
    RunWriter store(storePath());
    Failing failing;
    EXPECT_THROW(trainInStore(experiment_, "tiny", store, control_, failing), Error);
    const RunSummary run = RunReader(storePath()).runs().at(0);
    EXPECT_EQ(run.status, RunStatus::failed);
    EXPECT_EQ(run.reason, "the listener failed");
    EXPECT_EQ(run.epochsDone, 1) << "committed epochs are kept";
}

TEST_F(Session, EvaluatingTheCheckpointGivesTheRunsOwnValues) {
    RunWriter store(storePath());
    SessionListener silent;
    const RunId run = trainInStore(experiment_, "tiny", store, control_, silent).run;
    const RunReader reader(storePath());
    const RunEvaluation result = evaluateRun(reader, run, test::unwatched());
    const RunDetail detail = reader.detail(run);
    EXPECT_EQ(result.values.scores(Split::test), detail.epochs.back().test());
    EXPECT_EQ(result.values.predictions(MetricId::accuracy), detail.epochs.back().accuracy());
    EXPECT_EQ(result.bestLayer, detail.epochs.back().bestLayer);
    EXPECT_EQ(result.parameters, detail.parameters);
    EXPECT_LE(result.bestParameters, result.parameters);
}

TEST_F(Session, EvaluatingNamesWhatIsMissing) {
    RunWriter store(storePath());
    try {
        evaluateRun(RunReader(storePath()), 5, test::unwatched());
        FAIL() << "no error";
    } catch (const BadInput& error) {
        EXPECT_STREQ(error.what(), "run 5: no such run");
    }
}

TEST_F(Session, NoRunIsCreatedBeforeTheFirstBatch) {
    /// Stops the training while the data are read.
    class Stopper : public SessionListener {
      public:
        explicit Stopper(TrainingControl& control) : control_(control) {}
        void onLoading(const LoadProgress&) override { control_.stop(); }
        void onNote(const std::string&) override { control_.stop(); }
        void onStarted(RunId, const NewRun&) override { FAIL() << "a run was created"; }

      private:
        TrainingControl& control_;
    };
    RunWriter store(storePath());
    for (const bool isEarly : {true, false}) {
        TrainingControl control;
        Stopper stopper(control);
        if (isEarly) {
            control.stop("SIGINT");
        }
        EXPECT_THROW(trainInStore(experiment_, "tiny", store, control, stopper), Interrupted);
        EXPECT_FALSE(control.stop()) << "the training had not begun";
    }
    EXPECT_THAT(RunReader(storePath()).runs(), testing::IsEmpty());
}

TEST_F(Session, TheRunExistsWhenItsFirstBatchIsTrained) {
    RunWriter store(storePath());
    class StoreChecker : public SessionListener {
      public:
        explicit StoreChecker(std::filesystem::path store) : store_(std::move(store)) {}
        void onStarted(RunId run, const NewRun&) override {
            EXPECT_EQ(RunReader(store_).find(run)->status, RunStatus::running);
            EXPECT_EQ(probes_, 0);
            ++started_;
        }
        bool wantsProbes() const override { return true; }
        void onProbe(ProbeSnapshotPtr) override { ++probes_; }
        int started_ = 0;

      private:
        const std::filesystem::path store_;
        int probes_ = 0;
    };
    StoreChecker checker(storePath());
    trainInStore(experiment_, "tiny", store, control_, checker);
    EXPECT_EQ(checker.started_, 1);
    EXPECT_TRUE(control_.stop()) << "the training had begun";
}

TEST_F(Session, AResumeThatIsStoppedEarlyChangesNothing) {
    RunWriter store(storePath());
    Witness witness(storePath());
    witness.control = &control_;
    witness.stopAt = 3;
    const RunId run = trainInStore(experiment_, "tiny", store, control_, witness).run;
    const auto before = RunReader(storePath()).detail(run);
    TrainingControl control;
    control.stop();
    SessionListener silent;
    EXPECT_THROW(resumeInStore(run, store, control, silent), Interrupted);
    const auto after = RunReader(storePath()).detail(run);
    EXPECT_EQ(after.summary.status, RunStatus::stopped);
    EXPECT_EQ(after.summary.reason, before.summary.reason);
    EXPECT_EQ(after.steps.size(), before.steps.size());
    EXPECT_EQ(after.interventions.size(), before.interventions.size());
}

TEST_F(Session, DataAreReadOncePerProcess) {
    DataSetCache cache;
    const auto load = [&](LoadFor use = LoadFor::training) {
        return cache.load(experiment_.data, test::unwatched(), use);
    };
    const auto first = load();
    EXPECT_EQ(load(), first);
    EXPECT_EQ(load(LoadFor::evaluation), first) << "data for training include everything";
    Experiment::Data other = experiment_.data;
    other.limit = 20;
    EXPECT_EQ(cache.load(other, test::unwatched(), LoadFor::training)->train.count, 20);
    EXPECT_NE(load(), first);
    const auto second = load();
    const auto file = std::filesystem::path(experiment_.data.path) / "train-labels-idx1-ubyte";
    std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now());
    EXPECT_NE(load(), second) << "a file has changed";
    EXPECT_EQ(load()->train.pixels, second->train.pixels);
}

TEST_F(Session, NotesAZoomIntoMissingPhotographs) {
    class Notes : public SessionListener {
      public:
        void onNote(const std::string& note) override { all += note + '\n'; }
        std::string all;
    };
    RunWriter store(storePath());
    experiment_.augment.zoom = 0.5;
    experiment_.augment.zoomOf = ZoomOf::photograph;
    Notes notes;
    trainInStore(experiment_, "tiny", store, control_, notes);
    EXPECT_THAT(notes.all, testing::HasSubstr("augment.zoom_of: the training images are not"));
    experiment_.augment.zoomOf = ZoomOf::image;
    Notes none;
    trainInStore(experiment_, "tiny", store, control_, none);
    EXPECT_THAT(none.all, testing::Not(testing::HasSubstr("zoom_of")));
}

} // namespace
} // namespace asge
