#include "core/learn/session/session.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/support/tiny_data.h"

#include <gtest/gtest.h>

namespace asge {
namespace {

/// Stops after a step.
struct StepStop : SessionListener {
    std::int64_t at = 0;
    TrainingControl* control = nullptr;

    void onStep(const StepEvent& event) override {
        if (event.step == at) {
            control->stop();
        }
    }
};

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
        SessionListener nobody;
        resumeInStore(run, store, control, nobody);
    }
    /// What was measured at each epoch.
    std::vector<std::optional<Accuracies>> measured(RunId run) const {
        std::vector<std::optional<Accuracies>> all;
        for (const EpochEvent& epoch : RunReader(storePath()).detail(run).epochs) {
            all.push_back(epoch.top5);
        }
        return all;
    }
    std::filesystem::path storePath() const { return folder_.path() / "runs.sqlite"; }

  private:
    test::TemporaryFolder folder_;
};

TEST_F(Top5Session, KeepsTheAccuraciesOfEachEpochWhenItGoesOn) {
    Experiment experiment = experimentOf(12);
    const RunId whole = train(experiment);
    const auto all = measured(whole);
    ASSERT_EQ(all.size(), 3U);
    const RunReader reader(storePath());
    for (const EpochEvent& epoch : reader.detail(whole).epochs) {
        ASSERT_TRUE(epoch.top5) << "epoch " << epoch.epoch;
        EXPECT_GT(epoch.top5->fusion, epoch.accuracy.fusion) << "four classes look alike";
        EXPECT_GE(epoch.top5->last, epoch.accuracy.last);
        EXPECT_GE(epoch.top5->best, epoch.accuracy.best);
    }
    EXPECT_EQ(reader.find(whole)->top5, all.back());

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
    constexpr double kFew = 2.01 / 60; // of 60 test images, after steps that round otherwise
    EXPECT_NEAR(fast[0]->last, plain[0]->last, kFew);
    EXPECT_NEAR(fast[0]->fusion, plain[0]->fusion, kFew);
}

TEST_F(Top5Session, MeasuresNothingWhereClassesAreFew) {
    const RunId run = train(experimentOf(9));
    EXPECT_EQ(measured(run), std::vector<std::optional<Accuracies>>(3));
    EXPECT_FALSE(RunReader(storePath()).find(run)->top5);
}

} // namespace
} // namespace asge
