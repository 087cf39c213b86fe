// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/text.h"
#include "core/query/run_labels.h"
#include "tests/support/run_samples.h"

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(ShortNames, LoseCommonWords) {
    EXPECT_EQ(shortNames({"gain: projection.gain=3 train.epochs=4 seed=1",
                          "gain: projection.gain=30 train.epochs=4 seed=1",
                          "gain: projection.gain=3 train.epochs=4 seed=2"}),
              std::vector<std::string>({"projection.gain=3 seed=1", "projection.gain=30 seed=1",
                                        "projection.gain=3 seed=2"}));
}

TEST(ShortNames, StayIfTheyAreShortOrWouldBecomeAmbiguous) {
    const std::vector<std::vector<std::string>> all = {
        {},
        {"the only run of them all, whatever its length"},
        {"quick one", "quick two"},
        {"a sweep of many layers", "a sweep of many layers for long"}, // one name would be empty
        {"one two three four five six seven", "seven six five four three two one"},
    };
    for (const std::vector<std::string>& names : all) {
        EXPECT_EQ(shortNames(names), names);
    }
    const std::vector<std::string> twins = {"sweep: train.label_smoothing=0.1",
                                            "sweep: train.label_smoothing=0.1",
                                            "sweep: train.label_smoothing=0.2"};
    EXPECT_EQ(shortNames(twins),
              std::vector<std::string>({"train.label_smoothing=0.1", "train.label_smoothing=0.1",
                                        "train.label_smoothing=0.2"}));
}

TEST(ShortNames, RunsWithEqualNamesGetTheirNumber) {
    std::vector<RunSummary> runs(3);
    std::vector<const RunSummary*> pointers;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        runs[i].id = static_cast<RunId>(i + 4);
        runs[i].name = i == 1 ? "slow" : "quick";
        pointers.push_back(&runs[i]);
    }
    EXPECT_EQ(labelsOf(pointers),
              std::vector<std::string>({"quick, run 4", "slow", "quick, run 6"}));
    EXPECT_EQ(labelsOf({}), std::vector<std::string>());
}

TEST(BranchName, IsUniqueAndValid) {
    std::vector<RunSummary> runs;
    const auto next = [&](const std::string& parent, int epoch) {
        runs.push_back(test::makeRun(static_cast<RunId>(runs.size()) + 1,
                                     branchName(parent, epoch, runs), 0.9));
        return runs.back().name;
    };
    EXPECT_EQ(next("quick", 3), "quick branch at epoch 3");
    EXPECT_EQ(next("quick", 3), "quick branch at epoch 3 2");
    EXPECT_EQ(next("quick branch at epoch 3", 5), "quick branch at epoch 5");
    for (const std::string& letter : {std::string("x"), std::string("é")}) {
        std::string longest;
        while (longest.size() + letter.size() <= kLongestName) {
            longest += letter;
        }
        EXPECT_FALSE(nameProblem(next(longest, 12))) << runs.back().name;
        EXPECT_TRUE(runs.back().name.ends_with("… branch at epoch 12"));
    }
}

} // namespace
} // namespace asge
