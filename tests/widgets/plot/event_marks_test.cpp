// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/event_marks.h"

#include "widgets/common/theme.h"
#include "widgets/plot/axis_tickers.h"
#include "widgets/plot/line_style.h"
#include "widgets/plot/plot_canvas.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

class EventMarksTest : public testing::Test {
  protected:
    EventMarksTest() : marks_(new EventMarks(&canvas_)) {
        canvas_.setPalette(theme::lightPalette());
        canvas_.resize(600, 300);
        canvas_.xAxis->setRange(0, 100);
        canvas_.replot();
    }
    void set(const std::vector<double>& places, const QColor& color = Qt::red) {
        std::vector<PlotEvent> events;
        for (const double x : places) {
            events.push_back({x, QString::number(x), color});
        }
        marks_->setEvents(std::move(events));
        canvas_.replot();
    }
    double pixel(double x) const { return canvas_.xAxis->coordToPixel(x); }

    PlotCanvas canvas_;
    EventMarks* marks_; ///< the canvas owns it
};

TEST_F(EventMarksTest, DistantEventsHaveAMarkEach) {
    set({50, 10, 90});
    const auto groups = marks_->groups();
    ASSERT_EQ(groups.size(), 3U);
    EXPECT_LT(groups[0].first, groups[1].first) << "ordered by x";
    EXPECT_EQ(groups[0].color, QColor(Qt::red));
    EXPECT_EQ(marks_->textsAt(pixel(10)), QStringList{"10"});
    EXPECT_TRUE(marks_->textsAt(pixel(30)).isEmpty());
}

TEST_F(EventMarksTest, CloseEventsShareAMarkUntilTheUserZoomsIn) {
    set({50, 50.2, 50.4, 90});
    ASSERT_EQ(marks_->groups().size(), 2U);
    EXPECT_EQ(marks_->groups()[0].end - marks_->groups()[0].begin, 3U);
    EXPECT_EQ(marks_->textsAt(pixel(50.2)), (QStringList{"50", "50.2", "50.4"}));
    canvas_.xAxis->setRange(49, 51);
    EXPECT_EQ(marks_->groups().size(), 3U) << "the fourth is out of sight";
}

TEST_F(EventMarksTest, ManyEventsStayReadable) {
    std::vector<double> places;
    for (int i = 0; i < 5000; ++i) {
        places.push_back(i / 50.0);
    }
    set(places);
    EXPECT_LT(marks_->groups().size(), 60U);
    const QStringList texts = marks_->textsAt(pixel(50));
    EXPECT_LE(texts.size(), 13);
    EXPECT_TRUE(texts.back().startsWith("and ")) << texts.back().toStdString();
}

TEST_F(EventMarksTest, AMarkOfDifferentLayersHasNoLayersColour) {
    marks_->setEvents({{50, "a", Qt::red}, {50, "b", Qt::blue}, {90, "c", Qt::blue}});
    ASSERT_EQ(marks_->groups().size(), 2U);
    EXPECT_FALSE(marks_->groups()[0].color.isValid());
    EXPECT_EQ(marks_->groups()[1].color, QColor(Qt::blue));
}

TEST_F(EventMarksTest, AMarkIsDrawnInItsColourAboveTheAxes) {
    const QColor red(255, 0, 0);
    canvas_.axisRect()->setMinimumMargins({8, EventMarks::kStrip, 8, 8});
    set({50, 90, 90.1}, red);
    const QImage picture = canvas_.toPixmap(600, 300).toImage();
    const QRect area = canvas_.axisRect()->rect();
    EXPECT_EQ(picture.pixelColor(qRound(pixel(50)), area.top() - 5), red);
    for (const EventMarks::Group& group : marks_->groups()) {
        const QRectF place = marks_->placeOf(group);
        EXPECT_LE(place.bottom(), area.top()) << "no mark covers data";
        EXPECT_GE(place.top(), area.top() - EventMarks::kStrip);
        EXPECT_TRUE(marks_->area().contains(place.center().toPoint()));
    }
    for (int y = area.top(); y <= area.bottom(); ++y) {
        EXPECT_NE(picture.pixelColor(qRound(pixel(50)), y), red) << y;
    }
}

TEST_F(EventMarksTest, TheLineBelowAMarkIsSeen) {
    for (const bool dark : {false, true}) {
        canvas_.setPalette(dark ? theme::darkPalette() : theme::lightPalette());
        const QColor ground = theme::plotColors(canvas_.palette()).background;
        for (int run = 0; run < 8; ++run) {
            set({}, {});
            const QImage without = canvas_.toPixmap(600, 300).toImage();
            set({53}, theme::runColor(run, dark)); // not on a line of the grid
            const QImage picture = canvas_.toPixmap(600, 300).toImage();
            const QRect area = canvas_.axisRect()->rect();
            const int middle = qRound(pixel(53));
            int dots = 0;
            for (int y = area.top() + 2; y < area.bottom() - 1; ++y) {
                for (int x = middle - 1; x <= middle + 1; ++x) {
                    const QColor color = picture.pixelColor(x, y);
                    if (color != without.pixelColor(x, y)) {
                        ++dots;
                        EXPECT_GE(theme::contrast(color, ground), theme::kGraphicContrast)
                            << dark << run << ' ' << color.name().toStdString();
                    }
                }
            }
            EXPECT_GT(dots, 10) << dark << run;
        }
    }
}

/// The places of the labels that are drawn on a horizontal axis, in pixels.
std::vector<QRectF> labelPlaces(const QCPAxis& axis) {
    const QFontMetricsF metrics(axis.tickLabelFont());
    std::vector<QRectF> places;
    for (qsizetype i = 0; i < axis.tickVector().size(); ++i) {
        const QString text = axis.tickVectorLabels()[i];
        const double wide = metrics.horizontalAdvance(text);
        if (!text.isEmpty()) {
            places.emplace_back(axis.coordToPixel(axis.tickVector()[i]) - wide / 2, 0, wide, 10);
        }
    }
    return places;
}

TEST(AxisTickersTest, LabelsOfALogarithmicAxisDoNotTouch) {
    PlotCanvas canvas;
    for (const int width : {160, 240, 500}) {
        plot::styleAxis(*canvas.xAxis, {.logarithmic = true}, 0);
        canvas.setHome({0.004, 1.2}, {0, 1});
        canvas.toPixmap(width, 120);
        canvas.setViewport(QRect(0, 0, width, 120));
        canvas.replot();
        const std::vector<QRectF> places = labelPlaces(*canvas.xAxis);
        ASSERT_GE(places.size(), 2U) << width;
        for (std::size_t i = 1; i < places.size(); ++i) {
            EXPECT_LT(places[i - 1].right() + 2, places[i].left()) << width;
        }
        EXPECT_EQ(canvas.xAxis->tickVector().size(), 8) << "the ticks stay";
    }
}

TEST(AxisTickersTest, LabelsOfPowersOfTenAreKeptFirst) {
    QVector<QString> labels{"0.01", "0.02", "0.05", "0.1"};
    plot::leaveOutLabels({0.01, 0.02, 0.05, 0.1}, {0, 30, 69, 100}, {24, 24, 24, 24}, labels);
    EXPECT_EQ(labels, (QVector<QString>{"0.01", "0.02", "0.05", "0.1"}));
    plot::leaveOutLabels({0.01, 0.02, 0.05, 0.1}, {0, 15, 34, 64}, {24, 24, 24, 24}, labels);
    EXPECT_EQ(labels, (QVector<QString>{"0.01", "", "0.05", "0.1"}));
}

} // namespace
} // namespace asge
