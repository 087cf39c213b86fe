// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/experiment.h"
#include "core/experiment/experiment_json.h"
#include "core/query/paired_difference.h"
#include "core/query/run_groups.h"
#include "tests/support/run_samples.h"

#include <gmock/gmock.h>

#include <cmath>
#include <deque>

namespace asge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Runs with an experiment each, at constant addresses.
class RunGroupsTest : public testing::Test {
  protected:
    const RunEntry* add(std::int64_t seed, int batch, double fusion,
                        std::vector<double> layers = {}) {
        RunSummary run = test::makeRun(static_cast<RunId>(entries_.size() + 1), "run", fusion);
        Experiment experiment;
        experiment.network.layers = {{32, false}, {64, true}};
        experiment.train.seed = seed;
        experiment.train.batch = batch;
        run.experimentJson = toJson(experiment);
        run.values.setLayers(MetricId::accuracy, Split::test, layers);
        return add(std::move(run));
    }
    const RunEntry* add(RunSummary run) {
        entries_.emplace_back(std::move(run));
        runs_.push_back(&entries_.back());
        return runs_.back();
    }

    std::deque<RunEntry> entries_;
    std::vector<const RunEntry*> runs_;
};

TEST(RunSettingsTest, AreFoundByTheirPath) {
    const RunSettings settings(R"({"train": {"seed": 3, "order": "greedy"}, "method": "asge"})");
    ASSERT_NE(settings.find("train.seed"), nullptr);
    EXPECT_EQ(settings.find("train.seed")->number, 3);
    EXPECT_EQ(settings.find("train.order")->text, "greedy");
    EXPECT_TRUE(std::isnan(settings.find("train.order")->number));
    EXPECT_EQ(settings.find("train"), nullptr);
    EXPECT_EQ(settings.find("train.seeds"), nullptr);
    EXPECT_THAT(RunSettings("not an experiment").values(), IsEmpty());
    EXPECT_THAT(RunSettings("").values(), IsEmpty());
}

TEST(SpreadTest, CountsFiniteValuesOnly) {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sum of squares around it 32, of a sample √(32/7).
    const Spread spread = spreadOf({2, kNone, 4, 4, 4, HUGE_VAL, 5, 5, 7, 9});
    EXPECT_EQ(spread.n, 8);
    EXPECT_DOUBLE_EQ(spread.mean, 5);
    EXPECT_DOUBLE_EQ(spread.standardDeviation, std::sqrt(32.0 / 7.0));
    EXPECT_EQ(spread.min, 2);
    EXPECT_EQ(spread.max, 9);
}

TEST(SpreadTest, OfTooFewIsNotANumber) {
    const Spread one = spreadOf({kNone, 3});
    EXPECT_EQ(one.n, 1);
    EXPECT_EQ(one.mean, 3);
    EXPECT_TRUE(std::isnan(one.standardDeviation));
    const Spread none = spreadOf({kNone});
    EXPECT_EQ(none.n, 0);
    EXPECT_TRUE(std::isnan(none.mean) && std::isnan(none.min) && std::isnan(none.max));
}

TEST(SpreadTest, KeepsItsDigitsFarFromZero) {
    EXPECT_DOUBLE_EQ(spreadOf({1e9 + 1, 1e9 + 2, 1e9 + 3}).standardDeviation, 1);
}

