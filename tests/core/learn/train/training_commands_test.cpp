// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/training.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace asge {
namespace {

using Outcome = CommandAnswer::Outcome;

/// A training whose steps a test accompanies.
class SteeredTraining : public testing::TestWithParam<ComputePath> {
  protected:
    SteeredTraining() { experiment_.compute.path = GetParam(); }

    void make() { training_ = std::make_unique<Training>(experiment_, data_, at::kCPU); }
    /// Runs with `after` called after each step.
    bool run(const std::function<void(std::int64_t)>& after) {
        if (!training_) {
            make();
        }
        TrainingHooks hooks;
        hooks.onStep = [&, after](const StepEvent& event) {
            losses_[event.step] = event.layers;
            after(event.step);
        };
        hooks.onIntervention = [&](const Intervention& each, std::int64_t) {
            interventions_.push_back(each);
        };
        hooks.onPaused = [&](bool paused) { pauses_.push_back(paused); };
        hooks.onEpoch = [&](const EpochEvent& event, const EpochMeasurements&, const Checkpoint&) {
            epochs_.push_back(event);
        };
        return training_->run(control_, hooks);
    }
    void send(const Command& command) {
        CommandRequest request{command, std::string(source::kTerminal)};
        request.answer = [this](const CommandAnswer& answer) { answers_.push_back(answer); };
        control_.send(std::move(request));
    }
    at::Tensor weight(std::size_t layer) const {
        return training_->network().layers[layer].weight.clone();
    }
    at::Tensor projection(std::size_t layer) const {
        return training_->network().layers[layer].projection.clone();
    }
    std::vector<std::string> kinds() const {
        std::vector<std::string> all;
        for (const Intervention& each : interventions_) {
            if (each.source != source::kGuard) {
                all.push_back(std::to_string(each.step) + " " + each.kind);
            }
        }
        return all;
    }

