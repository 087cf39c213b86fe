#include "widgets/common/short_names.h"

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(ShortNames, LoseTheWordsThatAllHave) {
    EXPECT_EQ(shortNames({"gain: projection.gain=3 train.epochs=4 seed=1",
                          "gain: projection.gain=30 train.epochs=4 seed=1",
                          "gain: projection.gain=3 train.epochs=4 seed=2"}),
              QStringList({"projection.gain=3 seed=1", "projection.gain=30 seed=1",
                           "projection.gain=3 seed=2"}));
}

TEST(ShortNames, StayWhereTheyAreShortOrWouldTellLess) {
    const QList<QStringList> all = {
        {},
        {"the only run of them all, whatever its length"},
        {"quick one", "quick two"},
        {"a sweep of many layers", "a sweep of many layers for long"}, // nothing would be left
        {"one two three four five six seven", "seven six five four three two one"},
    };
    for (const QStringList& names : all) {
        EXPECT_EQ(shortNames(names), names);
    }
    const QStringList twins = {"sweep: train.label_smoothing=0.1",
                               "sweep: train.label_smoothing=0.1",
                               "sweep: train.label_smoothing=0.2"};
    EXPECT_EQ(shortNames(twins),
              QStringList({"train.label_smoothing=0.1", "train.label_smoothing=0.1",
                           "train.label_smoothing=0.2"}));
}

TEST(ShortNames, RunsOfOneNameSayTheirNumber) {
    std::vector<RunSummary> runs(3);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        runs[i].id = static_cast<RunId>(i + 4);
        runs[i].name = i == 1 ? "slow" : "quick";
    }
    EXPECT_EQ(labelsOf(runs), QStringList({"quick, run 4", "slow", "quick, run 6"}));
    EXPECT_EQ(labelsOf({}), QStringList());
}

} // namespace
} // namespace asge
