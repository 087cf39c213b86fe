// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"
#include "widgets/confusion/confusion_plot.h"

#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <vector>

namespace asge {
namespace {

/// Of each class, `correct` of 1000 images are predicted correctly and all others as the next one.
Confusion confusionWith(const std::vector<int>& correct) {
    Confusion confusion;
    for (int label = 0; label < static_cast<int>(correct.size()); ++label) {
        const int right = correct[static_cast<std::size_t>(label)];
        confusion.push_back({label, label, right});
        confusion.push_back({label, (label + 1) % static_cast<int>(correct.size()), 1000 - right});
    }
    return confusion;
}

class ConfusionRecallTest : public testing::Test {
  protected:
    ConfusionRecallTest() { plot.setPalette(theme::lightPalette()); }

    void show(const std::vector<int>& own, const std::vector<int>* its, QSize size) {
        std::vector<int> order(own.size());
        std::iota(order.begin(), order.end(), 0);
        const Confusion a = confusionWith(own);
        const Confusion b = its == nullptr ? Confusion() : confusionWith(*its);
        plot.resize(size);
        plot.show();
        plot.present(std::make_shared<confusion::Matrix>(a, its == nullptr ? nullptr : &b,
                                                         static_cast<int>(own.size()), order,
                                                         confusion::Values::counts),
                     std::vector<std::string>(own.size(), "class"), ConfusionColors::errorsApart);
        test::settle(plot);
        for (int i = 0; i < 3; ++i) { // names that were chosen for the new size change the layout
            plot.replot(QCustomPlot::rpImmediateRefresh);
        }
    }
    const QCPAxis& axis() { return *plot.axisRect(1)->axis(QCPAxis::atBottom); }
    QList<double> ticks() {
        return axis().ticker().dynamicCast<QCPAxisTickerText>()->ticks().keys();
    }

    ConfusionPlot plot;
};

TEST_F(ConfusionRecallTest, RecallsOfARunEndAt100Percent) {
    for (const int classes : {3, 10, 100}) {
        for (const int width : {420, 700, 1100}) {
            show(std::vector<int>(static_cast<std::size_t>(classes), 970), nullptr, {width, 500});
            SCOPED_TRACE(testing::Message() << classes << " classes, " << width);
            EXPECT_EQ(axis().range(), QCPRange(0, 100));
            EXPECT_EQ(ticks().front(), 0);
            EXPECT_EQ(ticks().back(), 100);
            EXPECT_LE(ticks().size(), 5);
        }
    }
}

/// As in a window of 1440 × 900 pixels at 200 %: the diagonal can replace the recalls.
TEST_F(ConfusionRecallTest, NumbersInTheCellsAreWorthMoreThanRecalls) {
    int instead = 0;
    for (int width = 300; width < 700; width += 20) {
        show(std::vector<int>(10, 970), nullptr, {width, 420});
        const bool hasBars = plot.axisRect(1)->visible();
        EXPECT_TRUE(hasBars || plot.numberFont()) << width;
        EXPECT_TRUE(plot.numberFont() || width < 330) << width;
        instead += hasBars ? 0 : 1;
    }
    EXPECT_GT(instead, 3);
    EXPECT_TRUE(plot.axisRect(1)->visible()) << "there is room for both";
}

TEST_F(ConfusionRecallTest, DifferencesOfBothSignsHaveTicksOfBothSigns) {
    const std::vector<std::pair<std::vector<int>, std::vector<int>>> cases{
        {{985, 950, 942, 979, 404, 988, 669}, {1000, 950, 979, 1000, 400, 1000, 600}},
        {{932, 933, 206, 20}, {1, 2, 0, 620}},
        {{0, 1000, 500}, {1000, 0, 500}},
        {{500, 400}, {505, 398}}};
    for (const auto& [own, its] : cases) {
        for (const int width : {420, 560, 700, 1100}) {
            show(own, &its, {width, 500});
            SCOPED_TRACE(testing::Message() << own[0] << ", " << width);
            const QList<double> shown = ticks();
            ASSERT_GE(shown.size(), 2);
            EXPECT_LE(shown.size(), 5);
            EXPECT_LT(shown.front(), 0);
            EXPECT_GT(shown.back(), 0);
            EXPECT_GE(shown.front(), -100);
            EXPECT_LE(shown.back(), 100);
        }
    }
}

TEST_F(ConfusionRecallTest, ASideWithoutRoomForATickLeavesItToTheOther) {
    const std::vector<int> its{932, 933, 206, 20};
    for (const int width : {420, 560, 700, 1100}) {
        show({1, 2, 0, 80}, &its, {width, 500});
        EXPECT_GE(ticks().size(), 2) << width;
        EXPECT_LE(ticks().size(), 5) << width;
        EXPECT_GT(ticks().back(), 0) << width;
    }
    EXPECT_GE(ticks().size(), 4) << "where there is room";
}

} // namespace
} // namespace asge
