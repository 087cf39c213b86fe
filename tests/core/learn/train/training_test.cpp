// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/probe_images.h"
#include "core/learn/train/training.h"

#include "core/base/error.h"
#include "core/control/time_left.h"
#include "core/learn/train/device.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <memory>
#include <set>
#include <thread>

namespace asge {
namespace {

using test::tinyData;
using test::tinyExperiment;

/// Everything that a training reports.
struct Log {
    std::vector<StepEvent> steps;
    std::vector<EpochEvent> epochs;
    std::vector<ProbeSnapshotPtr> epochMaps;
    std::vector<Checkpoint> checkpoints;
    std::vector<ProbeSnapshotPtr> probes;
    std::vector<Intervention> interventions;
    std::vector<std::string> notes;

    TrainingHooks hooks() {
        TrainingHooks hooks;
        hooks.onStep = [this](const StepEvent& event) { steps.push_back(event); };
        hooks.onProbe = [this](ProbeSnapshotPtr maps) { probes.push_back(std::move(maps)); };
        hooks.onEpoch = [this](const EpochEvent& event, const EpochMeasurements& measured,
                               Checkpoint state) {
            epochs.push_back(event);
            epochMaps.push_back(measured.maps);
            checkpoints.push_back(std::move(state));
        };
        hooks.onIntervention = [this](const Intervention& each, std::int64_t) {
            interventions.push_back(each);
        };
        hooks.onNote = [this](const std::string& note) { notes.push_back(note); };
        return hooks;
    }
};

Log train(const Experiment& experiment, const DataSet& data) {
    Log log;
    Training training(experiment, data, at::kCPU);
    TrainingControl control;
    EXPECT_TRUE(training.run(control, log.hooks()));
    return log;
}

TEST(EpochOrder, IsAPermutationOfItsOwnForEachSeedAndEpoch) {
    const auto order = epochOrder(100, 1, 0);
    EXPECT_EQ(std::set<std::int64_t>(order.begin(), order.end()).size(), 100U);
    EXPECT_EQ(*std::max_element(order.begin(), order.end()), 99);
    EXPECT_EQ(order, epochOrder(100, 1, 0));
    EXPECT_NE(order, epochOrder(100, 1, 1));
    EXPECT_NE(order, epochOrder(100, 2, 0));
}

TEST(Batches, NormalisesEachChannel) {
    const ImageSet images{2, 2, 1, 1, {0, 255, 51, 102}, {4, 7}};
    const Batches batches(images, {0.5F, 0.2F}, {0.5F, 0.1F}, at::kCPU);
    const Batch batch = batches.pick({1, 0});
    EXPECT_EQ(batch.labels[0].item<std::int64_t>(), 7);
    EXPECT_NEAR(batch.input[0][0][0][0].item<float>(), (0.2 - 0.5) / 0.5, 1e-5);
    EXPECT_NEAR(batch.input[0][1][0][0].item<float>(), (0.4 - 0.2) / 0.1, 1e-5);
    EXPECT_NEAR(batch.input[1][0][0][0].item<float>(), -1, 1e-5);
    EXPECT_NEAR(batch.input[1][1][0][0].item<float>(), 8, 1e-5);
}

TEST(UsePrecision, RefusesAPrecisionThatTheDeviceLacks) {
    EXPECT_NO_THROW(usePrecision(Precision::float32, at::kCPU));
    EXPECT_THROW(usePrecision(Precision::tf32, at::kCPU), BadInput);
}

TEST(ProbeIndices, AreSpreadOverTheClasses) {
    const DataSet data = tinyData();
    const auto indices = probeIndices(data.test, 3, 7);
    std::vector<int> labels;
    for (const std::int64_t index : indices) {
        labels.push_back(data.test.labels[static_cast<std::size_t>(index)]);
    }
    EXPECT_EQ(labels, (std::vector<int>{0, 1, 2, 0, 1, 2, 0}));
    EXPECT_EQ(probeIndices(data.test, 3, 1000).size(), 60U) << "no more than the test images";
    ImageSet lopsided = data.test;
    std::fill(lopsided.labels.begin(), lopsided.labels.end(), 2);
    EXPECT_EQ(probeIndices(lopsided, 3, 7).size(), 7U) << "even if other classes have no images";
}

TEST(Device, AMissingDeviceIsNamed) {
    try {
        resolveDevice("cuda:77");
        FAIL() << "no error";
    } catch (const BadInput& error) {
        EXPECT_THAT(error.what(), testing::StartsWith("device: 'cuda:77' is not available"));
    }
    EXPECT_TRUE(resolveDevice("cpu").is_cpu());
}

TEST(Training, LearnsAndReportsEveryStepAndEpochInOrder) {
    const Log log = train(tinyExperiment(), tinyData());
    ASSERT_EQ(log.steps.size(), 15U) << "90 images in batches of 20, 3 epochs";
    for (std::size_t i = 0; i < log.steps.size(); ++i) {
        EXPECT_EQ(log.steps[i].step, static_cast<int>(i) + 1);
        EXPECT_EQ(log.steps[i].epoch, static_cast<int>(i) / 5 + 1);
        EXPECT_EQ(log.steps[i].layers.size(), 3U);
    }
    ASSERT_EQ(log.epochs.size(), 3U);
    for (std::size_t i = 0; i < log.epochs.size(); ++i) {
        EXPECT_EQ(log.epochs[i].epoch, static_cast<int>(i) + 1);
        EXPECT_EQ(log.epochs[i].step, static_cast<int>(i + 1) * 5);
        EXPECT_EQ(log.epochMaps[i]->epoch, static_cast<int>(i) + 1);
        EXPECT_EQ(log.checkpoints[i].epoch, static_cast<int>(i) + 1);
        EXPECT_GT(log.epochs[i].imagesPerSecond(), 0);
    }
    EXPECT_GT(log.epochs.back().accuracy().last, 0.9);
    EXPECT_GT(log.epochs.back().accuracy().fusion, 0.7) << "the shallow layers contribute too";
    EXPECT_LT(log.epochs.back().test()[2].loss, log.epochs.front().test()[2].loss);
}

TEST(Training, EpochMeansWeighTheSmallerLastBatch) {
    const Log log = train(tinyExperiment(), tinyData());
    double loss = 0;
    for (int i = 0; i < 5; ++i) {
        loss += log.steps[static_cast<std::size_t>(i)].layers[1].loss * (i < 4 ? 20 : 10);
    }
    EXPECT_NEAR(log.epochs.front().train()[1].loss, loss / 90, 1e-9);
}

TEST(Training, IsTheSameBitForBitForTheSameSeed) {
    const Log first = train(tinyExperiment(), tinyData());
    const Log again = train(tinyExperiment(), tinyData());
    Experiment other = tinyExperiment();
    other.train.seed = 2;
    const Log different = train(other, tinyData());
    for (std::size_t i = 0; i < first.epochs.size(); ++i) {
        EXPECT_EQ(first.epochs[i].test(), again.epochs[i].test());
        EXPECT_EQ(first.epochs[i].train(), again.epochs[i].train());
        EXPECT_EQ(*first.epochMaps[i], *again.epochMaps[i]);
    }
    EXPECT_NE(first.epochs[0].train(), different.epochs[0].train());
}

TEST(Training, ProbesDoNotChangeTheResult) {
    Experiment watched = tinyExperiment();
    watched.probe.budget = 0.5;
    Experiment blind = tinyExperiment();
    blind.probe.budget = 0;
    const Log with = train(watched, tinyData());
    const Log without = train(blind, tinyData());
    ASSERT_FALSE(with.probes.empty());
    EXPECT_EQ(with.probes.front()->step, 0) << "the first probe is made before the first step";
    EXPECT_TRUE(without.probes.empty()) << "a budget of 0";
    EXPECT_EQ(with.epochs.back().test(), without.epochs.back().test());
}

/// A clock on which each reading takes a millisecond, and during one reading an hour passes.
class SleepyClock {
  public:
    explicit SleepyClock(int asleepAt) : asleepAt_(asleepAt) {}

