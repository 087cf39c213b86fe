// SPDX-License-Identifier: GPL-3.0-or-later

// Commands that arrive while a training evaluates the images at the end of an epoch.
#include "core/learn/train/training.h"
#include "tests/support/streamed_images.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace asge {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

/// A training with many test images, so that a test can act while they are evaluated.
class EvaluationPause : public testing::TestWithParam<ComputePath> {
  protected:
    EvaluationPause() {
        experiment_.compute.path = GetParam();
        experiment_.train.epochs = 2;
        data_.test = test::streamed(test::tinyImages(kTestImages, 3), [this](int index) {
            ++read_;
            if (index == kTestImages / 4 && isAwaited_.exchange(false)) {
                atTest_();
            }
        });
        data_.testIndices.resize(kTestImages);
    }

    /// Runs to the end; `atTest` is called on another thread during the evaluation of the first
    /// epoch.
    bool run(const std::function<void()>& atTest) {
        atTest_ = atTest;
        epochs_.clear();
        training_ = std::make_unique<Training>(experiment_, data_, at::kCPU);
        TrainingHooks hooks;
        hooks.onStep = [this](const StepEvent& event) {
            if (event.step == 5) { // the last one of the epoch
                read_ = 0;
                isAwaited_ = true;
            }
        };
        hooks.onPaused = [this](bool paused) {
            readAt_ = read_;
            epochsAt_ = epochs_.size();
            if (paused) {
                whenPaused_();
            }
        };
        hooks.onIntervention = [this](const Intervention& each, std::int64_t) {
            if (each.source != source::kGuard) {
                kinds_.push_back(std::to_string(each.step) + " " + each.kind);
            }
        };
        hooks.onEpoch = [this](const EpochEvent& event, const EpochMeasurements&,
                               const Checkpoint& state) {
            epochs_.push_back(event);
            last_ = state;
        };
        return training_->run(control_, hooks);
    }
    void send(CommandKind kind, int layer = 0) { control_.send({{kind, layer, {}}, {}}); }
    /// What an epoch has measured, without times.
    static std::vector<std::vector<LayerScore>> scoresOf(const EpochEvent& epoch) {
        return {epoch.train(), epoch.validation(), epoch.test()};
    }

    static constexpr int kTestImages = 12'000;
    DataSet data_ = test::tinyData();
    Experiment experiment_ = test::tinyExperiment();
    TrainingControl control_;
    std::unique_ptr<Training> training_;
    std::function<void()> atTest_;
    std::function<void()> whenPaused_;
    std::atomic<bool> isAwaited_ = false;
    std::atomic<int> read_ = 0;
    int readAt_ = 0;           ///< test images that were read when the training paused or went on
    std::size_t epochsAt_ = 0; ///< epochs that had ended by then
    std::vector<std::string> kinds_;
    std::vector<EpochEvent> epochs_;
    Checkpoint last_;
};

INSTANTIATE_TEST_SUITE_P(Paths, EvaluationPause,
                         testing::Values(ComputePath::fast, ComputePath::plain),
                         [](const auto& info) {
                             return info.param == ComputePath::fast ? "Fast" : "Plain";
                         });

TEST_P(EvaluationPause, BeginsBetweenTwoBatchesAndChangesNoResult) {
    ASSERT_TRUE(run([] {}));
    const auto whole = epochs_;
    const Checkpoint last = last_;
    whenPaused_ = [this] { send(CommandKind::resume); };
    ASSERT_TRUE(run([this] { send(CommandKind::pause); }));
    EXPECT_THAT(kinds_, ElementsAre("5 pause", "5 resume"));
    EXPECT_LT(readAt_, kTestImages);
    EXPECT_EQ(epochsAt_, 0U) << "the evaluation had not ended";
    ASSERT_EQ(epochs_.size(), whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        EXPECT_EQ(scoresOf(epochs_[i]), scoresOf(whole[i]));
    }
    EXPECT_EQ(last_.bytes, last.bytes);
}

/// Weights that change within an evaluation would give results of no network.
TEST_P(EvaluationPause, LetsCommandsThatChangeTheNetworkWait) {
    ASSERT_TRUE(run([] {}));
    const auto whole = epochs_;
    whenPaused_ = [this] {
        EXPECT_THAT(kinds_, ElementsAre("5 pause"));
        send(CommandKind::reset, 2);
        send(CommandKind::resume);
    };
    ASSERT_TRUE(run([this] { send(CommandKind::pause); }));
    EXPECT_THAT(kinds_, ElementsAre("5 pause", "5 resume", "5 reset"));
    EXPECT_EQ(scoresOf(epochs_[0]), scoresOf(whole[0]));
    EXPECT_NE(scoresOf(epochs_[1]), scoresOf(whole[1]));
}

TEST_P(EvaluationPause, OneEpochPausesAtItsEnd) {
    whenPaused_ = [this] { send(kinds_.size() == 1 ? CommandKind::epoch : CommandKind::resume); };
    ASSERT_TRUE(run([this] { send(CommandKind::pause); }));
    EXPECT_THAT(kinds_, ElementsAre("5 pause", "5 epoch", "5 resume"));
    EXPECT_EQ(epochsAt_, 1U);
}

TEST_P(EvaluationPause, IsNoTrainingTime) {
    whenPaused_ = [this] {
        std::this_thread::sleep_for(1s);
        send(CommandKind::resume);
    };
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_TRUE(run([this] { send(CommandKind::pause); }));
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(training_->seconds(), passed.count() - 0.9);
    EXPECT_GT(training_->seconds(), 0);
}

/// The next training evaluates the epoch anew.
TEST_P(EvaluationPause, CanEndInAStopFromWhichTheRunIsResumed) {
    ASSERT_TRUE(run([] {}));
    const auto whole = epochs_;
    const Checkpoint last = last_;
    whenPaused_ = [this] { send(CommandKind::stop); };
    ASSERT_FALSE(run([this] { send(CommandKind::pause); }));
    EXPECT_THAT(kinds_, ElementsAre("5 pause", "5 stop"));
    EXPECT_TRUE(epochs_.empty());
    const Checkpoint state = training_->lastState({});
    EXPECT_EQ(state.epoch, 0);
    EXPECT_EQ(state.step, 5);
    Training resumed(experiment_, data_, at::kCPU);
    resumed.resume(state, 0);
    TrainingControl control;
    TrainingHooks hooks;
    hooks.onEpoch = [this](const EpochEvent& event, const EpochMeasurements&,
                           const Checkpoint& now) {
        epochs_.push_back(event);
        last_ = now;
    };
    ASSERT_TRUE(resumed.run(control, hooks));
    ASSERT_EQ(epochs_.size(), whole.size());
    EXPECT_EQ(scoresOf(epochs_[0]), scoresOf(whole[0]));
    EXPECT_EQ(last_.bytes, last.bytes);
}

/// A stop is a command too if another process sends it.
TEST_P(EvaluationPause, AStopEndsTheEvaluation) {
    ASSERT_FALSE(run([this] { send(CommandKind::stop); }));
    EXPECT_THAT(kinds_, ElementsAre("5 stop"));
    EXPECT_LT(read_, kTestImages);
    EXPECT_TRUE(epochs_.empty());
}

} // namespace
} // namespace asge
