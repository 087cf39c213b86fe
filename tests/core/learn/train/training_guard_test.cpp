// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/learn/train/training.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

namespace asge {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A training whose second layer is broken after a step.
class Guard : public testing::TestWithParam<ComputePath> {
  protected:
    Guard() { experiment_.compute.path = GetParam(); }

    /// Runs with the second layer's weights overwritten after step `breakAt`, `times` times.
    /// Returns the error, or nothing.
    std::string run(int times, bool hasUser = false) {
        training_ = std::make_unique<Training>(experiment_, data_, at::kCPU);
        TrainingHooks hooks;
        hooks.hasUser = hasUser;
        hooks.onStep = [&, times](const StepEvent& event) {
            steps_.push_back(event.step);
            if (event.step == breakAt_ && broken_ < times) {
                ++broken_;
                training_->network().layers[1].weight.fill_(weight_);
            }
        };
        hooks.onIntervention = [&](const Intervention& each, std::int64_t) { record(each); };
        hooks.onGoBack = [&](const Checkpoint& state, const Intervention& why, LaterSteps later) {
            wentBackTo_.push_back(state.step);
            laterSteps_.push_back(later);
            record(why);
        };
        hooks.onPaused = [&](bool paused) {
            if (paused) {
                pausedAt_.push_back(training_->steps());
                whenPaused_();
            }
        };
        hooks.onEpoch = [](const EpochEvent&, const EpochMeasurements&, const Checkpoint&) {};
        try {
            training_->run(control_, hooks);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }
    void record(const Intervention& each) {
        if (each.kind != "chance_level" && each.kind != "dead_channels") {
            events_.push_back(each);
        }
    }

    const DataSet data_ = test::tinyData();
    Experiment experiment_ = test::tinyExperiment();
    TrainingControl control_;
    std::unique_ptr<Training> training_;
    std::int64_t breakAt_ = 7;
    float weight_ = std::numeric_limits<float>::quiet_NaN();
    int broken_ = 0;
    std::vector<std::int64_t> steps_;
    std::vector<std::int64_t> wentBackTo_;
    std::vector<LaterSteps> laterSteps_;
    std::vector<std::int64_t> pausedAt_;
    std::vector<Intervention> events_;
    std::function<void()> whenPaused_ = [this] { control_.stop(); };
};

INSTANTIATE_TEST_SUITE_P(Paths, Guard, testing::Values(ComputePath::fast, ComputePath::plain),
                         [](const auto& info) {
                             return info.param == ComputePath::fast ? "Fast" : "Plain";
                         });

TEST_P(Guard, StopsAtTheStepAndNamesLayerImagesAndValues) {
    EXPECT_THAT(run(1), StartsWith("epoch 2, step 8: layer 2: the local loss is not finite"));
    EXPECT_EQ(wentBackTo_, (std::vector<std::int64_t>{5})) << "the end of the first epoch";
    EXPECT_EQ(training_->steps(), 5);
    EXPECT_EQ(laterSteps_, std::vector{LaterSteps::kept}) << "its curves show why";
    EXPECT_EQ(steps_.back(), 8) << "the step that was not finite, too";
    ASSERT_EQ(events_.size(), 1U);
    const Intervention& event = events_[0];
    EXPECT_EQ(event.kind, "nonfinite");
    EXPECT_EQ(event.step, 8);
    EXPECT_EQ(event.epoch, 2);
    EXPECT_EQ(event.layer, 2);
    EXPECT_EQ(event.source, "guard");
    EXPECT_THAT(event.text, AllOf(HasSubstr(". By then, none of the layer's weights was finite. "),
                                  HasSubstr("loss in the step before was "), Not(HasSubstr(".."))));
    std::string images;
    const auto order = epochOrder(90, 1, 1);
    for (std::size_t i = 40; i < 60; ++i) { // the third batch of 20 images
        images += " " + std::to_string(order[i]);
    }
    EXPECT_THAT(event.text, HasSubstr("Training images of the batch:" + images));
}

TEST_P(Guard, PausesForAUser) {
    EXPECT_EQ(run(1, true), "");
    EXPECT_EQ(pausedAt_, (std::vector<std::int64_t>{5}));
    EXPECT_EQ(laterSteps_, std::vector{LaterSteps::dropped}) << "they are trained again";
    ASSERT_EQ(events_.size(), 2U);
    EXPECT_EQ(events_[1].kind, "pause");
    EXPECT_EQ(events_[1].source, "guard");
}

TEST_P(Guard, GoesOnFromTheLastGoodStepAsTheUserSays) {
    experiment_.train.onNonfinite = OnNonfinite::pause;
    whenPaused_ = [this] {
        control_.send({{CommandKind::rate, 2, 0.5}, {}});
        control_.resume();
    };
    EXPECT_EQ(run(1), "");
    EXPECT_EQ(steps_, (std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 6, 7, 8, 9, 10, 11, 12, 13,
                                                 14, 15}));
    EXPECT_EQ(training_->steering().layers[1].rateFactor, 0.5);
}

TEST_P(Guard, RollsBackThreeTimesWithHalfTheRateAndThenFreezesTheLayer) {
    experiment_.train.onNonfinite = OnNonfinite::rollback;
    EXPECT_EQ(run(2), "");
    EXPECT_EQ(training_->steering().layers[1].rateFactor, 0.25);
    EXPECT_EQ(training_->steering().layers[1].rollbacks, 2);
    EXPECT_EQ(training_->steps(), 15);

    events_.clear();
    broken_ = 0;
    EXPECT_EQ(run(4), "");
    EXPECT_EQ(training_->steering().layers[1].rateFactor, 0.125);
    EXPECT_TRUE(training_->steering().layers[1].frozen);
    EXPECT_FALSE(training_->steering().layers[0].frozen);

    broken_ = 0;
    EXPECT_THAT(run(5), StartsWith("epoch 2, step 8: layer 2: "))
        << "a frozen layer that diverges leaves no remedy";
}

/// What came after the good state is undone: the weights are those of a training that had the
/// remedy from the start of that epoch.
TEST_P(Guard, ARollbackIsExact) {
    experiment_.train.onNonfinite = OnNonfinite::rollback;
    run(1);
    const at::Tensor rolledBack = training_->network().layers[2].weight.clone();
    Training other(experiment_, data_, at::kCPU);
    TrainingControl control;
    TrainingHooks hooks;
    hooks.onStep = [&](const StepEvent& event) {
        if (event.step == 5) {
            control.send({{CommandKind::rate, 2, 0.5}, {}});
        }
    };
    other.run(control, hooks);
    EXPECT_TRUE(other.network().layers[2].weight.equal(rolledBack));
}

TEST_P(Guard, CommandsAreGoodStatesToo) {
    experiment_.train.onNonfinite = OnNonfinite::pause;
    breakAt_ = 9;
    TrainingHooks hooks;
    training_ = std::make_unique<Training>(experiment_, data_, at::kCPU);
    std::vector<std::int64_t> back;
    hooks.onStep = [&](const StepEvent& event) {
        if (event.step == 7 && back.empty()) {
            control_.send({{CommandKind::reset, 1, {}}, {}});
        } else if (event.step == 9 && back.empty()) {
            training_->network().layers[1].weight.fill_(weight_);
        }
    };
    hooks.onGoBack = [&](const Checkpoint& state, const Intervention&, LaterSteps) {
        back.push_back(state.step);
        control_.resume();
    };
    training_->run(control_, hooks);
    EXPECT_EQ(back, (std::vector<std::int64_t>{7}));
    EXPECT_EQ(training_->steering().layers[0].resets, 1);
}

/// What the user did since the good state is undone with it, so that it does not break the training
/// again, and the remedy is that of the good state.
TEST_P(Guard, UndoesTheCommandsSinceTheGoodState) {
    experiment_.train.onNonfinite = OnNonfinite::rollback;
    experiment_.optimizer.name = OptimizerKind::sgd;
    experiment_.optimizer.learningRate = 0.001;
    training_ = std::make_unique<Training>(experiment_, data_, at::kCPU);
    TrainingHooks hooks;
    std::vector<std::int64_t> back;
    hooks.onStep = [&](const StepEvent& event) {
        if (event.step == 7 && back.empty()) {
            control_.send({{CommandKind::rate, 2, 1e6}, {}});
        } else if (event.step == 8 && back.empty()) { // its loss has exploded by now
            control_.send({{CommandKind::rate, 2, 3e5}, {}});
        }
    };
    hooks.onGoBack = [&](const Checkpoint& state, const Intervention&, LaterSteps) {
        back.push_back(state.step);
    };
    EXPECT_TRUE(training_->run(control_, hooks));
    EXPECT_FALSE(back.empty());
    EXPECT_EQ(training_->steps(), 15);
}

/// A stop that finds values which are not finite ends with the last good state.
TEST_P(Guard, AStopKeepsTheLastGoodState) {
    training_ = std::make_unique<Training>(experiment_, data_, at::kCPU);
    TrainingHooks hooks;
    hooks.onStep = [&](const StepEvent& event) {
        if (event.step == 7) {
            training_->network().layers[1].weight.fill_(weight_);
            control_.stop();
        }
    };
    hooks.onGoBack = [&](const Checkpoint&, const Intervention& why, LaterSteps) { record(why); };
    hooks.onEpoch = [](const EpochEvent&, const EpochMeasurements&, const Checkpoint&) {};
    EXPECT_FALSE(training_->run(control_, hooks));
    EXPECT_EQ(training_->lastState(hooks).step, 5);
    ASSERT_EQ(events_.size(), 1U);
    EXPECT_EQ(events_[0].kind, "nonfinite");
}

TEST_P(Guard, SaysHowManyWeightsAreNotFinite) {
    training_ = std::make_unique<Training>(experiment_, data_, at::kCPU);
    TrainingHooks hooks;
    hooks.onStep = [&](const StepEvent& event) {
        if (event.step == 7) {
            training_->network().layers[1].weight[0][0][0][0].fill_(weight_);
            control_.stop();
        }
    };
    hooks.onGoBack = [&](const Checkpoint&, const Intervention& why, LaterSteps) { record(why); };
    EXPECT_FALSE(training_->run(control_, hooks));
    training_->lastState(hooks);
    ASSERT_EQ(events_.size(), 1U);
    EXPECT_THAT(events_[0].text,
                HasSubstr("By then, 1 of the layer's 288 weights was not finite; the largest of "
                          "the others was 0."));
}

/// A command that finds them is answered before the guard acts.
TEST_P(Guard, AnswersTheCommandThatFindsTheDivergence) {
    training_ = std::make_unique<Training>(experiment_, data_, at::kCPU);
    std::vector<CommandAnswer> answers;
    TrainingHooks hooks;
    hooks.onStep = [&](const StepEvent& event) {
        if (event.step == 7) {
            training_->network().layers[1].weight.fill_(weight_);
            CommandRequest request{{CommandKind::checkpoint, 0, {}}, {}};
            request.answer = [&](const CommandAnswer& answer) { answers.push_back(answer); };
            control_.send(std::move(request));
        }
    };
    hooks.onCheckpoint = [](const Checkpoint&) {};
    EXPECT_THROW(training_->run(control_, hooks), Error);
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].outcome, CommandAnswer::Outcome::refused);
    EXPECT_THAT(answers[0].reason, HasSubstr("layer 2: its weights are not finite"));
}