    RunningClock::Clock::time_point operator()() {
        const int reading = ++*readings_;
        return RunningClock::Clock::time_point(std::chrono::milliseconds(reading)) +
               std::chrono::hours(reading >= asleepAt_ ? 1 : 0);
    }
    int readings() const { return *readings_; }

  private:
    int asleepAt_;
    std::shared_ptr<std::atomic<int>> readings_ = std::make_shared<std::atomic<int>>(0);
};

TEST(Training, SleepOfTheComputerIsNoTrainingTime) {
    const DataSet data = tinyData();
    const SleepyClock clock(100);
    Training training(tinyExperiment(), data, at::kCPU, clock);
    TrainingControl control;
    Log log;
    EXPECT_TRUE(training.run(control, log.hooks()));
    ASSERT_GT(clock.readings(), 100);
    EXPECT_LT(log.epochs.back().seconds, 1e-3 * clock.readings());
    EXPECT_LT(log.steps.back().seconds, 1e-3 * clock.readings());
    TimeLeft left;
    NewRun run;
    run.epochs = 6;
    run.stepsPerEpoch = 5;
    left.begin(run);
    for (const StepEvent& step : log.steps) {
        left.add(step);
    }
    EXPECT_GT(left.seconds(), 0);
    EXPECT_LT(left.seconds(), 1) << "nor does it count in the time left";
}

TEST(Training, EpochsWithoutAProbeInTheBudgetHaveNoMaps) {
    Experiment experiment = tinyExperiment();
    experiment.probe.budget = 1e-6;
    const Log log = train(experiment, tinyData());
    EXPECT_EQ(log.probes.size(), 1U) << "the first one, at once";
    ASSERT_EQ(log.epochMaps.size(), 3U);
    EXPECT_THAT(log.epochMaps, testing::Each(nullptr));
    EXPECT_EQ(log.epochs.back().probeShare(), 0);
    ASSERT_EQ(log.notes.size(), 1U) << "once per run";
    EXPECT_THAT(log.notes[0],
                testing::MatchesRegex("maps are kept for some epochs only: a probe takes [0-9.]+ "
                                      "s, and probe.budget allows 0 % of the training time"));
    experiment.probe.budget = 0;
    const Log none = train(experiment, tinyData());
    EXPECT_TRUE(none.probes.empty());
    EXPECT_THAT(none.epochMaps, testing::Each(nullptr));
    EXPECT_TRUE(none.notes.empty()) << "the user wants no maps";
}

TEST(Training, TheProbeBudgetCanBeChangedWhileItRuns) {
    Experiment experiment = tinyExperiment();
    experiment.probe.budget = 1e-6;
    const DataSet data = tinyData();
    Training training(experiment, data, at::kCPU);
    TrainingControl control;
    Log log;
    TrainingHooks hooks = log.hooks();
    hooks.onStep = [&](const StepEvent& event) {
        if (event.step == 7) { // in the second epoch
            control.send({{CommandKind::probeBudget, 0, 1.0}, "window"});
        }
    };
    EXPECT_TRUE(training.run(control, hooks));
    ASSERT_EQ(log.epochMaps.size(), 3U);
    EXPECT_EQ(log.epochMaps[0], nullptr);
    EXPECT_NE(log.epochMaps[1], nullptr);
    EXPECT_NE(log.epochMaps[2], nullptr);
}

TEST(Training, ReportsTheTimeOfProbesInEachEpoch) {
    std::vector<ProbeTime> times;
    const DataSet data = tinyData();
    Training training(tinyExperiment(), data, at::kCPU);
    TrainingControl control;
    Log log;
    TrainingHooks hooks = log.hooks();
    hooks.onProbeTime = [&](const ProbeTime& time) { times.push_back(time); };
    EXPECT_TRUE(training.run(control, hooks));
    ASSERT_GE(times.size(), 4U) << "at the beginning of each epoch, and after the first probe";
    EXPECT_EQ(times[0].begin, 0);
    EXPECT_EQ(times[0].probes, 0);
    EXPECT_EQ(times[1].begin, 0);
    EXPECT_GT(times[1].probes, 0);
    EXPECT_EQ(times.back().begin, log.epochs[1].seconds);
}

TEST(Training, TestImagesChooseNothing) {
    const DataSet data = tinyData();
    DataSet otherTest = data;
    std::rotate(otherTest.test.labels.begin(), otherTest.test.labels.begin() + 1,
                otherTest.test.labels.end());
    const Log log = train(tinyExperiment(), data);
    const Log wrong = train(tinyExperiment(), otherTest);
    for (std::size_t i = 0; i < log.epochs.size(); ++i) {
        const auto& epoch = log.epochs[i];
        EXPECT_EQ(epoch.bestLayer, wrong.epochs[i].bestLayer);
        const auto validation = epoch.validation();
        EXPECT_EQ(validation, wrong.epochs[i].validation());
        EXPECT_TRUE(log.checkpoints[i].bytes == wrong.checkpoints[i].bytes);
        const auto best = std::max_element(
            validation.begin(), validation.end(),
            [](const LayerScore& a, const LayerScore& b) { return a.accuracy < b.accuracy; });
        EXPECT_EQ(epoch.bestLayer, best - validation.begin());
        const auto chosen = static_cast<std::size_t>(epoch.bestLayer);
        EXPECT_EQ(epoch.accuracy().best, epoch.test()[chosen].accuracy);
    }
    EXPECT_LT(wrong.epochs.back().accuracy().last, 0.5) << "the labels are wrong";
}

TEST(Training, StopsAfterTheBatchWithACheckpointOfIt) {
    const DataSet data = tinyData();
    Training training(tinyExperiment(), data, at::kCPU);
    TrainingControl control;
    Log log;
    TrainingHooks hooks = log.hooks();
    hooks.onStep = [&](const StepEvent& event) {
        log.steps.push_back(event);
        if (event.step == 7) {
            control.stop();
        }
    };
    EXPECT_FALSE(training.run(control, hooks));
    EXPECT_EQ(log.steps.size(), 7U);
    EXPECT_EQ(log.epochs.size(), 1U);
    EXPECT_EQ(training.checkpoint().epoch, 1);
    EXPECT_EQ(training.checkpoint().step, 7);
}

TEST(Training, PausesBetweenBatchesAndContinues) {
    const DataSet data = tinyData();
    Training training(tinyExperiment(), data, at::kCPU);
    TrainingControl control;
    Log log;
    TrainingHooks hooks = log.hooks();
    std::thread other;
    hooks.onStep = [&](const StepEvent& event) {
        log.steps.push_back(event);
        if (event.step == 3) {
            control.pause();
        }
    };
    hooks.onIntervention = [&](const Intervention& each, std::int64_t) {
        if (each.source != source::kGuard) { // tiny layers may guess
            log.interventions.push_back(each);
        }
        if (each.kind == "pause") {
            EXPECT_EQ(log.steps.size(), 3U) << "nothing trains while paused";
            other = std::thread([&] { control.resume(); });
        }
    };
    EXPECT_TRUE(training.run(control, hooks));
    other.join();
    ASSERT_EQ(log.interventions.size(), 2U);
    EXPECT_EQ(log.interventions[0].step, 3);
    EXPECT_EQ(log.interventions[1].kind, "resume");
    EXPECT_EQ(log.steps.size(), 15U);
}

TEST(Training, ReportsTheShareOfEachLayerInTheTimeOfAStep) {
    const DataSet data = tinyData();
    Training training(tinyExperiment(), data, at::kCPU);
    TrainingControl control;
    std::vector<std::vector<double>> reports;
    TrainingHooks hooks;
    hooks.onLayerShares = [&](const std::vector<double>& shares) { reports.push_back(shares); };
    training.run(control, hooks);
    ASSERT_FALSE(reports.empty());
    for (const std::vector<double>& shares : reports) {
        ASSERT_EQ(shares.size(), 3U);
        double sum = 0;
        for (const double share : shares) {
            EXPECT_GT(share, 0);
            sum += share;
        }
        EXPECT_NEAR(sum, 1, 1e-9);
    }
}

TEST(Training, AStopEndsAPausedTraining) {
    const DataSet data = tinyData();
    Training training(tinyExperiment(), data, at::kCPU);
    TrainingControl control;
    control.pause();
    std::thread other;
    TrainingHooks hooks;
    hooks.onIntervention = [&](const Intervention& each, std::int64_t) {
        if (each.kind == "pause") {
            other = std::thread([&] { control.stop(); });
        }
    };
    EXPECT_FALSE(training.run(control, hooks));
    other.join();
}

TEST(Training, NamesEpochStepAndLayerWhenItDiverges) {
    DataSet data = tinyData();
    data.mean = {std::nanf("")}; // the input of the first layer is NaN
    Training training(tinyExperiment(), data, at::kCPU);
    TrainingControl control;
    try {
        training.run(control, {});
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(),
                    testing::StartsWith("epoch 1, step 1: layer 1: the local loss is not finite"));
    }
}

TEST(TrainingPatience, EndsARunThatMakesNoProgress) {
    Experiment experiment = tinyExperiment();
    experiment.train.epochs = 200;
    experiment.train.patience = 3;
    experiment.optimizer.learningRate = 1e-12; // nothing is learned
    Log log;
    const DataSet data = tinyData();
    Training training(experiment, data, at::kCPU);
    TrainingControl control;
    EXPECT_TRUE(training.run(control, log.hooks()));
    EXPECT_EQ(log.epochs.size(), 4U) << "the first is the best, and three show no progress";
    EXPECT_EQ(training.earlyEnd(),
              "ended early after epoch 4: no progress on the validation images "
              "since epoch 1");
    experiment.train.patience = 0;
    experiment.train.epochs = 6;
    EXPECT_EQ(train(experiment, data).epochs.size(), 6U);
}

TEST(TrainingPatience, IgnoresTestImages) {
    Experiment experiment = tinyExperiment();
    experiment.train.epochs = 12;
    experiment.train.patience = 2;
    const DataSet data = tinyData();
    DataSet other = data; // differs in the labels of the test images, which are all wrong
    for (int& label : other.test.labels) {
        label = (label + 1) % 3;
    }
    const Log first = train(experiment, data);
    const Log second = train(experiment, other);
    ASSERT_EQ(first.epochs.size(), second.epochs.size());
    for (std::size_t i = 0; i < first.epochs.size(); ++i) {
        EXPECT_EQ(first.epochs[i].validation(), second.epochs[i].validation());
        EXPECT_EQ(first.epochs[i].bestLayer, second.epochs[i].bestLayer);
        EXPECT_NE(first.epochs[i].test(), second.epochs[i].test());
        EXPECT_EQ(first.checkpoints[i].bytes, second.checkpoints[i].bytes);
    }
}

TEST(TrainingOrder, GreedilyOneLayerLearnsAtATime) {
    Experiment experiment = tinyExperiment();
    experiment.train.order = UpdateOrder::greedy;
    experiment.train.epochs = 4; // the first of three layers takes two
    const DataSet data = tinyData();
    Network start = makeNetwork(experiment, imageShapeOf(data), at::kCPU);
    const Log log = train(experiment, data);
    std::vector<std::size_t> changed;
    for (const Checkpoint& checkpoint : log.checkpoints) {
        Network network = makeNetwork(experiment, imageShapeOf(data), at::kCPU);
        restoreNetwork(network, readCheckpointContent(checkpoint.bytes));
        for (std::size_t i = 0; i < network.layers.size(); ++i) {
            if (!network.layers[i].weight.equal(start.layers[i].weight)) {
                changed.push_back(i);
            }
        }
        start = network;
    }
    EXPECT_THAT(changed, testing::ElementsAre(0, 0, 1, 2));
}

} // namespace
} // namespace asge