    const DataSet data_ = test::tinyData();
    Experiment experiment_ = test::tinyExperiment();
    TrainingControl control_;
    std::unique_ptr<Training> training_;
    std::map<std::int64_t, std::vector<LayerScore>> losses_;
    std::vector<Intervention> interventions_;
    std::vector<CommandAnswer> answers_;
    std::vector<EpochEvent> epochs_;
    std::vector<bool> pauses_;
};

INSTANTIATE_TEST_SUITE_P(Paths, SteeredTraining,
                         testing::Values(ComputePath::fast, ComputePath::plain),
                         [](const auto& info) {
                             return info.param == ComputePath::fast ? "Fast" : "Plain";
                         });

TEST_P(SteeredTraining, AFrozenLayerDoesNotMoveAndTheOthersDo) {
    std::map<std::int64_t, std::vector<at::Tensor>> weights;
    run([&](std::int64_t step) {
        weights[step] = {weight(0), weight(1), weight(2)};
        if (step == 3) {
            send({CommandKind::freeze, 2, {}});
        } else if (step == 9) {
            send({CommandKind::thaw, 2, {}});
        }
    });
    for (std::int64_t step = 2; step <= 15; ++step) {
        const bool frozen = step > 3 && step <= 9;
        EXPECT_EQ(weights[step - 1][1].equal(weights[step][1]), frozen) << step;
        EXPECT_FALSE(weights[step - 1][0].equal(weights[step][0])) << step;
        EXPECT_FALSE(weights[step - 1][2].equal(weights[step][2])) << step;
    }
    EXPECT_EQ(kinds(), (std::vector<std::string>{"3 freeze", "9 thaw"}));
}

TEST_P(SteeredTraining, AFactorOfOneChangesNothing) {
    run([&](std::int64_t step) {
        if (step == 2) {
            send({CommandKind::rate, 1, 1.0});
            send({CommandKind::rate, 0, 1.0});
        }
    });
    const at::Tensor steered = weight(0);
    make();
    run([](std::int64_t) {});
    EXPECT_TRUE(weight(0).equal(steered));
}

TEST_P(SteeredTraining, ARateActsOnItsLayerAlone) {
    at::Tensor before, after;
    const auto move = [&](std::size_t layer, const std::vector<Command>& commands) {
        TrainingControl fresh;
        make();
        control_.close({});
        TrainingHooks hooks;
        hooks.onStep = [&](const StepEvent& event) {
            if (event.step == 3) {
                before = weight(layer);
                for (const Command& command : commands) {
                    fresh.send({command, {}});
                }
            } else if (event.step == 4) {
                after = weight(layer);
                fresh.stop();
            }
        };
        training_->run(fresh, hooks);
        return (after - before).norm().item<double>();
    };
    const double plain = move(1, {});
    EXPECT_NEAR(move(1, {{CommandKind::rate, 2, 0.5}}), 0.5 * plain, 1e-4 * plain);
    EXPECT_NEAR(move(1, {{CommandKind::rate, 2, 0.5}, {CommandKind::rate, 0, 4.0}}), 2 * plain,
                1e-4 * plain);
    EXPECT_EQ(move(0, {{CommandKind::rate, 2, 0.5}}), move(0, {}));
}

/// The values depend on seed, layer and count alone, not on the step or on other commands.
TEST_P(SteeredTraining, ResettingDependsOnSeedLayerAndCount) {
    const auto firstTwo = [&](std::int64_t first, std::int64_t second) {
        std::vector<at::Tensor> drawn;
        TrainingControl fresh;
        make();
        const at::Tensor initial = weight(1);
        TrainingHooks hooks;
        hooks.onStep = [&](const StepEvent& event) {
            if (event.step == first || event.step == second) {
                fresh.send({{CommandKind::reset, 2, {}}, {}});
                fresh.send({{CommandKind::freeze, 2, {}}, {}}); // so that the weights stay
            }
            if (event.step == first + 1 || event.step == second + 1) {
                drawn.push_back(weight(1));
                fresh.send({{CommandKind::thaw, 2, {}}, {}});
            }
        };
        training_->run(fresh, hooks);
        EXPECT_FALSE(drawn.at(0).equal(initial));
        return drawn;
    };
    const auto early = firstTwo(2, 4);
    const auto late = firstTwo(7, 12);
    EXPECT_TRUE(early[0].equal(late[0]));
    EXPECT_TRUE(early[1].equal(late[1]));
    EXPECT_FALSE(early[0].equal(early[1]));
    EXPECT_NEAR(early[0].std().item<double>(), std::sqrt(2.0 / (4 * 9)), 0.05);
    experiment_.train.seed = 2;
    EXPECT_FALSE(firstTwo(2, 4)[0].equal(early[0]));
}

TEST_P(SteeredTraining, RedrawingChangesTheProjectionAndNotTheWeights) {
    at::Tensor before, weights, first, second;
    run([&](std::int64_t step) {
        if (step == 3) {
            before = projection(2);
            send({CommandKind::freeze, 3, {}});
            send({CommandKind::redraw, 3, {}});
            weights = weight(2);
        } else if (step == 4) {
            first = projection(2);
            EXPECT_TRUE(weights.equal(weight(2)));
            send({CommandKind::redraw, 3, {}});
        } else if (step == 5) {
            second = projection(2);
        }
    });
    EXPECT_FALSE(first.equal(before));
    EXPECT_FALSE(second.equal(first));
    EXPECT_NEAR(first.std().item<double>(), before.std().item<double>(),
                0.3 * before.std().item<double>());
}

TEST_P(SteeredTraining, RefusesWhatIsWrongAndChangesNothing) {
    const std::vector<std::pair<Command, std::string>> wrong{
        {{CommandKind::freeze, 4, {}}, "freeze: there is no layer 4: the network has 3 layers"},
        {{CommandKind::freeze, 0, {}}, "freeze: needs a layer"},
        {{CommandKind::thaw, 1, {}}, "thaw: layer 1 is not frozen"},
        {{CommandKind::rate, 1, {}}, "rate: needs a value"},
        {{CommandKind::rate, 1, 0.0}, "rate: the factor must be from 0.000001 to 1000000, is 0"},
        {{CommandKind::rate, 1, std::nan("")}, "rate: the factor must be from"},
        {{CommandKind::pause, 1, {}}, "pause: takes no layer"},
        {{CommandKind::pause, 0, 1.0}, "pause: takes no value"},
        {{CommandKind::resume, 0, {}}, "resume: the training is not paused"},
        {{CommandKind::dropout, 0, 0.95}, "dropout: must be a number from 0 to 0.9, is 0.95"},
        {{CommandKind::weightDecay, 0, -1.0}, "weight_decay: must be a number from 0 to 1, is -1"},
        {{CommandKind::epochs, 0, 1.5}, "epochs: must be a whole number from 1 to 100000, is 1.5"},
        {{CommandKind::epochs, 0, 1.0}, "epochs: the run is in epoch 2"},
    };
    run([&](std::int64_t step) {
        if (step == 7) {
            for (const auto& [command, reason] : wrong) {
                send(command);
            }
        }
    });
    const at::Tensor steered = weight(1);
    ASSERT_EQ(answers_.size(), wrong.size());
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        EXPECT_EQ(answers_[i].outcome, Outcome::refused);
        EXPECT_THAT(answers_[i].reason, testing::StartsWith(wrong[i].second));
    }
    EXPECT_THAT(kinds(), testing::IsEmpty());
    make();
    run([](std::int64_t) {});
    EXPECT_TRUE(weight(1).equal(steered));
}