/// A state in which a loss has exploded is not a good one.
TEST_P(Guard, DoesNotGoBackToAnExplodedState) {
    experiment_.train.onNonfinite = OnNonfinite::rollback;
    experiment_.optimizer.name = OptimizerKind::sgd;
    experiment_.optimizer.learningRate = 50;
    experiment_.projection.gain = 20;
    EXPECT_EQ(run(0), "");
    EXPECT_EQ(training_->steps(), 15);
    ASSERT_FALSE(events_.empty());
    EXPECT_TRUE(std::any_of(events_.begin(), events_.end(), [](const Intervention& each) {
        return each.kind == "exploding_loss";
    }));
    for (const Intervention& each : events_) {
        if (each.kind == "exploding_loss") {
            EXPECT_THAT(each.text, HasSubstr("'rate " + std::to_string(each.layer) + " 0.5'"));
            EXPECT_EQ(std::count_if(events_.begin(), events_.end(),
                                    [&](const Intervention& other) {
                                        return other.kind == each.kind && other.layer == each.layer;
                                    }),
                      1)
                << "once per layer";
        }
    }
}

/// Backpropagation trains the last layer's readout alone; those before it are random draws.
TEST_P(Guard, TheLossOfAReadoutThatNeverLearnsIsNoExplosion) {
    experiment_.method = "backprop";
    experiment_.projection.gain = 1000;
    experiment_.optimizer.learningRate = 1e-9;
    Training training(experiment_, data_, at::kCPU);
    std::vector<int> layers;
    TrainingHooks hooks;
    hooks.onIntervention = [&](const Intervention& each, std::int64_t) {
        if (each.kind == "exploding_loss") {
            layers.push_back(each.layer);
        }
    };
    training.run(control_, hooks);
    const auto last = static_cast<int>(experiment_.network.layers.size());
    EXPECT_EQ(layers, std::vector<int>{last});
}

TEST_P(Guard, WarnsOfALayerThatGuessesAndOfDeadChannels) {
    experiment_.optimizer.learningRate = 1e-9;
    experiment_.train.batch = 4;
    std::vector<Intervention> warnings;
    Training training(experiment_, data_, at::kCPU);
    training.network().layers[1].bias.fill_(-1000);
    TrainingHooks hooks;
    hooks.onIntervention = [&](const Intervention& each, std::int64_t) {
        warnings.push_back(each);
    };
    training.run(control_, hooks);
    const auto found = [&](const std::string& kind, int layer) {
        return std::count_if(warnings.begin(), warnings.end(), [&](const Intervention& each) {
            return each.kind == kind && each.layer == layer;
        });
    };
    EXPECT_EQ(found("dead_channels", 2), 1);
    EXPECT_EQ(found("chance_level", 2), 1) << "all its logits are equal";
    EXPECT_EQ(found("dead_channels", 1), 0);
    for (const Intervention& each : warnings) {
        EXPECT_EQ(each.epoch, 1) << each.kind << ": the epoch that was measured, not the next";
    }
}

} // namespace
} // namespace asge
