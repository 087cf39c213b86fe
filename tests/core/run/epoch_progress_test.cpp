// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/epoch_progress.h"

#include "tests/support/run_samples.h"

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(ProgressText, NamesTheEpochInProgressOrThoseThatAreDone) {
    RunSummary run = test::makeEmptyRun(1, "run", RunStatus::running);
    run.epochs = 3;
    EXPECT_EQ(progressText(run), "epoch 1 of 3");
    run.epochsDone = 1;
    EXPECT_EQ(progressText(run), "epoch 2 of 3");
    run.status = RunStatus::paused;
    EXPECT_EQ(progressText(run), "epoch 2 of 3");
    run.status = RunStatus::stopped;
    EXPECT_EQ(progressText(run), "1 of 3 epochs done");
    run.status = RunStatus::running;
    run.epochsDone = 3;
    EXPECT_EQ(progressText(run), "epoch 3 of 3") << "the last one is being stored";
    run.status = RunStatus::finished;
    EXPECT_EQ(progressText(run), "3 of 3 epochs done");
}

TEST(ProgressText, ABranchHasTheEpochsOfItsParent) {
    RunSummary run = test::makeEmptyRun(8, "branch", RunStatus::running);
    run.epochs = 6;
    run.lineage = Lineage{"uid", 2, "parent", 3, 564, {}};
    EXPECT_EQ(progressText(run), "epoch 4 of 6");
    run.status = RunStatus::stopped;
    EXPECT_EQ(progressText(run), "3 of 6 epochs done");
    run.epochsDone = 5; // counts those of the parent
    EXPECT_EQ(progressText(run), "5 of 6 epochs done");
}

} // namespace
} // namespace asge
