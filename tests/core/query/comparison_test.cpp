// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/comparison.h"

#include "core/query/run_field.h"

#include <gmock/gmock.h>

#include <cmath>

namespace asge::comparison {
namespace {

using testing::ElementsAre;
using testing::Pair;

RunSummary compared(RunId id, const char* name, double fusion, std::vector<double> layers,
                    const std::string& json) {
    RunSummary run;
    run.id = id;
    run.name = name;
    run.epochs = 10;
    run.epochsDone = 2;
    run.values.set(MetricId::accuracy, Split::test,
                   Accuracies{.last = layers.back(), .fusion = fusion, .best = 0.5});
    run.imagesPerSecond = 100.0 * static_cast<double>(id);
    run.experimentJson = json;
    std::vector<LayerScore> scores;
    for (const double accuracy : layers) {
        scores.push_back({.loss = 1, .accuracy = accuracy});
    }
    run.values.setScores(Split::test, scores);
    return run;
}

constexpr const char* kFirst = R"({"method":"asge","train":{"batch":64,"seed":1}})";
constexpr const char* kSecond = R"({"method":"asge","train":{"batch":64,"seed":2,"warmup":5}})";

std::vector<RunSummary> two() {
    return {compared(1, "first", 0.9, {0.4, 0.8, 0.85}, kFirst),
            compared(2, "second", 0.91, {0.45, 0.7}, kSecond)};
}

std::string joined(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) {
        line += (line.empty() ? "" : "|") + cell;
    }
    return line;
}

TextTable resultsFor(const std::vector<RunSummary>& runs, const std::vector<Group>& groups) {
    const RunEntries entries = makeEntries(runs);
    return results(pointersTo(entries), groups, plainNumber);
}

TextTable ladderFor(const std::vector<RunSummary>& runs, const std::vector<Group>& groups) {
    const RunEntries entries = makeEntries(runs);
    return ladder(pointersTo(entries), groups, plainNumber);
}

SettingsThatDiffer differencesOf(const std::vector<RunSummary>& runs) {
    const RunEntries entries = makeEntries(runs);
    return differingSettings(pointersTo(entries));
}

std::vector<Group> eachRun(const std::vector<RunSummary>& runs) {
    const RunEntries entries = makeEntries(runs);
    return groupsBy(pointersTo(entries), "");
}

TEST(ComparisonResults, HasTheValuesOfEachRun) {
    const TextTable table = resultsFor(two(), eachRun(two()));
    EXPECT_EQ(joined(table.columns),
              "Run|Last %|Fusion %|Best layer by validation %|Layer 1 %|Layer 2 %|"
              "Layer 3 %|Epochs|Images/s");
    EXPECT_EQ(joined(table.heads),
              "Run|Last|Fusion|Best layer|Layer 1|Layer 2|Layer 3|Epochs|Images/s");
    ASSERT_EQ(table.rows.size(), 3U);
    EXPECT_EQ(joined(table.rows[0]), "first|85.00|90.00|50.00|40.00|80.00|85.00|2 / 10|100");
    EXPECT_EQ(joined(table.rows[1]), "second|70.00|91.00|50.00|45.00|70.00|–|2 / 10|200");
    EXPECT_EQ(joined(table.rows[2]), "second − first|−15.00|+1.00|+0.00|+5.00|−10.00|–||× 2.00");
}

TEST(ComparisonResults, BoldIsTheBestIfRunsDiffer) {
    EXPECT_THAT(resultsFor(two(), eachRun(two())).bold,
                ElementsAre(Pair(0U, 1U), Pair(0U, 5U), Pair(1U, 2U), Pair(1U, 4U), Pair(1U, 8U)));
}

TEST(ComparisonResults, TheBestIsAmongRunsOfTheSameTestImages) {
    std::vector<RunSummary> runs = two();
    runs[1].dataName = "cifar-10";
    EXPECT_TRUE(resultsFor(runs, eachRun(runs)).bold.empty()) << "one run of each data set";
    EXPECT_TRUE(ladderFor(runs, eachRun(runs)).bold.empty());
    EXPECT_EQ(resultsFor(runs, eachRun(runs)).rows.size(), 2U)
        << "accuracies of different images are not subtracted";
    runs.push_back(compared(3, "third", 0.95, {0.5, 0.5, 0.5}, kFirst));
    EXPECT_THAT(resultsFor(runs, eachRun(runs)).bold,
                ElementsAre(Pair(0U, 1U), Pair(0U, 5U), Pair(0U, 6U), Pair(2U, 2U), Pair(2U, 4U),
                            Pair(2U, 8U)));
    const std::vector<Group> mixed = {{"mixed", {0, 1}}, {"alone", {2}}};
    EXPECT_TRUE(resultsFor(runs, mixed).bold.empty()) << "a mean over different images";
    runs = two();
    runs[1].experimentJson = R"({"method":"asge","data":{"test_limit":100}})";
    EXPECT_TRUE(resultsFor(runs, eachRun(runs)).bold.empty()) << "fewer images";
}

TEST(ComparisonResults, ReadoutsThatNeverLearnedAreNoResults) {
    std::vector<RunSummary> runs = two();
    runs[1].method = "backprop";
    const TextTable table = resultsFor(runs, eachRun(runs));
    EXPECT_EQ(joined(table.rows[1]), "second|70.00|–|–|–|70.00|–|2 / 10|200");
    EXPECT_EQ(joined(table.rows[2]), "second − first|−15.00|–|–|–|−10.00|–||× 2.00");
    EXPECT_FALSE(table.bold.contains({1, 2})) << "Fusion, although its number is the largest";
    EXPECT_EQ(joined(ladderFor(runs, eachRun(runs)).rows[1]), "second|–|70.00|–|–");
}

TEST(ComparisonResults, AcceptsRunsWithoutResults) {
    std::vector<RunSummary> runs = two();
    runs[0].values = {};
    runs[0].imagesPerSecond = 0;
    const TextTable table = resultsFor(runs, eachRun(runs));
    EXPECT_EQ(joined(table.rows[0]), "first|–|–|–|–|–|2 / 10|–");
    EXPECT_TRUE(table.bold.empty()) << "there are no results to compare";
}

TEST(ComparisonSettings, OnlyThoseThatDiffer) {
    const auto [table, data, unreadable] = differencesOf(two());
    EXPECT_TRUE(unreadable.empty());
    EXPECT_EQ(joined(table.columns), "Setting|first|second");
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(joined(table.rows[0]), "train.seed|1|2");
    EXPECT_EQ(joined(table.rows[1]), "train.warmup|–|5");
    EXPECT_EQ(joined(data.columns), "setting|first|second");
    EXPECT_EQ(joined(data.rows[1]), "train.warmup||5") << "nothing, for programs";
}

TEST(ComparisonSettings, LeavesOutAnUnreadableRunAndNamesIt) {
    std::vector<RunSummary> runs = two();
    runs.push_back(compared(3, "third", 0.5, {0.5}, "not json"));
    const auto [table, data, unreadable] = differencesOf(runs);
    EXPECT_THAT(unreadable, ElementsAre("third"));
    ASSERT_EQ(table.rows.size(), 2U) << "settings that are equal in the other runs are left out";
    EXPECT_EQ(joined(table.rows[0]), "train.seed|1|2|–");
}

/// Two groups of two seeds each, and a single run.
std::vector<RunSummary> seeds() {
    const auto run = [](RunId id, double first, double second, int batch, int seed) {
        const std::string json = R"({"train":{"batch":)" + std::to_string(batch) + R"(,"seed":)" +
                                 std::to_string(seed) + "}}";
        return compared(id, "run", second + 0.01, {first, second}, json);
    };
    return {run(1, 0.40, 0.80, 64, 1), run(2, 0.42, 0.84, 64, 2), run(3, 0.50, 0.85, 128, 1),
            run(4, 0.52, 0.87, 128, 2)};
}

const std::vector<Group> kSeeds = {{"a", {0, 1}}, {"b", {2, 3}}};

TEST(ComparisonGroups, HaveMeansStandardDeviationsAndPairedDifferences) {
    const TextTable table = resultsFor(seeds(), kSeeds);
    ASSERT_EQ(table.rows.size(), 3U);
    EXPECT_EQ(table.rows[0][1], "82.00 ± 2.83");
    EXPECT_EQ(table.rows[1][1], "86.00 ± 1.41");
    EXPECT_EQ(table.rows[1][6], "2 / 10");
    EXPECT_TRUE(table.bold.contains({1, 1}));
    EXPECT_FALSE(table.bold.contains({0, 1}));
    EXPECT_EQ(table.rows[2][0], "second − first, 95 % by 2 seeds");
    // Pairs differ by 5 and 3 points: 4 ± 12.706 · √2 / √2.
    EXPECT_EQ(table.rows[2][1], "+4.00 [−8.71, +16.71]");
    const std::vector<Group> three = {kSeeds[0], {"c", {2}}, {"d", {3}}};
    EXPECT_EQ(resultsFor(seeds(), three).rows.size(), 3U) << "three groups have no difference row";
    EXPECT_EQ(resultsFor(seeds(), three).rows[1][1], "85.00");
}

TEST(ComparisonGroups, HaveNoPairedDifferenceOfReadoutsThatNeverLearned) {
    std::vector<RunSummary> runs = seeds();
    runs[2].method = runs[3].method = "backprop";
    const RunEntries entries = makeEntries(runs);
    const GroupDifference difference = differenceOf(pointersTo(entries), kSeeds);
    EXPECT_TRUE(std::isfinite(difference.results[0].low)) << "Last";
    for (const std::size_t fusionAndLayer1 : {1U, 3U}) {
        EXPECT_TRUE(std::isnan(difference.results[fusionAndLayer1].mean));
        EXPECT_TRUE(std::isnan(difference.results[fusionAndLayer1].low));
    }
    EXPECT_EQ(RunField::named("fusion")->number(*entries[2]), std::nullopt);
    EXPECT_EQ(RunField::named("layer1")->number(*entries[2]), std::nullopt);
    EXPECT_EQ(RunField::named("layer2")->number(*entries[2]), 0.85);
    EXPECT_NE(RunField::named("fusion")->number(*entries[0]), std::nullopt);
}

TEST(ComparisonGroups, AreNamedByTheirDifferences) {
    const RunEntries entries = makeEntries(seeds());
    const Runs runs = pointersTo(entries);
    const auto groups = groupsBy(runs, "all-but-seed");
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].name, "batch 64 (2 runs)");
    EXPECT_EQ(groups[0].tip, "run\nrun");
    EXPECT_THAT(groups[1].runs, ElementsAre(2U, 3U));
    EXPECT_EQ(groupsBy(runs, "")[1].name, "run, run 2") << "each run is a group";
    std::vector<std::string> keys;
    for (const Grouping& grouping : groupingsOf(runs)) {
        keys.push_back(grouping.key);
    }
    EXPECT_THAT(keys, ElementsAre("", "all-but-seed", "train.batch"));
}

