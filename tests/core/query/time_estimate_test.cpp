// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/time_estimate.h"

#include "core/experiment/experiment_json.h"
#include "core/experiment/layers.h"
#include "core/query/training_estimate.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

Experiment timedExperiment(const char* layers = "32 64M", int limit = 1000) {
    Experiment experiment;
    experiment.network.layers = parseLayers(layers);
    experiment.data.limit = limit;
    experiment.train.epochs = 10;
    return experiment;
}

RunSummary timedRun(const Experiment& experiment, int epochs, double seconds) {
    RunSummary run;
    run.method = experiment.method;
    run.networkLayers = layersText(experiment.network.layers);
    run.device = "cpu";
    run.epochsDone = epochs;
    run.seconds = seconds;
    run.experimentJson = toJson(experiment);
    return run;
}

TEST(TimeEstimate, IsTheMedianOfRunsOfTheSameNetwork) {
    const Experiment experiment = timedExperiment();
    const TimeEstimate estimate = estimateTime(
        experiment, "cpu",
        {timedRun(experiment, 2, 20), timedRun(experiment, 1, 90), timedRun(experiment, 3, 36)});
    EXPECT_EQ(estimate.basis, TimeBasis::sameNetwork);
    EXPECT_EQ(estimate.runs, 3);
    EXPECT_EQ(estimate.secondsPerEpoch, 12);
    EXPECT_EQ(estimate.seconds, 120);
    EXPECT_EQ(timeText(estimate), "12 s per epoch · 2 min in all");
    EXPECT_EQ(basisText(estimate), "from 3 runs of this network");
}

TEST(TimeEstimate, GrowsWithTheImages) {
    Experiment experiment = timedExperiment("32 64M", 2000);
    const TimeEstimate estimate =
        estimateTime(experiment, "cpu", {timedRun(timedExperiment(), 1, 10)});
    EXPECT_EQ(estimate.basis, TimeBasis::sameNetwork);
    EXPECT_EQ(estimate.secondsPerEpoch, 20);
}

TEST(TimeEstimate, EvaluationDoesNotGrowWithTheTrainingImages) {
    RunSummary run = timedRun(timedExperiment("32 64M", 1500), 2, 22);
    run.imagesPerSecond = 500; // 3 s of 11 s per epoch
    const Experiment large = timedExperiment("32 64M", 12000);
    EXPECT_NEAR(estimateTime(large, "cpu", {run}).secondsPerEpoch, 24 + 8, 1e-9);
    Experiment fewTests = large; // 2000 validation and 4000 test images instead of 12000
    fewTests.data.testLimit = 4000;
    EXPECT_NEAR(estimateTime(fewTests, "cpu", {run}).secondsPerEpoch, 24 + 4, 1e-9);
    run.imagesPerSecond = 50; // steps cannot have taken more than the whole epoch
    EXPECT_NEAR(estimateTime(large, "cpu", {run}).secondsPerEpoch, 88, 1e-9);
}

TEST(TimeEstimate, IsScaledByMultiplyAddsFromOtherNetworks) {
    // Without projections, the work is that of the convolutions.
    Experiment small = timedExperiment("8");
    small.method = "mean-goodness";
    Experiment large = timedExperiment("32");
    large.method = "mean-goodness";
    const TimeEstimate estimate = estimateTime(large, "cpu", {timedRun(small, 1, 5)});
    EXPECT_EQ(estimate.basis, TimeBasis::otherRuns);
    EXPECT_EQ(estimate.secondsPerEpoch, 20);
    EXPECT_EQ(basisText(estimate), "scaled by multiply-adds from 1 other run");
}

