// SPDX-License-Identifier: GPL-3.0-or-later

// The ranges of the axes of a plot, and what is outside of them.

#include "tests/widgets/plot/line_plot_fixture.h"

#include <QToolButton>

namespace asge {
namespace {

using test::LinePlotTest;
using test::pointsOf;

/// The loss of batches: a few first ones are far above all others.
class LineRangeTest : public LinePlotTest {
  protected:
    LineRangeTest() {
        std::vector<QPointF> losses;
        for (int step = 1; step <= kSteps; ++step) {
            losses.emplace_back(step, step <= kHigh ? 60.0 - 5 * step : 4.0 + 0.001 * (step % 100));
        }
        panel().x.measure = Measure::steps;
        panel().y = {.measure = Measure::number, .label = QStringLiteral("loss (nats)")};
        panel().series.resize(1);
        panel().series[0].points = pointsOf(losses);
        panel().series[0].scattered = true;
        reset_ = plot.makeResetButton(QStringLiteral("reset"));
    }
    double upper() { return canvas().yAxis->range().upper; }
    /// The places of the marks of values above the axis.
    std::vector<QPointF> marks() { return dataOf(*canvas().graph(canvas().graphCount() - 2)); }
    QString key() { return plot.findChild<LegendKey*>()->accessibleName(); }

    static constexpr int kSteps = 3000;
    static constexpr int kHigh = 10;
    QToolButton* reset_;
};

TEST_F(LineRangeTest, FirstBatchesDoNotFlattenTheOthersAndAreMarked) {
    show();
    EXPECT_LT(upper(), 10);
    ASSERT_FALSE(marks().empty());
    for (const QPointF& mark : marks()) {
        EXPECT_LE(mark.x(), kHigh);
    }
    EXPECT_TRUE(key().contains("▲ some values lie above")) << key().toStdString();
    EXPECT_TRUE(tipAt(3, 3).contains("up to 55")) << tipAt(3, 3).toStdString();
}

TEST_F(LineRangeTest, MarksOfValuesAboveTheAxisDoNotMerge) {
    std::vector<QPointF> losses;
    for (int step = 1; step <= kSteps; ++step) {
        losses.emplace_back(step, step % 10 == 0 && step < kSteps / 2 ? 1000.0 + step : 4.0);
    }
    panel().series[0].points = pointsOf(losses);
    panel().series.push_back(panel().series[0]);
    panel().series[1].points = pointsOf({{33, 900}, {66, 901}, {99, 902}, {kSteps, 4}});
    show();
    const std::vector<QPointF> shown = marks();
    ASSERT_GT(shown.size(), 5U);
    for (std::size_t i = 1; i < shown.size(); ++i) {
        EXPECT_GE(canvas().xAxis->coordToPixel(shown[i].x()) -
                      canvas().xAxis->coordToPixel(shown[i - 1].x()),
                  12);
    }
}

TEST_F(LineRangeTest, MarksAtTheBordersAreDrawnWhole) {
    panel().series[0].color = QColor(0xffe000); // only marks are dark
    panel().series[0].pen = plot::fastPen(QColor(0xffe000));
    show();
    ASSERT_FALSE(marks().empty());
    const QRect area = canvas().axisRect()->rect();
    const QImage picture = canvas().toPixmap(canvas().width(), canvas().height()).toImage();
    QRect inked; // of the first mark
    for (int y = area.top() - 4; y < area.top() + 20; ++y) {
        for (int x = area.left() + 1; x < area.left() + 14; ++x) {
            if (theme::contrast(picture.pixelColor(x, y), Qt::white) > 3) {
                inked |= QRect(x, y, 1, 1);
            }
        }
    }
    EXPECT_GT(inked.top(), area.top());
    EXPECT_GE(inked.width(), 6) << "both halves";
    EXPECT_GE(inked.height(), 5);
}

TEST_F(LineRangeTest, AResetShowsEverything) {
    show();
    ASSERT_TRUE(reset_->isEnabled()) << "something is outside";
    reset_->click();
    test::settle(plot);
    EXPECT_GT(upper(), 55);
    EXPECT_TRUE(marks().empty());
    EXPECT_FALSE(key().contains("▲"));
    plot.changeNow(false);
    EXPECT_GT(upper(), 55) << "also with new values";
    plot.showAutomatic();
    EXPECT_LT(upper(), 10);
}

TEST_F(LineRangeTest, TheNextResetLeavesExtremesOutAgain) {
    show();
    const QString first = reset_->toolTip();
    for (int times = 0; times < 2; ++times) {
        reset_->click();
        EXPECT_GT(upper(), 55);
        ASSERT_TRUE(reset_->isEnabled());
        EXPECT_NE(reset_->toolTip(), first) << "it says what the next press does";
        reset_->click();
        EXPECT_LT(upper(), 10);
        EXPECT_EQ(reset_->toolTip(), first);
    }
    QTest::keyClick(&canvas(), Qt::Key_Home);
    EXPECT_GT(upper(), 55);
    QTest::keyClick(&canvas("second"), Qt::Key_Home);
    EXPECT_LT(upper(), 10) << "also with the key, in a plot beside it";
    QTest::keyClick(&canvas(), Qt::Key_Plus);
    reset_->click();
    EXPECT_GT(upper(), 55) << "after a zoom, everything comes first";
}

TEST_F(LineRangeTest, TheUserCanZoomOutToEverything) {
    show();
    for (int i = 0; i < 40; ++i) {
        QTest::keyClick(&canvas(), Qt::Key_Minus);
    }
    EXPECT_GT(upper(), 55);
    EXPECT_TRUE(canvas().showsEverything());
}

TEST_F(LineRangeTest, ValuesThatComeAgainAreInTheRange) {
    std::vector<QPointF> losses;
    for (int step = 1; step <= kSteps; ++step) {
        losses.emplace_back(step, step > 0.8 * kSteps ? 50.0 : 4.0);
    }
    panel().series[0].points = pointsOf(losses);
    show();
    EXPECT_GT(upper(), 50) << "a training that diverged at its end";
    EXPECT_FALSE(reset_->isEnabled());
}

TEST_F(LineRangeTest, UsualScatterIsWithinTheAxes) {
    std::vector<QPointF> losses;
    for (int step = 1; step <= kSteps; ++step) {
        losses.emplace_back(step, 2.3 * std::exp(-step / 1500.0) + 0.1 * (step % 7));
    }
    panel().series[0].points = pointsOf(losses);
    show();
    EXPECT_TRUE(canvas().showsEverything());
    EXPECT_TRUE(marks().empty());
}

TEST_F(LineRangeTest, TheAxisOfAnEndedRunEndsAfterItsLastPoint) {
    panel().x.measure = Measure::epochs;
    panel().series[0].points = pointsOf({{0.02, 1}, {0.29, 2}});
    for (const bool grows : {false, true}) {
        panel().x.grows = grows;
        show();
        EXPECT_NEAR(canvas().xAxis->range().upper, grows ? 0.51 : 0.296, 0.001);
    }
    for (const Measure measure : {Measure::steps, Measure::time}) {
        panel().x = {.measure = measure};
        show();
        EXPECT_LT(canvas().xAxis->range().upper, 0.3);
    }
}

} // namespace
} // namespace asge
