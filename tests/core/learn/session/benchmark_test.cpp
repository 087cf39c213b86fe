// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/benchmark.h"

#include "core/base/error.h"
#include "tests/support/tiny_data.h"
#include "tests/support/unwatched.h"

#include <gmock/gmock.h>

#include <map>

namespace asge {
namespace {

class Benchmark : public testing::Test {
  protected:
    Benchmark() {
        test::writeTinyFiles(folder_.path() / "data");
        experiment_ = test::tinyExperiment();
        experiment_.data.path = (folder_.path() / "data").string();
        experiment_.threads = 2;
    }

    test::TemporaryFolder folder_;
    Experiment experiment_;
};

TEST_F(Benchmark, SplitsAStepIntoItsPhases) {
    // More steps than an epoch has; the evaluations between epochs do not count.
    const BenchmarkResult result = runBenchmark(experiment_, 30, test::unwatched());
    EXPECT_EQ(result.steps, 30);
    EXPECT_EQ(result.batch, 20);
    EXPECT_EQ(result.network, "4 8M 12");
    EXPECT_NEAR(result.imagesPerSecond, 20 / result.stepSeconds, 1e-6);
    EXPECT_GT(result.floorSeconds, 0);
    EXPECT_FALSE(result.floorLayout.empty());
    const std::map<std::string, double> phases(result.phases.begin(), result.phases.end());
    double named = -phases.at("other");
    for (const auto& [name, seconds] : phases) {
        EXPECT_GE(seconds, 0) << name;
        named += seconds;
    }
    for (const char* name :
         {"data", "forward", "goodness", "gradient", "optimizer", "next_input", "store"}) {
        EXPECT_GT(phases.at(name), 0) << name;
    }
    EXPECT_EQ(phases.count("probe"), 1U);
    EXPECT_LT(named, 1.05 * result.stepSeconds) << "no time is counted twice";
    EXPECT_GT(named, 0.1 * result.stepSeconds) << "phases are per step, like the whole time";
    EXPECT_GT(result.peakBytes, result.parameterBytes);
    const std::int64_t parameters = 4 * 9 + 4 + 8 * 4 * 9 + 8 + 12 * 8 * 9 + 12;
    EXPECT_EQ(result.parameterBytes, 3 * 4 * parameters);
}

TEST_F(Benchmark, MeasuresThePlainPathToo) {
    experiment_.compute.path = ComputePath::plain;
    const BenchmarkResult result = runBenchmark(experiment_, 5, test::unwatched());
    EXPECT_EQ(result.path, "plain");
    const std::map<std::string, double> phases(result.phases.begin(), result.phases.end());
    EXPECT_GT(phases.at("gradient"), 0);
    EXPECT_GT(phases.at("optimizer"), 0);
}

TEST_F(Benchmark, RefusesExperimentsThatCannotBeTrained) {
    experiment_.data.path = (folder_.path() / "nowhere").string();
    EXPECT_THROW(runBenchmark(experiment_, 5, test::unwatched()), BadInput);
    experiment_.data.path = (folder_.path() / "data").string();
    experiment_.device = "cuda:77";
    EXPECT_THROW(runBenchmark(experiment_, 5, test::unwatched()), BadInput);
}

} // namespace
} // namespace asge
