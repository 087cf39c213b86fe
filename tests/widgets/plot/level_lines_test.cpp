// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/level_lines.h"

#include "widgets/plot/cut_graph.h"
#include "widgets/plot/end_labels.h"

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

TEST_F(LevelLinesTest, AllTextsAreDrawnOrNone) {
    EXPECT_FALSE(places({{10, "chance 10.0 %"}, {99, "out of view"}})[0].isEmpty());
    EXPECT_TRUE(lines_->leftOut().empty());
    const PlotLevel high{10, "chance 10.0 %", 0};
    const PlotLevel low{1, "chance 1.0 %", 1};
    const auto found = places({high, low, {99, "out of view"}});
    EXPECT_TRUE(found[1].isEmpty()) << "neither above nor below its line";
    EXPECT_TRUE(found[0].isEmpty()) << "the legend names both";
    EXPECT_THAT(lines_->leftOut(), testing::ElementsAre(high, low));
}

TEST_F(LevelLinesTest, LevelsHaveDifferentLines) {
    const auto rowsOf = [this](std::size_t pattern) {
        places({{40, "a text that is too wide for the axes of this little plot", pattern}});
        const QImage picture = plot_.toPixmap(300, 140).toImage();
        return picture.copy(0, static_cast<int>(plot_.yAxis->coordToPixel(40)), 300, 1);
    };
    EXPECT_NE(rowsOf(0), rowsOf(1));
    EXPECT_NE(rowsOf(1), rowsOf(2));
}

TEST_F(LevelLinesTest, PlacesAreLookedForOnlyAfterAChange) {
    QCPGraph* graph = plot_.addGraph();
    graph->setData({0, 1, 2}, {1, 2, 3}, true);
    const auto before = places({{40, "chance 40.0 %"}});
    const int once = lines_->searches();
    plot_.replot();
    EXPECT_EQ(lines_->textPlaces(), before);
    EXPECT_TRUE(lines_->leftOut().empty());
    EXPECT_EQ(lines_->searches(), once);
    graph->setData({0, 1, 5}, {1, 2, 42}, true); // as many points, within the text
    plot_.replot();
    EXPECT_NE(lines_->textPlaces(), before);
    EXPECT_EQ(lines_->searches(), once + 1);
    plot_.setViewport(QRect(0, 0, 320, 140));
    plot_.replot();
    EXPECT_EQ(lines_->searches(), once + 2);
}

TEST_F(LevelLinesTest, ATextLeavesItsOwnLineFree) {
    for (const double level : {10.0, 33.3, 40.2, 40.5, 40.9, 79.0}) {
        const QRectF found = places({{level, "chance"}})[0];
        ASSERT_FALSE(found.isEmpty()) << level;
        // A line is in the pixel that its middle is in.
        const double y = plot_.yAxis->coordToPixel(level);
        EXPECT_TRUE(found.bottom() <= y - 1 + 1e-9 || found.top() >= y + 1 - 1e-9) << level;
    }
}

TEST_F(LevelLinesTest, ATextIsBelowALevelAtTheTop) {
    const auto found = places({{79, "chance 79 %"}});
    EXPECT_GE(found[0].top(), plot_.yAxis->coordToPixel(79) - 1);
}

/// Whether a graph of the plot or one of its marks crosses an area.
bool isCovered(QCustomPlot& plot, const QRectF& place) {
    for (int i = 0; i < plot.graphCount(); ++i) {
        const QCPGraphDataContainer& data = *plot.graph(i)->data();
        for (int point = 0; point + 1 < data.size(); ++point) {
            const auto at = [&](int index) {
                return QPointF(plot.xAxis->coordToPixel(data.at(index)->key),
                               plot.yAxis->coordToPixel(data.at(index)->value));
            };
            if (cutLine({at(point), at(point + 1)}, place)) {
                return true;
            }
        }
    }
    return false;
}

