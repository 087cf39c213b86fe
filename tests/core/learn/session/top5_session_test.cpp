// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/evaluate_run.h"
#include "core/learn/session/session.h"
#include "core/learn/train/training.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/support/tiny_data.h"
#include "tests/support/unwatched.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace asge {
namespace {

/// Stops the training after a step.
struct StepStop : SessionListener {
    std::int64_t at = 0;
    TrainingControl* control = nullptr;

    void onStep(const StepEvent& event) override {
        if (event.step == at) {
            control->stop();
        }
    }
};

const MetricId kTop5 = findMetric("top5").value();

/// The fraction of images whose label is among the five classes with the largest scores.
double naiveTop5(const at::Tensor& scores, const at::Tensor& labels) {
    int hits = 0;
    for (std::int64_t image = 0; image < scores.size(0); ++image) {
        std::vector<std::pair<double, std::int64_t>> byScore;
        for (std::int64_t label = 0; label < scores.size(1); ++label) {
            byScore.emplace_back(-scores[image][label].item<double>(), label);
        }
        std::sort(byScore.begin(), byScore.end());
        for (std::size_t i = 0; i < 5; ++i) {
            hits += byScore[i].second == labels[image].item<std::int64_t>() ? 1 : 0;
        }
    }
    return hits / static_cast<double>(scores.size(0));
}

class Top5Session : public testing::Test {
  protected:
    Experiment experimentOf(int classes) const {
        const auto place = folder_.path() / std::to_string(classes);
        test::writeTinyFiles(place, classes);
        Experiment experiment = test::tinyExperiment();
        experiment.data.path = place.string();
        return experiment;
    }
    RunId train(const Experiment& experiment, std::int64_t stopAt = 0,
                const std::optional<CheckpointOf>& from = {}) const {
        RunWriter store(storePath());
        TrainingControl control;
        StepStop listener;
        listener.at = stopAt;
        listener.control = &control;
        return trainInStore(experiment, "run", store, control, listener, from).run;
    }
    void resume(RunId run) const {
        RunWriter store(storePath());
        TrainingControl control;
        SessionListener silent;
        resumeInStore(run, store, control, silent);
    }
    /// The values of each epoch.
    std::vector<std::optional<Accuracies>> measured(RunId run) const {
        std::vector<std::optional<Accuracies>> all;
        for (const EpochEvent& epoch : RunReader(storePath()).detail(run).epochs) {
            all.push_back(epoch.values.predictions(kTop5));
        }
        return all;
    }
    std::filesystem::path storePath() const { return folder_.path() / "runs.sqlite"; }

  private:
    test::TemporaryFolder folder_;
};

TEST_F(Top5Session, KeepsTheAccuraciesOfEachEpochWhenResumed) {
    Experiment experiment = experimentOf(12);
    const RunId whole = train(experiment);
    const auto all = measured(whole);
    ASSERT_EQ(all.size(), 3U);
    const RunReader reader(storePath());
    for (const EpochEvent& epoch : reader.detail(whole).epochs) {
        const auto top5 = epoch.values.predictions(kTop5);
        ASSERT_TRUE(top5) << "epoch " << epoch.epoch;
        EXPECT_GT(top5->fusion, epoch.accuracy().fusion) << "four classes look alike";
        EXPECT_GE(top5->last, epoch.accuracy().last);
        EXPECT_GE(top5->best, epoch.accuracy().best);
    }
    EXPECT_EQ(reader.find(whole)->values.predictions(kTop5), all.back());

    const RunId stopped = train(experiment, 7);
    EXPECT_EQ(measured(stopped), std::vector(all.begin(), all.begin() + 1));
    resume(stopped);
    EXPECT_EQ(measured(stopped), all);

    experiment.train.epochs = 4;
    const auto branched = measured(train(experiment, 0, CheckpointOf{whole, std::nullopt}));
    ASSERT_EQ(branched.size(), 1U);
    EXPECT_TRUE(branched[0]);
}

TEST_F(Top5Session, PlainOperationsMeasureTheSame) {
    Experiment experiment = experimentOf(12);
    experiment.train.epochs = 1;
    const auto fast = measured(train(experiment));
    experiment.compute.path = ComputePath::plain;
    const auto plain = measured(train(experiment));
    ASSERT_TRUE(fast.at(0) && plain.at(0));
    constexpr double kFew = 2.01 / 60; // two of 60 test images: the paths round differently
    EXPECT_NEAR(fast[0]->last, plain[0]->last, kFew);
    EXPECT_NEAR(fast[0]->fusion, plain[0]->fusion, kFew);
}

TEST_F(Top5Session, AnEvaluationEqualsACountOfTheLogits) {
    Experiment experiment = experimentOf(12);
    experiment.train.epochs = 1;
    experiment.compute.path = ComputePath::plain;
    const RunId run = train(experiment);
    const RunReader reader(storePath());
    const RunEvaluation found = evaluateRun(reader, run, test::unwatched());

    const DataSet data = loadDataSet(experiment.data, test::unwatched());
    Network network =
        methodNamed(experiment.method).makeNetwork(experiment, imageShapeOf(data), at::kCPU);
    const auto checkpoint = reader.checkpoint(run);
    restoreNetwork(network, readCheckpointContent(checkpoint->bytes));
    std::vector<std::int64_t> all(static_cast<std::size_t>(data.test.count));
    std::iota(all.begin(), all.end(), 0);
    const Batch batch = Batches(data.test, data.mean, data.inputDivisor, at::kCPU).pick(all);
    const auto logits = methodNamed(experiment.method).logits(network, batch.input);
    at::Tensor fused = at::zeros_like(logits.front());
    for (std::size_t layer = 0; layer < logits.size(); ++layer) {
        EXPECT_EQ(found.values.at(kTop5, Split::test, static_cast<Place>(layer)),
                  naiveTop5(logits[layer], batch.labels));
        fused += logits[layer].softmax(1);
    }
    EXPECT_EQ(found.values.at(kTop5, Split::test, kFusionPlace), naiveTop5(fused, batch.labels));
    EXPECT_EQ(found.values.at(kTop5, Split::test, kLastPlace),
              naiveTop5(logits.back(), batch.labels));
    EXPECT_EQ(found.values.at(kTop5, Split::test, kBestPlace),
              found.values.at(kTop5, Split::test, static_cast<Place>(found.bestLayer)));
    EXPECT_EQ(reader.lastEpoch(run)->values.predictions(kTop5), found.values.predictions(kTop5));
}

TEST_F(Top5Session, IsNotMeasuredForFewClasses) {
    const RunId run = train(experimentOf(3));
    EXPECT_EQ(measured(run), std::vector<std::optional<Accuracies>>(3));
    EXPECT_FALSE(RunReader(storePath()).find(run)->values.predictions(kTop5));
}

} // namespace
} // namespace asge
