// SPDX-License-Identifier: GPL-3.0-or-later

// A training whose store has no room, from its beginning on.
#include "core/base/error.h"
#include "core/learn/session/session.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/support/small_disk.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <functional>
#include <mutex>

namespace asge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Keeps what was told, in its order; makes room, or stops the training, when there is none.
class Helper : public SessionListener {
  public:
    std::function<void()> help = [] {};

    void onStarted(RunId, const NewRun&) override { tell("started"); }
    void onTrouble(const std::string& trouble) override {
        tell(trouble);
        if (!trouble.empty()) {
            help();
        }
    }
    void onGivenUp(const std::string& trouble) override { tell("given up: " + trouble); }
    void onEpoch(const EpochEvent& event, ProbeSnapshotPtr) override {
        tell("epoch " + std::to_string(event.epoch));
    }
    std::vector<std::string> told() const {
        const std::lock_guard lock(mutex_);
        return told_;
    }

  private:
    void tell(const std::string& what) {
        const std::lock_guard lock(mutex_);
        told_.push_back(what);
    }
    mutable std::mutex mutex_;
    std::vector<std::string> told_;
};

class FirstStepStopper : public SessionListener {
  public:
    explicit FirstStepStopper(TrainingControl& control) : control_(control) {}
    void onStep(const StepEvent&) override { control_.stop(); }

  private:
    TrainingControl& control_;
};

class WithoutRoom : public testing::Test {
  protected:
    WithoutRoom() {
        test::writeTinyFiles(folder_.path() / "data");
        experiment_ = test::tinyExperiment();
        experiment_.data.path = (folder_.path() / "data").string();
        experiment_.train.epochs = 1;
    }
    void SetUp() override {
        if (!disk_.isThere()) {
            GTEST_SKIP() << "only root can mount a small disk";
        }
    }
    std::filesystem::path storePath() const { return disk_.folder() / "runs.sqlite"; }
    std::string full() const { return storePath().string() + ": disk is full"; }

    test::TemporaryFolder folder_;
    test::SmallDisk disk_{folder_.path() / "disk"};
    Experiment experiment_;
    TrainingControl control_;
    Helper helper_;
};

TEST_F(WithoutRoom, ATrainingSaysSoAndBeginsWhenThereIs) {
    RunWriter store(storePath());
    disk_.fill();
    helper_.help = [&] { disk_.makeRoom(); };
    const SessionResult result = trainInStore(experiment_, "tiny", store, control_, helper_);
    EXPECT_EQ(result.status, RunStatus::finished);
    EXPECT_EQ(helper_.told().front(), full());
    EXPECT_THAT(helper_.told(), testing::UnorderedElementsAre(full(), "", "started", "epoch 1"));
}

TEST_F(WithoutRoom, AStoppedTrainingNeverBegan) {
    RunWriter store(storePath());
    disk_.fill();
    helper_.help = [&] { control_.stop(); };
    try {
        trainInStore(experiment_, "tiny", store, control_, helper_);
        FAIL() << "it was not stopped";
    } catch (const StoreError& error) {
        EXPECT_EQ(error.what(), full());
    }
    EXPECT_THAT(helper_.told(), ElementsAre(full(), "given up: " + full()));
    disk_.makeRoom();
    EXPECT_THAT(RunReader(storePath()).runs(), IsEmpty());
}

/// There is room again at the moment of the stop: that is no reason to say that it goes on.
TEST_F(WithoutRoom, AStoppedTrainingIsNeverSaidToGoOn) {
    RunWriter store(storePath());
    disk_.fill();
    helper_.help = [&] {
        control_.stop("SIGTERM");
        disk_.makeRoom();
    };
    try {
        trainInStore(experiment_, "tiny", store, control_, helper_);
    } catch (const StoreError&) {
        // It may have been given up before there was room.
    }
    EXPECT_THAT(helper_.told(), testing::Not(testing::Contains("")));
}

TEST_F(WithoutRoom, AResumeWaitsToo) {
    RunId run = 0;
    {
        RunWriter store(storePath());
        FirstStepStopper stopper(control_);
        run = trainInStore(experiment_, "tiny", store, control_, stopper).run;
    }
    TrainingControl control;
    Helper helper;
    RunWriter store(storePath());
    disk_.fill();
    helper.help = [&] {
        EXPECT_EQ(RunReader(storePath()).find(run)->status, RunStatus::stopped);
        disk_.makeRoom();
    };
    EXPECT_EQ(resumeInStore(run, store, control, helper).status, RunStatus::finished);
    EXPECT_EQ(helper.told().front(), full());
    EXPECT_THAT(helper.told(), testing::UnorderedElementsAre(full(), "", "started", "epoch 1"));
}

} // namespace
} // namespace asge