TEST(StudentQuantileTest, EqualsPublishedTables) {
    // Two-sided quantiles from published tables.
    EXPECT_NEAR(studentQuantile(0.95, 1), 12.706204736432095, 1e-9);
    EXPECT_NEAR(studentQuantile(0.95, 2), 0.95 * std::sqrt(2 / (1 - 0.95 * 0.95)), 1e-10);
    EXPECT_NEAR(studentQuantile(0.95, 3), 3.182446305284263, 1e-10);
    EXPECT_NEAR(studentQuantile(0.95, 4), 2.7764451051977987, 1e-10);
    EXPECT_NEAR(studentQuantile(0.95, 9), 2.2621571627409915, 1e-10);
    EXPECT_NEAR(studentQuantile(0.95, 30), 2.0422724563012373, 1e-10);
    EXPECT_NEAR(studentQuantile(0.99, 5), 4.032142983557536, 1e-10);
    EXPECT_NEAR(studentQuantile(0.5, 1), 1, 1e-12);
    EXPECT_NEAR(studentQuantile(0.95, 1'000'000'000), 1.959963984540054, 1e-8);
}

TEST(StudentQuantileTest, TheTwoSeriesAgree) {
    for (const double confidence : {0.5, 0.9, 0.95, 0.99}) {
        const double exact = studentQuantile(confidence, 2000);
        const double series = studentQuantile(confidence, 2001);
        EXPECT_LT(series, exact);
        EXPECT_NEAR(series, exact, 2e-6);
    }
}

TEST_F(RunGroupsTest, HaveEqualValues) {
    add(1, 32, 0.9);
    add(1, 64, 0.9);
    add(2, 32, 0.9);
    const auto groups = groupRuns(runs_, {"train.batch"});
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_THAT(groups[0].values, ElementsAre(Pair("train.batch", "32")));
    EXPECT_THAT(groups[0].members, ElementsAre(0, 2));
    EXPECT_THAT(groups[1].values, ElementsAre(Pair("train.batch", "64")));
    EXPECT_THAT(groups[1].members, ElementsAre(1));
}

TEST_F(RunGroupsTest, OfAllButTheSeedAreNamedByWhatDiffers) {
    add(1, 32, 0.9);
    add(2, 32, 0.9);
    add(1, 64, 0.9);
    auto groups = groupRuns(runs_, {kAllButSeed});
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_THAT(groups[0].members, ElementsAre(0, 1));
    EXPECT_THAT(groups[0].values, ElementsAre(Pair("train.batch", "32")));
    EXPECT_THAT(groups[1].values, ElementsAre(Pair("train.batch", "64")));
    runs_.pop_back();
    groups = groupRuns(runs_, {kAllButSeed});
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_THAT(groups[0].values, IsEmpty()) << "nothing differs";
}

TEST_F(RunGroupsTest, OfAllButTheSeedIgnoreWhatChangesNoResult) {
    Experiment experiment;
    experiment.network.layers = {{32, false}};
    const auto addThis = [&](const char* name) {
        RunSummary run = test::makeRun(1, name, 0.9);
        run.experimentJson = toJson(experiment);
        add(run);
    };
    addThis("as it was");
    experiment.train.seed = 2;
    experiment.threads = 1;
    experiment.device = "cpu";
    experiment.compute.path = ComputePath::plain;
    experiment.probe.samples = 3;
    experiment.checkpoint.keep = 7;
    addThis("elsewhere");
    EXPECT_EQ(groupRuns(runs_, {kAllButSeed}).size(), 1U);
    EXPECT_EQ(groupRuns(runs_, {"threads"}).size(), 2U) << "the user asks for it";
    experiment.compute.precision = Precision::bfloat16;
    addThis("other numbers");
    EXPECT_EQ(groupRuns(runs_, {kAllButSeed}).size(), 2U);
}

TEST_F(RunGroupsTest, UnusualValuesAreThoseThatMostGroupsDoNotHave) {
    for (const int batch : {16, 32, 64, 64}) {
        add(1, batch, 0.5);
    }
    RunSummary greedy = entries_.back().summary();
    Experiment experiment;
    experiment.train.batch = 64;
    experiment.train.order = UpdateOrder::greedy;
    experiment.network.layers = {{32, false}, {64, true}};
    greedy.experimentJson = toJson(experiment);
    add(greedy);
    experiment.train.epochs = 99;
    greedy.experimentJson = toJson(experiment);
    add(greedy);
    const auto groups = groupRuns(runs_, {kAllButSeed});
    ASSERT_EQ(groups.size(), 5U);
    for (const RunGroup& group : groups) {
        EXPECT_EQ(group.values.size(), 3U);
    }
    EXPECT_THAT(groups[0].unusual, ElementsAre(Pair("train.batch", "16")));
    EXPECT_THAT(groups[1].unusual, ElementsAre(Pair("train.batch", "32")));
    EXPECT_THAT(groups[2].unusual, IsEmpty()) << "all values are the most common ones";
    EXPECT_THAT(groups[3].unusual, ElementsAre(Pair("train.order", "greedy")));
    EXPECT_THAT(groups[4].unusual, testing::UnorderedElementsAre(Pair("train.epochs", "99"),
                                                                 Pair("train.order", "greedy")));
    // A requested key is always named, and of two different values neither is usual.
    for (const RunGroup& group : groupRuns(runs_, {"train.order"})) {
        EXPECT_EQ(group.unusual, group.values);
    }
    for (const RunGroup& group : groupRuns({runs_[0], runs_[1]}, {kAllButSeed})) {
        EXPECT_EQ(group.unusual, group.values);
        EXPECT_EQ(group.values.size(), 1U);
    }
}

TEST_F(RunGroupsTest, ByTags) {
    RunSummary tagged = test::makeRun(7, "a", 0.9);
    tagged.tags = {"baseline", "draft"};
    add(tagged);
    add(test::makeRun(8, "b", 0.9));
    tagged.tags = {"baseline"};
    add(tagged);
    EXPECT_EQ(groupRuns(runs_, {kTags}).size(), 3U);
    EXPECT_THAT(groupRuns(runs_, {kTags})[0].values, ElementsAre(Pair("tags", "baseline, draft")));
    const auto groups = groupRuns(runs_, {"tag:baseline", "train.batch"});
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_THAT(groups[0].values,
                ElementsAre(Pair("tag:baseline", "yes"), Pair("train.batch", "")));
    EXPECT_THAT(groups[0].members, ElementsAre(0, 2));
}

TEST_F(RunGroupsTest, OfNoRunsAreNone) {
    EXPECT_THAT(groupRuns({}, {kAllButSeed}), IsEmpty());
    add(1, 32, 0.9);
    EXPECT_EQ(groupRuns(runs_, {}).size(), 1U) << "without a key all runs are one group";
}

TEST_F(RunGroupsTest, DifferByThePairsOfASeed) {
    const std::vector<const RunEntry*> a = {add(1, 32, 0.90, {0.5}), add(2, 32, 0.91, {0.6}),
                                            add(3, 32, 0.92, {0.7}), add(9, 32, 0.1, {0.1})};
    const std::vector<const RunEntry*> b = {
        add(3, 64, 0.95, {0.7, 0.8}), add(1, 64, 0.91, {0.5, 0.8}), add(2, 64, 0.93, {0.6, 0.8}),
        add(8, 64, 0.2, {0.1, 0.8})};
    const PairedDifference difference = pairedDifference(a, b);
    EXPECT_THAT(difference.seeds, ElementsAre("1", "2", "3"));
    EXPECT_THAT(difference.unpairedA, ElementsAre(4));
    EXPECT_THAT(difference.unpairedB, ElementsAre(8));
    ASSERT_EQ(difference.differences.size(), 5U);
    // Fusion differs by 0.01, 0.02 and 0.03: mean 0.02, standard deviation 0.01, t(2) = 4.30265,
    // half of the interval 4.30265 · 0.01 / √3 = 0.0248414.
    const Difference& fusion = difference.differences[1];
    EXPECT_EQ(fusion.name, "fusion");
    EXPECT_EQ(fusion.n, 3);
    EXPECT_NEAR(fusion.mean, 0.02, 1e-12);
    EXPECT_NEAR(fusion.low, 0.02 - 0.0248413770, 1e-9);
    EXPECT_NEAR(fusion.high, 0.02 + 0.0248413770, 1e-9);
    const Difference& layer1 = difference.differences[3];
    EXPECT_EQ(layer1.name, "layer1");
    EXPECT_NEAR(layer1.low, 0, 1e-12) << "all differences are 0";
    EXPECT_NEAR(layer1.high, 0, 1e-12);
    const Difference& layer2 = difference.differences[4];
    EXPECT_EQ(layer2.n, 0) << "A has no second layer";
    EXPECT_TRUE(std::isnan(layer2.mean));
}

TEST_F(RunGroupsTest, OnePairHasNoInterval) {
    const PairedDifference difference =
        pairedDifference({add(1, 32, 0.90)}, {add(1, 64, 0.95), add(2, 64, 0.1)});
    EXPECT_NEAR(difference.differences[1].mean, 0.05, 1e-12);
    EXPECT_EQ(difference.differences[1].n, 1);
    EXPECT_TRUE(std::isnan(difference.differences[1].low));
    EXPECT_TRUE(std::isnan(difference.differences[1].high));
}

TEST_F(RunGroupsTest, RunsOfOneSeedCountAsOne) {
    const PairedDifference difference = pairedDifference(
        {add(1, 32, 0.90), add(1, 32, 0.92), add(2, 32, 0.5)}, {add(1, 64, 0.95), add(2, 64, 0.5)});
    EXPECT_EQ(difference.differences[1].n, 2);
    EXPECT_NEAR(difference.differences[1].mean, 0.02, 1e-12); // 0.04 and 0
    EXPECT_THAT(difference.unpairedA, IsEmpty());
}

TEST_F(RunGroupsTest, RunsWithoutResultsOrSeedAreNotPaired) {
    RunSummary empty = test::makeEmptyRun(5, "e", RunStatus::failed);
    empty.experimentJson = R"({"train": {"seed": 1}})";
    RunSummary seedless = test::makeRun(6, "s", 0.9);
    seedless.experimentJson = "{}";
    const RunEntry* failed = add(empty);
    const PairedDifference difference = pairedDifference({failed, add(seedless)}, {add(1, 64, 1)});
    EXPECT_THAT(difference.unpairedA, ElementsAre(6));
    EXPECT_EQ(difference.differences[0].n, 0) << "the failed run has the seed but no result";
    EXPECT_THAT(difference.seeds, ElementsAre("1"));
}

} // namespace
} // namespace asge