/// A store with more than 100,000 interventions of a run would count as damaged.
TEST_P(SteeredTraining, RefusesMoreCommandsThanAStoreKeeps) {
    make();
    training_->repeat(std::vector<Intervention>(90'000 - 1));
    run([&](std::int64_t step) {
        if (step == 2) {
            send({CommandKind::freeze, 1, {}});
            send({CommandKind::thaw, 1, {}});
        }
    });
    ASSERT_EQ(answers_.size(), 2U);
    EXPECT_EQ(answers_[0].outcome, Outcome::applied);
    EXPECT_EQ(answers_[1].outcome, Outcome::refused);
    EXPECT_THAT(answers_[1].reason, testing::HasSubstr("as many commands as the store keeps"));
}

TEST_P(SteeredTraining, OneStepAndOneEpochPauseAfterwards) {
    std::vector<std::int64_t> reached;
    TrainingHooks hooks;
    make();
    std::int64_t last = 0;
    hooks.onStep = [&](const StepEvent& event) {
        last = event.step;
        if (event.step == 3) {
            control_.pause();
        }
    };
    hooks.onIntervention = [&](const Intervention& each, std::int64_t) {
        interventions_.push_back(each);
    };
    const std::vector<Command> next{{CommandKind::step, 0, {}},
                                    {CommandKind::step, 0, {}},
                                    {CommandKind::epoch, 0, {}},
                                    {CommandKind::epoch, 0, {}}};
    hooks.onPaused = [&](bool paused) {
        if (paused) {
            control_.send({next.at(reached.size()), {}});
            reached.push_back(last);
        }
    };
    EXPECT_TRUE(training_->run(control_, hooks));
    EXPECT_EQ(reached, (std::vector<std::int64_t>{3, 4, 5, 10}));
    EXPECT_EQ(last, 15) << "the last epoch ends the run instead of pausing it";
    EXPECT_EQ(kinds(),
              (std::vector<std::string>{"3 pause", "3 step", "4 step", "5 epoch", "10 epoch"}));
}

TEST_P(SteeredTraining, EpochsCanBeAddedAndTakenAway) {
    run([&](std::int64_t step) {
        if (step == 2) {
            send({CommandKind::epochs, 0, 5.0});
        } else if (step == 12) {
            send({CommandKind::epochs, 0, 4.0});
        }
    });
    ASSERT_EQ(epochs_.size(), 4U);
    EXPECT_EQ(epochs_.back().step, 20);
    // Cosine annealing spans the epochs that are planned.
    EXPECT_NEAR(epochs_[1].learningRate(), 0.005 * (1 + std::cos(M_PI * 9 / 25)), 1e-12);
    EXPECT_NEAR(epochs_[3].learningRate(), 0.005 * (1 + std::cos(M_PI * 19 / 20)), 1e-12);
}

TEST_P(SteeredTraining, FreezesALayerThatDoesNotImprove) {
    experiment_.train.epochs = 8;
    experiment_.train.freezePatience = 2;
    experiment_.optimizer.layerRates = {0, 1, 1}; // layer 1 never learns, so it can't stall
    run([](std::int64_t) {});
    std::map<int, int> frozenAfter;
    for (const Intervention& each : interventions_) {
        if (each.kind == "freeze") {
            EXPECT_EQ(each.source, "rule");
            frozenAfter[each.layer] = each.epoch;
        }
    }
    EXPECT_FALSE(frozenAfter.contains(1));
    ASSERT_FALSE(frozenAfter.empty());
    for (const auto& [layer, epoch] : frozenAfter) {
        double best = -1;
        int bestEpoch = 0;
        for (const EpochEvent& event : epochs_) {
            const double accuracy =
                event.validation()[static_cast<std::size_t>(layer - 1)].accuracy;
            if (event.epoch <= epoch && accuracy > best) {
                best = accuracy;
                bestEpoch = event.epoch;
            }
        }
        EXPECT_EQ(epoch, bestEpoch + 2);
    }
}

TEST_P(SteeredTraining, TheEpochsOfGreedyTrainingAreFixed) {
    experiment_.train.order = UpdateOrder::greedy;
    run([&](std::int64_t step) {
        if (step == 2) {
            send({CommandKind::epochs, 0, 5.0});
        }
    });
    ASSERT_EQ(answers_.size(), 1U);
    EXPECT_THAT(answers_[0].reason, testing::HasSubstr("divided among the layers"));
}

TEST(SteeredPaths, AgreeUnderTheSameCommands) {
    std::vector<std::vector<double>> losses;
    for (const ComputePath path : {ComputePath::fast, ComputePath::plain}) {
        const DataSet data = test::tinyData();
        Experiment experiment = test::tinyExperiment();
        experiment.compute.path = path;
        Training training(experiment, data, at::kCPU);
        TrainingControl control;
        TrainingHooks hooks;
        std::vector<double>& own = losses.emplace_back();
        hooks.onStep = [&](const StepEvent& event) {
            for (const LayerScore& score : event.layers) {
                own.push_back(score.loss);
            }
            const std::map<std::int64_t, Command> script{{2, {CommandKind::freeze, 1, {}}},
                                                         {3, {CommandKind::reset, 3, {}}},
                                                         {4, {CommandKind::redraw, 2, {}}},
                                                         {5, {CommandKind::dropout, 0, 0.2}},
                                                         {6, {CommandKind::labelSmoothing, 0, 0.3}},
                                                         {7, {CommandKind::weightDecay, 0, 0.5}}};
            if (const auto found = script.find(event.step); found != script.end()) {
                control.send({found->second, {}});
            }
        };
        training.run(control, hooks);
    }
    ASSERT_EQ(losses[0].size(), losses[1].size());
    for (std::size_t i = 0; i < losses[0].size(); ++i) {
        EXPECT_NEAR(losses[0][i], losses[1][i], 2e-3 * losses[0][i]) << i;
    }
}

} // namespace
} // namespace asge
