// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/confusion/confusion_order.h"

#include "tests/widgets/outcome_samples.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

namespace asge {
namespace {

using testing::ElementsAre;

TEST(ConfusionOrder, PutsConfusedClassesSideBySide) {
    // 0 and 4 are confused, and so are 1 and 3; 2 goes with 0 a little.
    const Confusion confusion{{0, 0, 60}, {0, 2, 5},  {0, 4, 35}, {1, 1, 70},
                              {1, 3, 30}, {2, 2, 99}, {2, 0, 1},  {3, 3, 80},
                              {3, 1, 20}, {4, 4, 70}, {4, 0, 30}};
    const std::vector<int> order = confusion::similarityOrder(confusion, 5);
    std::vector<int> place(5);
    for (int i = 0; i < 5; ++i) {
        place[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = i;
    }
    EXPECT_EQ(std::abs(place[0] - place[4]), 1);
    EXPECT_EQ(std::abs(place[1] - place[3]), 1);
    EXPECT_EQ(std::abs(place[2] - place[0]), 1) << "the cluster is turned";
    EXPECT_EQ(order, confusion::similarityOrder(confusion, 5));
}

TEST(ConfusionOrder, WithoutConfusionsItIsThatOfTheClasses) {
    Confusion perfect;
    for (int label = 0; label < 7; ++label) {
        perfect.push_back({label, label, 10});
    }
    EXPECT_THAT(confusion::similarityOrder(perfect, 7), ElementsAre(0, 1, 2, 3, 4, 5, 6));
    EXPECT_THAT(confusion::similarityOrder({}, 2), ElementsAre(0, 1));
    EXPECT_TRUE(confusion::similarityOrder({}, 0).empty());
}

TEST(ConfusionOrder, TurnsClustersSoThatTheMostSimilarEndsMeet) {
    // 0 and 1 are a cluster, and so are 2 and 3; a class of each meets in the middle.
    const std::map<std::pair<int, int>, std::vector<int>> expected{{{1, 2}, {0, 1, 2, 3}},
                                                                   {{1, 3}, {0, 1, 3, 2}},
                                                                   {{0, 2}, {1, 0, 2, 3}},
                                                                   {{0, 3}, {1, 0, 3, 2}}};
    for (const auto& [meet, order] : expected) {
        Confusion confusion{{0, 0, 60}, {0, 1, 35}, {1, 0, 35}, {1, 1, 60},
                            {2, 2, 60}, {2, 3, 35}, {3, 2, 35}, {3, 3, 60}};
        confusion.push_back({meet.first, meet.second, 5});
        std::sort(confusion.begin(), confusion.end(), [](const auto& a, const auto& b) {
            return std::pair(a.label, a.predicted) < std::pair(b.label, b.predicted);
        });
        EXPECT_EQ(confusion::similarityOrder(confusion, 4), order)
            << meet.first << " and " << meet.second;
    }
}

TEST(ConfusionOrder, HasEachOfAThousandClassesOnce) {
    const Confusion confusion = (*test::epochOutcomes(1, 1000, 20000, 3).splits[0].confusions)[0];
    const std::vector<int> order = confusion::similarityOrder(confusion, 1000);
    EXPECT_EQ(std::set<int>(order.begin(), order.end()).size(), 1000U);
    std::vector<int> place(1000);
    for (int i = 0; i < 1000; ++i) {
        place[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = i;
    }
    int near = 0; // 10k and 10k + 6 are confused most
    for (int label = 0; label < 990; label += 10) {
        near += std::abs(place[static_cast<std::size_t>(label)] -
                         place[static_cast<std::size_t>(label) + 6]) <= 2;
    }
    EXPECT_GT(near, 60);
}

} // namespace
} // namespace asge