TEST(ComparisonLadder, HasTheGainOfEachLayer) {
    const TextTable table = ladderFor(two(), eachRun(two()));
    EXPECT_EQ(joined(table.columns), "Run|Layer 1 %|Layer 2 %|Layer 3 %|Fusion %");
    EXPECT_EQ(joined(table.rows[0]), "first|40.00|80.00 (+40.00)|85.00 (+5.00)|90.00 (+5.00)");
    EXPECT_EQ(joined(table.rows[1]), "second|45.00|70.00 (+25.00)|–|91.00 (+21.00)");
    EXPECT_THAT(table.bold, ElementsAre(Pair(0U, 2U), Pair(1U, 1U), Pair(1U, 4U)));
    EXPECT_EQ(ladderFor(seeds(), kSeeds).rows[1][2], "86.00 ± 1.41 (+35.00)");
}

TEST(ComparisonData, HasFractionsInColumnsWithTheNamesOfFields) {
    const RunEntries single = makeEntries(two());
    const std::vector<Group> each = eachRun(two());
    const TextTable steps = ladderData(pointersTo(single), each);
    EXPECT_EQ(joined(steps.columns),
              "run|name|quantity|n|layer1_mean|layer1_sd|layer2_mean|layer2_sd|layer3_mean|"
              "layer3_sd|fusion_mean|fusion_sd");
    EXPECT_EQ(joined(steps.rows[0]), "1|first|readout|1|0.4||0.8||0.85||0.9|");
    EXPECT_EQ(joined(steps.rows[1]), "2|second|readout|1|0.45||0.7||||0.91|");
    const TextTable table = resultsData(pointersTo(single), each);
    EXPECT_EQ(joined(table.columns),
              "run|name|n|last_mean|last_sd|fusion_mean|fusion_sd|best_mean|best_sd|layer1_mean|"
              "layer1_sd|layer2_mean|layer2_sd|layer3_mean|layer3_sd|epochs_mean|"
              "images_per_second_mean");
    EXPECT_EQ(joined(table.rows[0]), "1|first|1|0.85||0.9||0.5||0.4||0.8||0.85||2|100");
    EXPECT_EQ(table.rows[2][1], "second − first");
    EXPECT_NEAR(std::stod(table.rows[2][3]), -0.15, 1e-12);

    const RunEntries several = makeEntries(seeds());
    const TextTable groups = resultsData(pointersTo(several), kSeeds);
    EXPECT_EQ(groups.rows[0][0], "") << "several runs have no number";
    EXPECT_EQ(groups.rows[0][2], "2");
    EXPECT_NEAR(std::stod(groups.rows[0][3]), 0.82, 1e-12);
    EXPECT_NEAR(std::stod(groups.rows[0][4]), 0.04 / std::sqrt(2.0), 1e-12);
    const auto low = std::find(groups.columns.begin(), groups.columns.end(), "last_low");
    ASSERT_NE(low, groups.columns.end());
    EXPECT_NEAR(std::stod(groups.rows[2][static_cast<std::size_t>(low - groups.columns.begin())]),
                -0.0871, 1e-4);
    for (const std::vector<std::string>& row : groups.rows) {
        EXPECT_EQ(row.size(), groups.columns.size());
    }
}

TEST(ComparisonLadder, LinearProbesAreRowsBelow) {
    std::vector<RunSummary> runs = two();
    EXPECT_EQ(ladderFor(runs, eachRun(runs)).rows.size(), 2U);
    runs[1].method = "backprop"; // only the last readout learns
    runs[1].values.setLayers(linearProbeMetric(), Split::test, std::vector{0.6, 0.75});
    const TextTable table = ladderFor(runs, eachRun(runs));
    ASSERT_EQ(table.rows.size(), 3U) << "only runs that have them";
    EXPECT_EQ(joined(table.rows[2]), "◇ linear probe, second|60.00|75.00|–|");
    const RunEntries entries = makeEntries(runs);
    const std::vector<Spread> probes = probesOf(pointersTo(entries), eachRun(runs)[1]);
    ASSERT_EQ(probes.size(), 3U);
    EXPECT_EQ(probes[0].mean, 0.6);
}

} // namespace
} // namespace asge::comparison