TEST_F(LevelLinesTest, ATextCoversNoLine) {
    plot_.xAxis->setRange(0, 10);
    plot_.addGraph()->setData({9, 10}, {10, 14});
    auto found = places({{10, "chance 10.0 %"}});
    EXPECT_LT(found[0].right(), plot_.axisRect()->center().x());
    plot_.addGraph()->setData({0, 0.5, 1}, {14, 10, 14});
    found = places({{10, "chance 10.0 %"}});
    EXPECT_FALSE(found[0].isEmpty()) << "there is room between both lines";
    EXPECT_FALSE(isCovered(plot_, found[0]));
    found = places({{40, "chance 40.0 %"}});
    plot_.addGraph()->setData({0, 10}, {45, 45});
    found = places({{40, "chance 40.0 %"}});
    EXPECT_GE(found[0].top(), plot_.yAxis->coordToPixel(40) - 1) << "below its line";
    plot_.addGraph()->setData({0, 10}, {35, 35});
    found = places({{40, "chance 40.0 %"}});
    EXPECT_TRUE(found[0].isEmpty()) << "lines are above and below it";
}

TEST_F(LevelLinesTest, ATextCoversNoLabelOfALinesEnd) {
    plot_.xAxis->setRange(0, 10);
    auto* labels = new EndLabels(&plot_); // the plot owns it
    labels->setLabels({{"line 1", {6, 42}, Qt::red}, {"line 2", {6, 38}, Qt::red}});
    const QRectF found = places({{40, "chance 40.0 %"}})[0];
    ASSERT_FALSE(found.isEmpty());
    const std::vector<EndLabels::Place> all = labels->places();
    ASSERT_EQ(all.size(), 2U);
    for (const EndLabels::Place& each : all) {
        ASSERT_FALSE(each.inside.isNull()) << "the lines end far from the border";
        EXPECT_FALSE(cutLine(each.inside, found));
        EXPECT_FALSE(each.text.intersects(found));
    }
}

const QRectF kCutArea(0, 0, 10, 10);

TEST(CutGraphTest, ALineIsCutWhereItCrossesTheBorder) {
    EXPECT_EQ(cutLine({5, 5, 5, 25}, kCutArea), QLineF(5, 5, 5, 10));
    EXPECT_EQ(cutLine({-5, 0, 15, 10}, kCutArea), QLineF(0, 2.5, 10, 7.5));
    EXPECT_EQ(cutLine({1, 2, 3, 4}, kCutArea), QLineF(1, 2, 3, 4));
    EXPECT_EQ(cutLine({-5, 4, 4, -5}, kCutArea), std::nullopt) << "past a corner";
    EXPECT_EQ(cutLine({5, 5, 5, std::numeric_limits<double>::infinity()}, kCutArea), std::nullopt);
}

TEST(CutGraphTest, DashesAreMeasuredAlongALine) {
    const double gap = std::numeric_limits<double>::quiet_NaN();
    const QRectF area(0, 0, 100, 100);
    EXPECT_EQ(dashesOf({{0, 5}, {10, 5}}, {4, 2}, area),
              (QVector<QLineF>{{0, 5, 4, 5}, {6, 5, 10, 5}}));
    EXPECT_EQ(dashesOf({{0, 0}, {3, 4}, {3, 14}}, {10, 2}, area),
              (QVector<QLineF>{{0, 0, 3, 4}, {3, 4, 3, 9}, {3, 11, 3, 14}}))
        << "around a corner";
    EXPECT_EQ(dashesOf({{0, 5}, {5, 5}, {gap, gap}, {20, 5}, {24, 5}}, {4, 2}, area),
              (QVector<QLineF>{{0, 5, 4, 5}, {20, 5, 24, 5}}))
        << "a gap of the line begins a dash";
    EXPECT_EQ(dashesOf({{-6e9, 5}, {6e9, 5}}, {4, 2}, area).size(), 17) << "only what is seen";
    EXPECT_TRUE(dashesOf({{0, 5}, {10, 5}}, {}, area).isEmpty());
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
