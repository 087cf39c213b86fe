// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sweep/sweep_table.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

Sweep twoRows() {
    Sweep sweep;
    sweep.name = "gain";
    sweep.varies = {"projection.gain", "network.layers"};
    sweep.rows = {{"1", "8 16M"}, {"10", "8|16M"}};
    return sweep;
}

/// Row 0: validation accuracies 0.90, 0.92 and 0.97 with mean 0.93 and, with n − 1 = 2, standard
/// deviation √((0.03² + 0.01² + 0.04²) / 2) = √0.0013 = 0.036056. Row 1: one run.
std::vector<CellResult> fourResults() {
    return {{0, 0.90, {0.80, 0.81, 0.82}, {0.5, 0.8}, 10},
            {1, 0.935, {0.70, 0.71, 0.72}, {0.4, 0.7}, 20.04},
            {0, 0.92, {0.80, 0.83, 0.82}, {0.5, 0.8}, 12},
            {0, 0.97, {0.80, 0.85, 0.82}, {0.5, 0.8}, 14}};
}

TEST(SweepTable, HasMeanAndStandardDeviationOfEachRow) {
    EXPECT_EQ(sweepTable(twoRows(), fourResults(), TableFormat::text),
              "projection.gain  network.layers  n   validation %        last %      fusion %"
              "  best layer %  seconds\n"
              "1                8 16M           3  93.00 ± 3.61   80.00 ± 0.00  83.00 ± 2.00"
              "  82.00 ± 0.00     12.0\n"
              "10               8|16M           1     93.50 ± –*     70.00 ± –     71.00 ± –"
              "     72.00 ± –     20.0\n");
}

TEST(SweepTable, MarksTheBestOnTheValidationImagesInMarkdown) {
    EXPECT_EQ(
        sweepTable(twoRows(), fourResults(), TableFormat::markdown),
        "| projection.gain | network.layers | n | validation % | last % | fusion % | best layer % "
        "| seconds |\n"
        "|---|---|---:|---:|---:|---:|---:|---:|\n"
        "| 1 | 8 16M | 3 | 93.00 ± 3.61 | 80.00 ± 0.00 | 83.00 ± 2.00 | 82.00 ± 0.00 | 12.0 "
        "|\n"
        "| 10 | 8\\|16M | 1 | **93.50 ± –** | 70.00 ± – | 71.00 ± – | 72.00 ± – | 20.0 |\n");
}

TEST(SweepTable, HasOneColumnOfLabelsIfRowsGiveDifferentSettings) {
    Sweep sweep = twoRows();
    sweep.isSparse = true;
    sweep.labels = {"base", "projection.gain=10"};
    EXPECT_THAT(sweepTable(sweep, fourResults(), TableFormat::text),
                testing::StartsWith("row                 n   validation %"));
    EXPECT_THAT(sweepTable(sweep, fourResults(), TableFormat::markdown),
                testing::HasSubstr("| projection.gain=10 | 1 |"));
    EXPECT_THAT(sweepTable(sweep, fourResults(), TableFormat::csv),
                testing::StartsWith("projection.gain,network.layers,n,"));
}

TEST(SweepTable, IsCsvWithEachFigureInAColumn) {
    Sweep sweep = twoRows();
    sweep.rows[1][1] = "8,\"16M\"";
    EXPECT_EQ(sweepTable(sweep, fourResults(), TableFormat::csv, true),
              "projection.gain,network.layers,n,validation_mean,validation_sd,last_mean,last_sd,"
              "fusion_mean,fusion_sd,best_mean,best_sd,layer1_mean,layer1_sd,layer2_mean,layer2_sd,"
              "seconds_mean\n"
              "1,8 16M,3,0.93,0.036055512755,0.8,0,0.83,0.02,0.82,0,0.5,0,0.8,0,12\n"
              "10,\"8,\"\"16M\"\"\",1,0.935,,0.7,,0.71,,0.72,,0.4,,0.7,,20.04\n");
}

TEST(SweepTable, RowsWithoutRunsAndLayersAreAbsent) {
    auto results = fourResults();
    results.resize(1);
    results[0].layers = {0.5};
    EXPECT_EQ(
        sweepTable(twoRows(), results, TableFormat::markdown, true),
        "| projection.gain | network.layers | n | validation % | last % | fusion % | best layer % "
        "| layer 1 % | seconds |\n"
        "|---|---|---:|---:|---:|---:|---:|---:|---:|\n"
        "| 1 | 8 16M | 1 | **90.00 ± –** | 80.00 ± – | 81.00 ± – | 82.00 ± – | 50.00 ± – | "
        "10.0 |\n"
        "| 10 | 8\\|16M | 0 | – | – | – | – | – | – |\n");
}

TEST(SweepTable, ANetworkWithFewerLayersLeavesThemOut) {
    std::vector<CellResult> results = fourResults();
    results[1].layers = {0.4};
    const std::string table = sweepTable(twoRows(), results, TableFormat::csv, true);
    EXPECT_THAT(table, testing::HasSubstr(",0.4,,,,20.04\n"));
}

TEST(SweepTable, OfOneCellHasItsName) {
    Sweep sweep;
    sweep.name = "one";
    sweep.rows.resize(1);
    EXPECT_EQ(sweepTable(sweep, {{0, 0.5, {0.1, 0.2, 0.3}, {}, 1}}, TableFormat::csv),
              "sweep,n,validation_mean,validation_sd,last_mean,last_sd,fusion_mean,fusion_sd,"
              "best_mean,best_sd,seconds_mean\n"
              "one,1,0.5,,0.1,,0.2,,0.3,,1\n");
}

TEST(SweepTable, AResultIsThatOfTheLastEpoch) {
    EpochEvent epoch;
    epoch.seconds = 12.5;
    epoch.values.setScores(Split::validation,
                           std::vector<LayerScore>{{0, 0.7}, {0, 0.9}, {0, 0.8}});
    epoch.values.setScores(Split::test, std::vector<LayerScore>{{0, 0.6}, {0, 0.85}, {0, 0.75}});
    epoch.values.set(MetricId::accuracy, Split::test, Predictions{0.75, 0.8, 0.85});
    epoch.bestLayer = 1;
    const CellResult result = cellResult(3, epoch, {});
    EXPECT_EQ(result.row, 3U);
    EXPECT_EQ(result.validation, 0.9) << "of the best layer";
    EXPECT_EQ(result.test, epoch.accuracy());
    EXPECT_THAT(result.layers, testing::ElementsAre(0.6, 0.85, 0.75));
    EXPECT_EQ(result.seconds, 12.5);
}

TEST(SweepTable, ReadoutsThatNeverLearnedAreNoResults) {
    EpochEvent epoch;
    epoch.values.setScores(Split::validation, std::vector<LayerScore>{{0, 0.95}, {0, 0.8}});
    epoch.values.setScores(Split::test, std::vector<LayerScore>{{0, 0.9}, {0, 0.75}});
    epoch.values.set(MetricId::accuracy, Split::test, Predictions{0.75, 0.8, 0.9});
    epoch.bestLayer = 0;
    ScoreFacts facts;
    facts.untrained = 1;
    const CellResult result = cellResult(0, epoch, facts);
    EXPECT_EQ(result.validation, 0.8) << "of the last layer, the only one that learned";
    EXPECT_EQ(result.test.last, 0.75);
    Sweep sweep;
    sweep.name = "one";
    sweep.rows.resize(1);
    EXPECT_THAT(sweepTable(sweep, {result}, TableFormat::csv, true),
                testing::HasSubstr("\none,1,0.8,,0.75,,,,,,,,0.75,,"));
}

} // namespace
} // namespace asge
