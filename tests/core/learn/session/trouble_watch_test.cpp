// SPDX-License-Identifier: GPL-3.0-or-later

// Trainings whose store has no room from the beginning.
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

/// Keeps all reports in order; calls `help` when there is no room.
class Helper : public SessionListener {
  public:
    std::function<void()> help = [] {};

    void onStarted(RunId, const NewRun&) override { report("started"); }
    void onTrouble(const std::string& trouble) override {
        report(trouble);
        if (!trouble.empty()) {
            help();
        }
    }
    void onGivenUp(const std::string& trouble) override { report("given up: " + trouble); }
    void onEpoch(const EpochEvent& event, const EpochMeasurements&) override {
        report("epoch " + std::to_string(event.epoch));
    }
    std::vector<std::string> reports() const {
        const std::lock_guard lock(mutex_);
        return reports_;
    }

  private:
    void report(const std::string& what) {
        const std::lock_guard lock(mutex_);
        reports_.push_back(what);
    }
    mutable std::mutex mutex_;
    std::vector<std::string> reports_;
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

TEST_F(WithoutRoom, ATrainingReportsItAndBeginsWhenThereIsRoom) {
    RunWriter store(storePath());
    disk_.fill();
    helper_.help = [&] { disk_.makeRoom(); };
    const SessionResult result = trainInStore(experiment_, "tiny", store, control_, helper_);
    EXPECT_EQ(result.status, RunStatus::finished);
    EXPECT_EQ(helper_.reports().front(), full());
    EXPECT_THAT(helper_.reports(), testing::UnorderedElementsAre(full(), "", "started", "epoch 1"));
}

TEST_F(WithoutRoom, AStoppedTrainingNeverBegins) {
    RunWriter store(storePath());
    disk_.fill();
    helper_.help = [&] { control_.stop(); };
    try {
        trainInStore(experiment_, "tiny", store, control_, helper_);
        FAIL() << "the training was not stopped";
    } catch (const StoreError& error) {
        EXPECT_EQ(error.what(), full());
    }
    EXPECT_THAT(helper_.reports(), ElementsAre(full(), "given up: " + full()));
    disk_.makeRoom();
    EXPECT_THAT(RunReader(storePath()).runs(), IsEmpty());
}

/// If there is room again right after the stop, the training must not be reported to continue.
TEST_F(WithoutRoom, AStoppedTrainingIsNotReportedToContinue) {
    RunWriter store(storePath());
    disk_.fill();
    helper_.help = [&] {
        control_.stop("SIGTERM");
        disk_.makeRoom();
    };
    try {
        trainInStore(experiment_, "tiny", store, control_, helper_);
    } catch (const StoreError&) {
        // The store may have been given up before there was room.
    }
    EXPECT_THAT(helper_.reports(), testing::Not(testing::Contains("")));
}

TEST_F(WithoutRoom, AResumeWaitsForRoom) {
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
    EXPECT_EQ(helper.reports().front(), full());
    EXPECT_THAT(helper.reports(), testing::UnorderedElementsAre(full(), "", "started", "epoch 1"));
}

} // namespace
} // namespace asge
