// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/outcomes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace asge {
namespace {

using ::testing::ElementsAre;

constexpr double kBeyond = std::numeric_limits<double>::infinity();

TEST(Margins, TheBinsCoverAllNumbersWithoutGaps) {
    EXPECT_EQ(marginEdge(0), -kBeyond);
    EXPECT_EQ(marginEdge(kMarginBins), kBeyond);
    EXPECT_EQ(marginEdge(kMarginBins / 2), 0);
    for (int k = 0; k < kMarginBins; ++k) {
        EXPECT_LT(marginEdge(k), marginEdge(k + 1));
    }
    std::mt19937 random(7);
    std::normal_distribution<double> size(0, 3);
    for (int i = 0; i < 10000; ++i) {
        const double margin = std::sinh(size(random));
        const int bin = marginBin(margin);
        EXPECT_LE(marginEdge(bin), margin);
        EXPECT_LT(margin, marginEdge(bin + 1));
    }
}

TEST(Margins, EdgesBelongToTheBinAboveThem) {
    for (int k = 1; k < kMarginBins; ++k) {
        EXPECT_EQ(marginBin(marginEdge(k)), k);
        EXPECT_EQ(marginBin(std::nextafter(marginEdge(k), -kBeyond)), k - 1);
    }
    EXPECT_EQ(marginBin(-kBeyond), 0);
    EXPECT_EQ(marginBin(kBeyond), kMarginBins - 1);
    EXPECT_EQ(marginBin(std::nan("")), 0);
}

MarginCounts countsOf(const std::vector<double>& margins) {
    MarginCounts counts{};
    for (const double margin : margins) {
        ++counts[static_cast<std::size_t>(marginBin(margin))];
    }
    return counts;
}

TEST(Margins, TheShareOfNegativeOnesIsExact) {
    EXPECT_EQ(negativeShare(countsOf({-1e-9, 0, 1e-9, 5})), 0.25);
    EXPECT_EQ(negativeShare(countsOf({-1e9, -3})), 1);
    EXPECT_TRUE(std::isnan(negativeShare({})));
}

TEST(Margins, QuantilesLieInTheBinOfTheValue) {
    std::vector<double> margins;
    for (int i = 0; i < 1001; ++i) {
        margins.push_back(-4 + 0.01 * i);
    }
    const MarginCounts counts = countsOf(margins);
    for (const double fraction : {0.05, 0.25, 0.5, 0.75, 0.95}) {
        EXPECT_NEAR(marginQuantile(counts, fraction), -4 + 10 * fraction, 0.1) << fraction;
    }
    EXPECT_TRUE(std::isnan(marginQuantile({}, 0.5)));
    EXPECT_EQ(marginQuantile(countsOf({kBeyond}), 0.5), marginEdge(kMarginBins - 1));
}

TEST(Ranges, AreNumberedWithoutGaps) {
    for (std::size_t layers = 1; layers < 6; ++layers) {
        std::size_t expected = 0;
        for (std::size_t from = 0; from < layers; ++from) {
            for (std::size_t to = from; to < layers; ++to) {
                EXPECT_EQ(rangeIndex(from, to, layers), expected++);
            }
        }
        EXPECT_EQ(rangeCount(layers), expected);
    }
}

TEST(Ranges, TheBestOneIsTheCheapestOfEquals) {
    SplitOutcomes outcomes;
    outcomes.images = 10;
    outcomes.margins.resize(3);
    outcomes.rangeCorrect = {5, 7, 7, 7, 6, 4}; // 0, 0-1, 0-2, 1, 1-2, 2
    EXPECT_EQ(bestRange(outcomes), std::pair(std::size_t{1}, std::size_t{1}));
    outcomes.rangeCorrect = {5, 7, 9, 6, 9, 4};
    EXPECT_EQ(bestRange(outcomes), std::pair(std::size_t{1}, std::size_t{2}));
    EXPECT_DOUBLE_EQ(outcomes.rangeAccuracy(0, 2), 0.9);
}

ImageOutcomes sampleOutcomes() {
    ImageOutcomes images;
    images.classes = 3;
    images.labels = {2, 0, 0, 1};
    images.scorers = {{{2, 0, 1, 1}, {0.5F, 0.6F, 0.7F, 0.8F}, {1.5F, 0.25F, -0.25F, 9}},
                      {{2, 0, 2, 1}, {0.5F, 0.6F, 0.7F, 0.8F}, {}}};
    images.rangeCorrect = {3};
    return images;
}

TEST(Outcomes, AreCounted) {
    const SplitOutcomes counted = countOutcomes(Split::test, sampleOutcomes());
    EXPECT_EQ(counted.split, Split::test);
    EXPECT_EQ(counted.images, 4);
    ASSERT_EQ(counted.layers(), 1U);
    EXPECT_EQ(counted.margins[0], countsOf({1.5, 0.25, -0.25, 9}));
    EXPECT_EQ(counted.rangeCorrect, std::vector<std::int64_t>{3});
    ASSERT_EQ(counted.confusions->size(), 2U);
    EXPECT_THAT((*counted.confusions)[0],
                ElementsAre(ConfusionCell{0, 0, 1}, ConfusionCell{0, 1, 1}, ConfusionCell{1, 1, 1},
                            ConfusionCell{2, 2, 1}));
    EXPECT_THAT((*counted.confusions)[1],
                ElementsAre(ConfusionCell{0, 0, 1}, ConfusionCell{0, 2, 1}, ConfusionCell{1, 1, 1},
                            ConfusionCell{2, 2, 1}));
    EXPECT_THAT(denseConfusion((*counted.confusions)[0], 3),
                ElementsAre(1, 1, 0, 0, 1, 0, 0, 0, 1));
}

TEST(Outcomes, AnEpochHasTheSplitsThatHaveImages) {
    const auto of = [](Split wanted) {
        return
            [wanted](Split split) { return split == wanted ? sampleOutcomes() : ImageOutcomes(); };
    };
    const EpochOutcomes tested = countEpoch(3, of(Split::test));
    EXPECT_EQ(tested.epoch, 3);
    ASSERT_EQ(tested.splits.size(), 1U);
    EXPECT_EQ(tested.splits[0].split, Split::test);
    EXPECT_EQ(tested.splits[0].margins, countOutcomes(Split::test, sampleOutcomes()).margins);
    EXPECT_NE(tested.splits[0].confusions, nullptr);
    const EpochOutcomes both = countEpoch(3, [](Split) { return sampleOutcomes(); });
    ASSERT_EQ(both.splits.size(), 2U);
    EXPECT_EQ(both.splits[0].split, Split::validation);
    EXPECT_TRUE(countEpoch(3, of(Split::none)).splits.empty());
}

} // namespace
} // namespace asge
