// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/level_lines.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

class LevelLinesTest : public testing::Test {
  protected:
    LevelLinesTest() : lines_(new LevelLines(&plot_)) {
        plot_.setViewport(QRect(0, 0, 300, 140)); // a hidden plot gets no size
        plot_.yAxis->setRange(0, 80);
    }
    std::vector<QRectF> places(std::vector<PlotLevel> levels) {
        lines_->setLevels(std::move(levels));
        plot_.replot();
        return lines_->textPlaces();
    }

    QCustomPlot plot_;
    LevelLines* lines_;
};

TEST_F(LevelLinesTest, TextsOfNearLevelsDoNotOverlap) {
    const auto found = places({{10, "chance 10.0 %"}, {8, "chance 8.0 %"}});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_FALSE(found[0].isEmpty());
    EXPECT_FALSE(found[1].isEmpty());
    EXPECT_FALSE(found[0].intersects(found[1]));
    EXPECT_LT(found[0].bottom(), found[1].top() + 1) << "the second one is below its line";
}

TEST_F(LevelLinesTest, ATextWithoutRoomIsLeftOut) {
    const auto found = places({{10, "chance 10.0 %"}, {1, "chance 1.0 %"}, {99, "out of view"}});
    EXPECT_FALSE(found[0].isEmpty());
    EXPECT_TRUE(found[1].isEmpty()) << "neither above nor below its line";
    EXPECT_TRUE(found[2].isEmpty());
}

TEST_F(LevelLinesTest, ATextIsBelowALevelAtTheTop) {
    const auto found = places({{79, "chance 79 %"}});
    EXPECT_GE(found[0].top(), plot_.yAxis->coordToPixel(79) - 1);
}

} // namespace
} // namespace asge
