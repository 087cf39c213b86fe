// SPDX-License-Identifier: GPL-3.0-or-later

// What the mouse and keys do in the plots: zooms, moves and read-outs.

#include "curves_fixture.h"
#include "widgets/common/theme.h"
#include "widgets/plot/plot_canvas.h"

#include <gmock/gmock.h>

#include <QCheckBox>
#include <QComboBox>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

namespace asge {
namespace {

using test::child;

using CurvesZoomTest = test::CurvesFixture;

TEST_F(CurvesZoomTest, WheelZoomsUntilReset) {
    RunCurves run = test::run(1, 2, 5, 20);
    show({run});
    const QCPRange homeX = accuracy().xAxis->range();
    const QCPRange homeY = accuracy().yAxis->range();
    const double center = accuracy().xAxis->pixelToCoord(inside(accuracy(), 0.5, 0.5).x());
    wheel(accuracy(), inside(accuracy(), 0.5, 0.5), 3);
    EXPECT_LT(accuracy().xAxis->range().size(), 0.7 * homeX.size());
    EXPECT_LT(accuracy().yAxis->range().size(), 0.7 * homeY.size());
    EXPECT_NEAR(accuracy().xAxis->pixelToCoord(inside(accuracy(), 0.5, 0.5).x()), center,
                0.01 * homeX.size())
        << "the place under the cursor stays";
    EXPECT_EQ(loss().xAxis->range(), accuracy().xAxis->range()) << "both plots share x";
    const QCPRange zoomed = accuracy().yAxis->range();
    run.epochs.push_back(test::epoch(2, 6, 20));
    view.updateRun(run);
    settle();
    EXPECT_EQ(accuracy().yAxis->range(), zoomed) << "new data do not move a zoomed view";
    click("curvesReset");
    EXPECT_GT(accuracy().xAxis->range().upper, homeX.upper) << "the data reach the sixth epoch";
    EXPECT_EQ(loss().xAxis->range(), accuracy().xAxis->range());
}

TEST_F(CurvesZoomTest, OnlyTheSameRunsKeepTheView) {
    show({test::run(1, 2, 5, 20)});
    const QCPRange home = loss().xAxis->range();
    wheel(loss(), inside(loss(), 0.5, 0.5), 2);
    QTest::mouseClick(child<LegendButton>(view, "curvesLegend1"), Qt::LeftButton);
    const QCPRange zoomed = loss().xAxis->range();
    show({test::run(1, 2, 5, 20)});
    EXPECT_EQ(loss().xAxis->range(), zoomed);
    EXPECT_TRUE(lines(loss(), layer(0, 2)).empty());
    show({test::run(2, 2, 5, 20)});
    EXPECT_EQ(loss().xAxis->range(), home);
    EXPECT_FALSE(lines(loss(), layer(0, 2)).empty());
}

TEST_F(CurvesZoomTest, TheWheelOverAnAxisZoomsOnlyThatAxis) {
    show({test::run(1, 2, 5, 20)});
    const QCPRange x = loss().xAxis->range();
    const QCPRange y = loss().yAxis->range();
    const QRect area = loss().axisRect()->rect();
    wheel(loss(), {area.left() - 12, area.center().y()}, 2);
    EXPECT_EQ(loss().xAxis->range(), x);
    EXPECT_LT(loss().yAxis->range().size(), y.size());
    QTest::mouseDClick(&loss(), Qt::LeftButton, {}, area.center());
    EXPECT_EQ(loss().yAxis->range(), y);
    wheel(loss(), {area.center().x(), area.bottom() + 12}, 2);
    EXPECT_LT(loss().xAxis->range().size(), x.size());
    EXPECT_EQ(loss().yAxis->range(), y);
}

TEST_F(CurvesZoomTest, DragsAndKeysMoveThePlot) {
    show({test::run(1, 2, 5, 20)});
    const QCPRange x = loss().xAxis->range();
    const QCPRange y = loss().yAxis->range();
    const QPoint from = inside(loss(), 0.5, 0.5);
    QTest::keyClick(&loss(), Qt::Key_Plus);
    const QCPRange closer = loss().xAxis->range();
    const QCPRange closerY = loss().yAxis->range();
    QTest::mousePress(&loss(), Qt::LeftButton, {}, from);
    QTest::mouseMove(&loss(), from + QPoint(20, 0));
    QTest::mouseRelease(&loss(), Qt::LeftButton, {}, from + QPoint(20, 0));
    EXPECT_LT(loss().xAxis->range().lower, closer.lower);
    EXPECT_NEAR(loss().xAxis->range().size(), closer.size(), 1e-9);
    EXPECT_EQ(loss().yAxis->range(), closerY);
    QTest::keyClick(&loss(), Qt::Key_Home);
    EXPECT_EQ(loss().xAxis->range(), x);
    QTest::keyClick(&loss(), Qt::Key_Plus);
    EXPECT_LT(loss().yAxis->range().size(), y.size());
    const QCPRange centred = loss().xAxis->range();
    const QCPRange centredY = loss().yAxis->range();
    QTest::keyClick(&loss(), Qt::Key_Right);
    EXPECT_GT(loss().xAxis->range().lower, centred.lower);
    QTest::keyClick(&loss(), Qt::Key_Up);
    EXPECT_GT(loss().yAxis->range().lower, centredY.lower);
    QTest::keyClick(&loss(), Qt::Key_Minus);
    EXPECT_NEAR(loss().yAxis->range().size(), y.size(), 1e-9);
}

TEST_F(CurvesZoomTest, ShiftDragZoomsIntoABox) {
    show({test::run(1, 2, 5, 20)});
    const QPoint from = inside(loss(), 0.25, 0.25);
    const QPoint to = inside(loss(), 0.5, 0.75);
    const double left = loss().xAxis->pixelToCoord(from.x());
    const double right = loss().xAxis->pixelToCoord(to.x());
    QTest::mousePress(&loss(), Qt::LeftButton, Qt::ShiftModifier, from);
    QTest::mouseMove(&loss(), to);
    QTest::mouseRelease(&loss(), Qt::LeftButton, Qt::ShiftModifier, to);
    EXPECT_NEAR(loss().xAxis->range().lower, left, 0.05);
    EXPECT_NEAR(loss().xAxis->range().upper, right, 0.05);
}

TEST_F(CurvesZoomTest, ReadsValuesUnderTheCursor) {
    show({test::run(1, 2, 4, 20)});
    click("curvesBatches");
    const int x = static_cast<int>(accuracy().xAxis->coordToPixel(2.9));
    QTest::mouseMove(&accuracy(), {x, accuracy().axisRect()->center().y()});
    const EpochEvent third = test::epoch(2, 3, 20);
    const QString text = accuracy().readoutText();
    EXPECT_TRUE(text.contains(QStringLiteral("epoch 3"))) << text.toStdString();
    EXPECT_TRUE(text.contains(QStringLiteral("layer 2")));
    EXPECT_TRUE(text.contains(QString::number(100 * third.test()[1].accuracy, 'f', 1)));
    EXPECT_TRUE(text.contains(QString::number(100 * third.train()[0].accuracy, 'f', 1)));
    EXPECT_FALSE(text.contains(QStringLiteral("validation"))) << "hidden lines are not read out";
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&accuracy(), &leave);
    EXPECT_TRUE(accuracy().readoutText().isEmpty());
}

TEST_F(CurvesZoomTest, ThePanelNeverCoversTheCursor) {
    show({test::run(1, 8, 4, 20)});
    const auto* panel = accuracy().findChild<QLabel*>(QStringLiteral("plotReadout"));
    int seen = 0;
    for (double x = 0.05; x < 1; x += 0.09) {
        for (double y = 0.05; y < 1; y += 0.15) {
            const QPoint at = inside(accuracy(), x, y);
            QTest::mouseMove(&accuracy(), at);
            if (panel->isVisible()) {
                ++seen;
                EXPECT_FALSE(panel->geometry().contains(at)) << at.x() << ' ' << at.y();
                EXPECT_TRUE(accuracy().axisRect()->rect().contains(panel->geometry()));
            }
        }
    }
    EXPECT_GT(seen, 50);
}

TEST_F(CurvesZoomTest, AWheelThatZoomsNothingScrollsThePage) {
    show({test::run(1, 2, 5, 20)});
    const auto isTaken = [this](int notches) {
        const QPoint at = inside(accuracy(), 0.5, 0.5);
        QWheelEvent event(at, accuracy().mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&accuracy(), &event);
        return event.isAccepted();
    };
    EXPECT_FALSE(isTaken(-1)) << "all is shown";
    EXPECT_TRUE(isTaken(1));
    EXPECT_TRUE(isTaken(-1));
    EXPECT_FALSE(isTaken(-1));
}

/// A run that failed in its first epoch.
TEST_F(CurvesZoomTest, TheAxisOfAFailedRunEndsAfterItsLastBatch) {
    RunCurves run = test::run(1, 2, 0, 100, 37);
    run.stepsPerEpoch = 100;
    for (const RunStatus status : {RunStatus::running, RunStatus::failed}) {
        run.status = status;
        show({run});
        const double end = accuracy().xAxis->range().upper;
        EXPECT_NEAR(end, status == RunStatus::failed ? 0.377 : 0.51, 0.002);
    }
}

} // namespace
} // namespace asge