TEST(TimeEstimate, IsUnknownWithoutAComparableRun) {
    const Experiment experiment = timedExperiment();
    const TimeEstimate none = estimateTime(experiment, "cpu", {});
    EXPECT_EQ(timeText(none) + ": " + basisText(none),
              "time unknown: no run of this method on cpu yet");
    RunSummary other = timedRun(experiment, 1, 10);
    other.device = "cuda:0";
    RunSummary branch = timedRun(experiment, 1, 10);
    branch.lineage = Lineage{};
    RunSummary begun = timedRun(experiment, 0, 0);
    RunSummary broken = timedRun(experiment, 1, 10);
    broken.experimentJson = "{";
    Experiment threads = experiment;
    threads.threads = 1;
    Experiment plain = experiment;
    plain.compute.path = ComputePath::plain;
    EXPECT_FALSE(estimateTime(experiment, "cpu",
                              {other, branch, begun, broken, timedRun(threads, 1, 10),
                               timedRun(plain, 1, 10)})
                     .isKnown());
    Experiment backprop = experiment;
    backprop.method = "backprop";
    EXPECT_FALSE(estimateTime(experiment, "cpu", {timedRun(backprop, 1, 10)}).isKnown());
}

TEST(TimeEstimate, OfUnknownImagesNeedsTheSameData) {
    Experiment photographs = timedExperiment();
    photographs.data.name = "photographs";
    photographs.data.path = "/data/photographs";
    photographs.data.limit = 0;
    const RunSummary run = timedRun(photographs, 2, 30);
    EXPECT_EQ(estimateTime(photographs, "cpu", {run}).secondsPerEpoch, 15);
    photographs.data.path = "/data/others";
    EXPECT_FALSE(estimateTime(photographs, "cpu", {run}).isKnown());
}

TEST(TimeEstimate, TakesTheDeviceThatAutoWas) {
    Experiment experiment = timedExperiment();
    EXPECT_EQ(likelyDevice(experiment, {}), "cpu");
    RunSummary run = timedRun(experiment, 1, 10);
    run.device = "cuda:0";
    EXPECT_EQ(likelyDevice(experiment, {run}), "cuda:0");
    experiment.device = "cpu";
    EXPECT_EQ(likelyDevice(experiment, {run}), "cpu");
    experiment.device = "cuda";
    EXPECT_EQ(likelyDevice(experiment, {}), "cuda:0");
}

TEST(RoundTime, HasAtMostTwoUnits) {
    EXPECT_EQ(roundTime(0.01), "less than 0.1 s");
    EXPECT_EQ(roundTime(3.24), "3.2 s");
    EXPECT_EQ(roundTime(14), "14 s");
    EXPECT_EQ(roundTime(60), "1 min");
    EXPECT_EQ(roundTime(140), "2 min 20 s");
    EXPECT_EQ(roundTime(2 * 3600 + 59), "2 h 1 min");
    EXPECT_EQ(roundTime(4 * 86400 + 3 * 3600), "4 d 3 h");
}

TEST(TrainingEstimate, SaysMemoryAndTimeAndWarns) {
    const Experiment experiment = timedExperiment();
    MachineFacts machine;
    machine.memory = {std::int64_t{8} << 30U, "this machine has"};
    TrainingEstimate estimate =
        estimateTraining(experiment, machine, {timedRun(experiment, 1, 14)});
    ASSERT_TRUE(estimate.memory);
    EXPECT_FALSE(estimate.isTooLarge());
    EXPECT_EQ(estimateText(estimate),
              "memory about " + memoryText(estimate.memory->total()) +
                  " · 14 s per epoch · 2 min 20 s in all (from 1 run of this network)");
    machine.memory.bytes = 1 << 20U;
    estimate = estimateTraining(experiment, machine, {});
    EXPECT_TRUE(estimate.isTooLarge());
    EXPECT_THAT(estimateText(estimate),
                testing::HasSubstr("more than the 1.0 MiB that this machine has"));
    Experiment photographs = experiment;
    photographs.data.name = "photographs";
    photographs.data.path = "/data/photographs";
    EXPECT_EQ(estimateText(estimateTraining(photographs, machine, {})),
              "memory unknown · time unknown: no run of this method on cpu yet");
}

} // namespace
} // namespace asge
