// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/error.h"
#include "core/learn/session/session.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace asge::test {

/// Stops the training or fails after a step.
class Breaker : public SessionListener {
  public:
    std::int64_t stopAt = 0;
    std::int64_t failAt = 0;
    TrainingControl* control = nullptr;
    int resumed = 0;
    std::size_t pastSteps = 0;
    std::size_t pastEpochs = 0;

    void onResumed(RunId, const NewRun&, const RunDetail& past) override {
        ++resumed;
        pastSteps = past.steps.size();
        pastEpochs = past.epochs.size();
    }
    void onStep(const StepEvent& event) override {
        if (event.step == stopAt) {
            control->stop();
        }
        if (event.step == failAt) {
            throw Error("the listener failed");
        }
    }
};

/// Trains, resumes and branches in a store of its own, on a tiny data set.
class ResumeFixture : public testing::Test {
  protected:
    ResumeFixture() {
        writeTinyFiles(folder_.path() / "data");
        experiment_ = tinyExperiment();
        experiment_.data.path = (folder_.path() / "data").string();
    }

    std::filesystem::path storePath() const { return folder_.path() / "runs.sqlite"; }

    RunId trainWhole(const Experiment& experiment) {
        RunWriter store(storePath());
        TrainingControl control;
        SessionListener silent;
        return trainInStore(experiment, "whole", store, control, silent).run;
    }
    /// Trains with a stop after each of these steps; resumes after each stop with a new store
    /// connection, as another process would.
    RunId trainInPieces(const Experiment& experiment, const std::vector<std::int64_t>& stops) {
        RunId run = 0;
        for (std::size_t i = 0; i <= stops.size(); ++i) {
            RunWriter store(storePath());
            TrainingControl control;
            Breaker breaker;
            breaker.control = &control;
            breaker.stopAt = i < stops.size() ? stops[i] : 0;
            const SessionResult result =
                i == 0 ? trainInStore(experiment, "pieces", store, control, breaker)
                       : resumeInStore(run, store, control, breaker);
            run = result.run;
            EXPECT_EQ(result.status, i < stops.size() ? RunStatus::stopped : RunStatus::finished);
            EXPECT_EQ(breaker.resumed, i == 0 ? 0 : 1);
        }
        return run;
    }
    /// Every weight and every metric is equal bit for bit; only measured times may differ.
    void expectEqual(RunId first, RunId second) const {
        const RunReader reader(storePath());
        const RunDetail a = reader.detail(first);
        const RunDetail b = reader.detail(second);
        ASSERT_EQ(a.steps.size(), b.steps.size());
        for (std::size_t i = 0; i < a.steps.size(); ++i) {
            const StepSeries::Step one = a.steps[i], other = b.steps[i];
            ASSERT_EQ(one.step, other.step);
            ASSERT_EQ(one.epoch, other.epoch);
            ASSERT_THAT(one.layers, testing::ElementsAreArray(other.layers)) << "step " << i + 1;
        }
        ASSERT_EQ(a.epochs.size(), b.epochs.size());
        for (std::size_t i = 0; i < a.epochs.size(); ++i) {
            EpochEvent epoch = b.epochs[i];
            epoch.seconds = a.epochs[i].seconds;
            epoch.values.setRun(MetricId::imagesPerSecond, a.epochs[i].imagesPerSecond());
            epoch.values.setRun(MetricId::probeShare, a.epochs[i].probeShare());
            epoch.values.setRun(MetricId::waitShare, a.epochs[i].waitShare());
            EXPECT_EQ(a.epochs[i], epoch);
            EXPECT_EQ(*reader.snapshot(first, epoch.epoch), *reader.snapshot(second, epoch.epoch));
        }
        EXPECT_EQ(reader.checkpoints(first), reader.checkpoints(second)) << "with their SHA-256";
        EXPECT_TRUE(reader.checkpoint(first)->bytes == reader.checkpoint(second)->bytes);
        EXPECT_EQ(a.summary.reason, b.summary.reason);
        EXPECT_EQ(a.summary.bestEpoch, b.summary.bestEpoch);
    }
    RunId trainBranch(const Experiment& experiment, const std::string& name, CheckpointOf from) {
        RunWriter store(storePath());
        TrainingControl control;
        SessionListener silent;
        return trainInStore(experiment, name, store, control, silent, from).run;
    }
    template <typename Action>
    static std::string badInputOf(const Action& action) {
        try {
            action();
        } catch (const BadInput& error) {
            return error.what();
        }
        ADD_FAILURE() << "nothing was refused";
        return {};
    }

    TemporaryFolder folder_;
    Experiment experiment_;
};

} // namespace asge::test
