// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/experiment/layers.h"
#include "tests/core/learn/session/resume_fixture.h"

namespace asge {
namespace {

using test::Breaker;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Branch : public test::ResumeFixture {};

TEST_F(Branch, ABranchWithTheSameSettingsIsTheSameTraining) {
    experiment_.checkpoint.keep = 1000;
    const RunId whole = trainWhole(experiment_);
    const RunId branch = trainBranch(experiment_, "branch", {whole, 1});
    const RunReader reader(storePath());
    const RunDetail parent = reader.detail(whole);
    const RunDetail child = reader.detail(branch);
    EXPECT_TRUE(reader.checkpoint(whole)->bytes == reader.checkpoint(branch)->bytes);
    ASSERT_EQ(child.epochs.size(), 2U);
    EXPECT_EQ(child.epochs[0].epoch, 2);
    EXPECT_EQ(child.epochs[1].test(), parent.epochs[2].test());
    EXPECT_EQ(child.steps[0].step, parent.epochs[0].step + 1) << "the steps continue the parent's";
    ASSERT_TRUE(child.summary.lineage);
    EXPECT_EQ(*child.summary.lineage,
              (Lineage{parent.summary.uid, whole, "whole", 1, parent.epochs[0].step, {}}));
    EXPECT_FALSE(parent.summary.lineage);
}

TEST_F(Branch, BranchesOfBranchesKeepTheirLineage) {
    experiment_.checkpoint.keep = 1000;
    const RunId whole = trainWhole(experiment_);
    Experiment longer = experiment_;
    longer.train.epochs = 5;
    longer.optimizer.learningRate = 0.001;
    const RunId child = trainBranch(longer, "child", {whole, {}});
    Experiment other = longer;
    other.train.batch = 8;
    other.train.seed = 77;
    other.optimizer.name = OptimizerKind::sgd;
    const RunId grandchild = trainBranch(other, "grandchild", {child, 4});

    const RunReader reader(storePath());
    const auto first = reader.find(child)->lineage;
    ASSERT_TRUE(first);
    EXPECT_EQ(first->parent, whole);
    EXPECT_EQ(first->epoch, 3);
    EXPECT_THAT(first->changes,
                ElementsAre(SettingChange{"optimizer.learning_rate", "0.01", "0.001"},
                            SettingChange{"train.epochs", "3", "5"}));
    const auto second = reader.find(grandchild)->lineage;
    ASSERT_TRUE(second);
    EXPECT_EQ(second->parent, child);
    EXPECT_EQ(second->epoch, 4);
    EXPECT_THAT(second->changes, SizeIs(3));
    const RunDetail detail = reader.detail(grandchild);
    ASSERT_EQ(detail.epochs.size(), 1U);
    EXPECT_EQ(detail.epochs[0].epoch, 5);
    EXPECT_EQ(detail.steps[0].step, second->step + 1);
}

TEST_F(Branch, ABranchContinuesWithoutItsParent) {
    experiment_.checkpoint.keep = 1000;
    const RunId whole = trainWhole(experiment_);
    RunWriter store(storePath());
    TrainingControl control;
    Breaker breaker;
    breaker.failAt = RunReader(storePath()).detail(whole).epochs[0].step + 2;
    EXPECT_THROW(
        trainInStore(experiment_, "branch", store, control, breaker, CheckpointOf{whole, 1}),
        Error);
    const RunId branch = RunReader(storePath()).runs().front().id;
    const std::string expected = RunReader(storePath()).checkpoint(whole)->bytes;
    store.remove(whole);
    TrainingControl again;
    SessionListener silent;
    resumeInStore(branch, store, again, silent);
    const RunReader reader(storePath());
    EXPECT_TRUE(reader.checkpoint(branch)->bytes == expected);
    const auto lineage = reader.find(branch)->lineage;
    ASSERT_TRUE(lineage);
    EXPECT_EQ(lineage->parent, 0);
    EXPECT_EQ(lineage->parentName, "whole");
}

TEST_F(Branch, BranchesNameWhatDoesNotFit) {
    experiment_.checkpoint.keep = 0;
    const RunId whole = trainWhole(experiment_);
    const auto refusal = [&](const Experiment& experiment, CheckpointOf from) {
        return badInputOf([&] { trainBranch(experiment, "branch", from); });
    };
    Experiment longer = experiment_;
    longer.train.epochs = 9;
    EXPECT_EQ(refusal(longer, {5, {}}), "run 5: no such run");
    EXPECT_THAT(refusal(longer, {whole, 7}),
                HasSubstr("run 1: has no checkpoint of epoch 7; it has those of epochs"));
    EXPECT_EQ(refusal(experiment_, {whole, {}}),
              "train.epochs: must be more than the 3 epochs finished at the checkpoint, is 3");
    longer.network.layers = parseLayers("4 8M 13");
    EXPECT_EQ(refusal(longer, {whole, {}}),
              "network.layers: a branch must have its parent's, '4 8M 12', not '4 8M 13'");
    EXPECT_THAT(RunReader(storePath()).runs(), SizeIs(1)) << "no run is created";
}

TEST_F(Branch, CheckpointsAreTheLastTheBestAndSomeBetween) {
    experiment_.train.epochs = 8;
    const auto epochsOf = [&](int keep) {
        experiment_.checkpoint.keep = keep;
        const RunReader reader(storePath());
        const RunId run = trainWhole(experiment_);
        const int best = reader.find(run)->bestEpoch;
        std::vector<int> epochs;
        for (const CheckpointInfo& each : reader.checkpoints(run)) {
            EXPECT_EQ(each.best, each.epoch == best);
            if (!each.best || each.kept) {
                epochs.push_back(each.epoch);
            }
            EXPECT_EQ(reader.checkpoint(run, each.step)->epoch, each.epoch);
        }
        return epochs;
    };
    RunWriter{storePath()};
    EXPECT_THAT(epochsOf(4), ElementsAre(2, 4, 6, 8));
    EXPECT_THAT(epochsOf(1000), SizeIs(8));
    const auto few = epochsOf(0);
    EXPECT_TRUE(few.empty() || few == std::vector{8});
}

} // namespace
} // namespace asge
