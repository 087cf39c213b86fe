// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/level_lines.h"

#include "widgets/plot/cut_graph.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

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
    const auto found = places({{40, "chance 40.0 %"}, {39, "chance 39.0 %"}});
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

TEST_F(LevelLinesTest, ATextIsAtTheEndWhereFewerLinesAre) {
    plot_.xAxis->setRange(0, 10);
    plot_.addGraph()->setData({9, 10}, {10, 14});
    auto found = places({{10, "chance 10.0 %"}});
    EXPECT_LT(found[0].right(), plot_.axisRect()->center().x());
    plot_.addGraph()->setData({0, 0.5, 1}, {14, 10, 14});
    found = places({{10, "chance 10.0 %"}});
    EXPECT_GT(found[0].left(), plot_.axisRect()->center().x()) << "two parts of a line are left";
}

TEST_F(LevelLinesTest, LinesCanBeSeenThroughATextsPlate) {
    plot_.xAxis->setRange(0, 10);
    for (int i = 0; i < 2; ++i) { // over both ends
        plot_.addGraph()->setData({0, 10}, {14.0 + i, 14.0 + i});
        plot_.graph(i)->setPen(QPen(Qt::black, 6));
    }
    const QRectF place = places({{10, "chance 10.0 %"}})[0];
    const QImage picture = plot_.toPixmap(300, 140).toImage();
    const int line = qRound(plot_.yAxis->coordToPixel(14));
    ASSERT_TRUE(place.contains(place.left() + 0.5, line));
    EXPECT_LT(picture.pixelColor(qRound(place.left()) + 1, line).lightness(), 170);
}

const QRectF kCutArea(0, 0, 10, 10);

TEST(CutGraphTest, ALineIsCutWhereItCrossesTheBorder) {
    EXPECT_EQ(cutLine({5, 5, 5, 25}, kCutArea), QLineF(5, 5, 5, 10));
    EXPECT_EQ(cutLine({-5, 0, 15, 10}, kCutArea), QLineF(0, 2.5, 10, 7.5));
    EXPECT_EQ(cutLine({1, 2, 3, 4}, kCutArea), QLineF(1, 2, 3, 4));
    EXPECT_EQ(cutLine({-5, 4, 4, -5}, kCutArea), std::nullopt) << "past a corner";
    EXPECT_EQ(cutLine({5, 5, 5, std::numeric_limits<double>::infinity()}, kCutArea), std::nullopt);
}

TEST(CutGraphTest, PartsOfAPolylineAreApart) {
    const double gap = std::numeric_limits<double>::quiet_NaN();
    const QVector<QPointF> parts = cutPolyline(
        {{1, 5}, {2, 5}, {4, 15}, {6, 5}, {7, 5}, {gap, gap}, {8, 5}, {9, 5}}, kCutArea);
    ASSERT_EQ(parts.size(), 10);
    EXPECT_EQ(parts[2], QPointF(3, 10));
    EXPECT_TRUE(std::isnan(parts[3].y()));
    EXPECT_EQ(parts[4], QPointF(5, 10));
    EXPECT_TRUE(std::isnan(parts[7].y())) << "gaps stay";
    EXPECT_EQ(parts[9], QPointF(9, 5));
}

TEST(CutGraphTest, APolygonIsCutAtTheBorder) {
    const QPolygonF part = cutPolygon({{{5, -5}, {15, 5}, {5, 15}, {-5, 5}}}, kCutArea);
    EXPECT_EQ(part.boundingRect(), kCutArea);
    EXPECT_TRUE(cutPolygon({{{11, 11}, {12, 11}, {12, 12}}}, kCutArea).isEmpty());
}

} // namespace
} // namespace asge
