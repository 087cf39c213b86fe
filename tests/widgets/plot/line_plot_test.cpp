// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/line_plot.h"

#include "tests/widgets/plot/line_plot_fixture.h"
#include "widgets/plot/plot_title.h"

#include <gmock/gmock.h>

#include <QClipboard>
#include <QEnterEvent>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <cmath>
#include <limits>

namespace asge {
namespace {

using test::line;
using test::LinePlotTest;
using test::pointsOf;

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

TEST_F(LinePlotTest, DrawsTheDescribedScene) {
    panel().series[1].shown = false;
    show();
    ASSERT_EQ(canvas().graphCount(), 4) << "two lines, and the marks of values without a place";
    EXPECT_EQ(canvas().graph(0)->pen().color(), QColor(Qt::red));
    EXPECT_EQ(dataOf(*canvas().graph(0)), (std::vector<QPointF>{{1, 50}, {2, 70}, {3, 90}}));
    EXPECT_FALSE(canvas().graph(1)->visible());
    EXPECT_EQ(canvas().accessibleName(), QStringLiteral("Accuracy (%)"));
    EXPECT_EQ(canvas().xAxis->label(), QStringLiteral("epoch"));
    EXPECT_EQ(canvas("second").accessibleName(), QStringLiteral("Loss (nats)"));
    EXPECT_FALSE(plot.isEmpty());
    panel().series.clear();
    plot.changeNow(false);
    EXPECT_TRUE(plot.isEmpty());
    EXPECT_EQ(canvas().yAxis->range(), QCPRange(0, 100));
}

TEST_F(LinePlotTest, KeepsGraphsForLinesOfTheSameKind) {
    show();
    const QCPGraph* first = canvas().graph(0);
    panel().series[0].pen = QPen(Qt::green, 2);
    panel().series[0].points = pointsOf({{1, 1}, {2, 2}, {3, 3}, {4, 4}});
    plot.changeNow(false);
    EXPECT_EQ(canvas().graph(0), first);
    EXPECT_EQ(first->data()->size(), 4);
    EXPECT_EQ(first->pen().color(), QColor(Qt::green));
    panel().series[1].shown = false;
    plot.changeNow(false);
    EXPECT_TRUE(canvas().graph(1)->data()->isEmpty()) << "hidden lines keep no points";
    panel().series[1].backdrop = true;
    plot.changeNow(false);
    EXPECT_EQ(canvas().graph(1)->layer()->name(), QStringLiteral("backdrop"));
    panel().series.pop_back();
    plot.changeNow(false);
    EXPECT_EQ(canvas().graphCount(), 3);
}

TEST_F(LinePlotTest, PointsMayGrowWithoutANewLine) {
    auto points = pointsOf({{1, 50}});
    panel().series[0].points = points;
    show();
    points->append(2, 60);
    plot.changeNow(false);
    EXPECT_EQ(canvas().graph(0)->data()->size(), 2);
}

TEST_F(LinePlotTest, RangesIncludeWhatIsShown) {
    show();
    EXPECT_DOUBLE_EQ(canvas().xAxis->range().upper, 3.06);
    EXPECT_DOUBLE_EQ(canvas().yAxis->range().lower, 20 - 3.5);
    EXPECT_DOUBLE_EQ(canvas().yAxis->range().upper, 90 + 3.5);
    panel().series[1].shown = false;
    panel().series.push_back(line(2, Qt::black, {{1, 40}}));
    panel().series.back().backdrop = true;
    plot.changeNow(false);
    EXPECT_DOUBLE_EQ(canvas().yAxis->range().lower, 40 - 2.5) << "single batches have percents too";
    panel().y.measure = Measure::number;
    plot.changeNow(false);
    EXPECT_DOUBLE_EQ(canvas().yAxis->range().lower, 50 - 2) << "they would flatten other values";
    panel().y.measure = Measure::percent;
    panel().series[1] = line(1, Qt::blue, {{0, 0}, {1, 100}});
    plot.changeNow(false);
    EXPECT_EQ(canvas().yAxis->range(), QCPRange(-1, 101))
        << "0 to 100 percent, except for a margin";
    panel().x.measure = Measure::steps;
    panel().x.grows = true;
    plot.changeNow(false);
    EXPECT_DOUBLE_EQ(canvas().xAxis->range().upper, 10.2);
    panel().x.measure = Measure::number;
    plot.changeNow(false);
    EXPECT_DOUBLE_EQ(canvas().xAxis->range().lower, -0.15) << "the axis does not begin at 0";
}

TEST_F(LinePlotTest, AFewOutliersDoNotSetTheRange) {
    std::vector<QPointF> points;
    for (int i = 0; i < 100; ++i) {
        points.emplace_back(i, i == 0 ? 1000 : 1);
    }
    panel().y.measure = Measure::number;
    panel().series = {line(0, Qt::red, points)};
    show();
    EXPECT_GT(canvas().yAxis->range().upper, 1000);
    panel().series[0].scattered = true;
    plot.changeNow(false);
    EXPECT_LT(canvas().yAxis->range().upper, 2);
}

TEST_F(LinePlotTest, LogarithmicAxes) {
    panel().x.logarithmic = panel().y.logarithmic = true;
    panel().series = {line(0, Qt::red, {{0, 5}, {0.5, 10}, {8, 1000}})};
    show();
    EXPECT_EQ(canvas().yAxis->scaleType(), QCPAxis::stLogarithmic);
    EXPECT_DOUBLE_EQ(canvas().xAxis->range().lower, 0.5 / 1.05);
    EXPECT_DOUBLE_EQ(canvas().xAxis->range().upper, 8 * 1.05);
    EXPECT_GT(canvas().yAxis->range().lower, 0);
    panel().series[0].points = pointsOf({{4, 4}});
    plot.changeNow(false);
    EXPECT_TRUE(canvas().xAxis->range().contains(4)) << "also if there is one point";
}

TEST_F(LinePlotTest, AxesNameTheirUnits) {
    show();
    const auto label = [this](const PlotAxis& axis, double last) {
        panel().x = axis;
        panel().series[0].points = pointsOf({{1, 1}, {last, 2}});
        plot.changeNow(false);
        return canvas().xAxis->label();
    };
    EXPECT_EQ(label({.measure = Measure::steps}, 9), QStringLiteral("step"));
    EXPECT_EQ(label({.measure = Measure::time}, 60), QStringLiteral("training time (min:s)"));
    EXPECT_EQ(label({.measure = Measure::time}, 7200), QStringLiteral("training time (h:min:s)"));
    EXPECT_EQ(label({.measure = Measure::time, .logarithmic = true}, 60),
              QStringLiteral("training time (s, log)"));
    EXPECT_EQ(label({.label = QStringLiteral("Loss (nats)")}, 2), QStringLiteral("Loss (nats)"));
}

TEST_F(LinePlotTest, ALineWithUnorderedXIsDrawnUnchanged) {
    panel().x = {.measure = Measure::number, .name = QStringLiteral("Loss")};
    panel().series = {line(0, Qt::red, {})};
    panel().series[0].points = pointsOf({{3, 10}, {1, 20}, {2, 30}}, {.unorderedX = true});
    show();
    auto* curve = qobject_cast<QCPCurve*>(canvas().plottable(0));
    ASSERT_NE(curve, nullptr);
    ASSERT_EQ(curve->data()->size(), 3);
    EXPECT_EQ(curve->data()->at(2)->key, 2);
    EXPECT_TRUE(readAt(2, 30).contains(QStringLiteral("Loss 2, epoch 3")))
        << canvas().readoutText().toStdString();
    EXPECT_TRUE(readAt(1.2, 29).isEmpty()) << "no point is near";
}

TEST_F(LinePlotTest, MeansHaveABandThatIsReadOut) {
    auto points = std::make_shared<LinePoints>(LinePoints::Options{});
    points->appendMean(1, 50, {5, 3});
    points->appendMean(2, 60, {kNoValue, 1});
    panel().series = {line(0, Qt::red, {})};
    panel().series[0].points = points;
    panel().series[0].band = true;
    show();
    EXPECT_EQ(canvas().graph(1)->channelFillGraph(), canvas().graph(0));
    EXPECT_EQ(canvas().graph(0)->data()->at(0)->value, 45);
    EXPECT_EQ(canvas().graph(1)->data()->at(0)->value, 55);
    EXPECT_GT(canvas().yAxis->range().upper, 60) << "the mean without a standard deviation too";
    EXPECT_TRUE(readAt(1, 50).contains(QStringLiteral("50.0 ± 5.0, n = 3")))
        << canvas().readoutText().toStdString();
    EXPECT_TRUE(readAt(2, 50).contains(QStringLiteral("60.0 ± –, n = 1")));
}

TEST_F(LinePlotTest, ReadsOutATableOfRowsAndColumns) {
    panel().columns = QStringList{"test", "train", "batch"};
    PlotSeries train = line(0, Qt::red, {{1, 55}, {2, kNoValue}, {3, 95}});
    train.column = 1;
    panel().series.push_back(train);
    panel().series.push_back(line(5, Qt::green, {{1, 1}, {2, 2}, {3, 3}}));
    panel().series.back().backdrop = true;
    show();
    EXPECT_EQ(readAt(1.1, 60).split(u'\n', Qt::SkipEmptyParts).join(u' ').simplified(),
              QStringLiteral("epoch 1 test train ■ line 1 50.0 55.0 ■ line 2 20.0"));
    EXPECT_TRUE(readAt(2, 60).contains(QStringLiteral("–")));
    EXPECT_TRUE(readAt(3, 60).contains(QStringLiteral("90.0")));
    EXPECT_FALSE(readAt(3, 60).contains(QStringLiteral("line 2"))) << "it ends before";
    panel().placeText = [](double x) {
        return x < 2 ? QStringLiteral("step %1 of 9").arg(x) : QString();
    };
    plot.changeNow(false);
    EXPECT_TRUE(readAt(1, 60).contains(QStringLiteral("step 1 of 9")));
    EXPECT_TRUE(readAt(3, 60).contains(QStringLiteral("epoch 3"))) << "the axis' own text";
}

TEST_F(LinePlotTest, AReadOutFitsIntoThePlot) {
    panel().series.clear();
    for (int i = 0; i < 20; ++i) {
        panel().series.push_back(line(i, Qt::red, {{1, double(i)}, {2, double(i)}}));
    }
    plot.resize(1000, 700);
    show();
    EXPECT_TRUE(readAt(1, 10).contains(QStringLiteral("line 16")));
    EXPECT_FALSE(readAt(1, 10).contains(QStringLiteral("line 17")));
    EXPECT_TRUE(readAt(1, 10).contains(QStringLiteral("and 4 more")));
}

TEST_F(LinePlotTest, BreaksAndEventsAreMarkedAndExplained) {
    auto breaks = std::make_shared<std::vector<LinePoints::Break>>();
    for (int i = 0; i < 20; ++i) {
        breaks->push_back({1.5 + 1e-6 * i, kNoValue, {.epoch = 2}});
    }
    panel().breaks = {{QStringLiteral("layer 1"), breaks}};
    panel().events = {{2, QStringLiteral("learning rate halved")}, {1, QStringLiteral("paused")}};
    show();
    ASSERT_EQ(canvas().graphCount(), 4);
    EXPECT_EQ(canvas().graph(3)->data()->size(), 1) << "one for a column of pixels";
    EXPECT_TRUE(tipAt(1.5, 3).contains(QStringLiteral("layer 1: NaN from epoch 2 on")));
    EXPECT_TRUE(tipAt(1.5, 3).contains(QStringLiteral("and 8 more")));
    EXPECT_TRUE(tipAt(2, 150).contains(QStringLiteral("learning rate halved")));
    EXPECT_FALSE(tipAt(1.5, 150).contains(QStringLiteral("NaN"))) << "below the marks";
}

TEST_F(LinePlotTest, LinksJoinPoints) {
    panel().links = {{QPointF(1, 50), QPointF(2, 30), Qt::blue}};
    show();
    ASSERT_EQ(links().size(), 1U);
    const QCPItemLine* link = links().front();
    EXPECT_EQ(link->end->coords(), QPointF(2, 30));
    EXPECT_EQ(link->pen().color(), QColor(Qt::blue));
    panel().links.clear();
    plot.changeNow(false);
    EXPECT_TRUE(links().empty());
}

TEST_F(LinePlotTest, TheLegendHidesAndHighlights) {
    show();
    std::set<int> hidden;
    QObject::connect(&plot, &LinePlot::hiddenChanged,
                     [&hidden](const std::set<int>& entries) { hidden = entries; });
    QTest::mouseClick(&row(2), Qt::LeftButton);
    EXPECT_EQ(hidden, std::set<int>{1});
    QTest::mouseClick(&row(2), Qt::LeftButton);
    EXPECT_EQ(hidden, std::set<int>{});
    QTest::mouseClick(&row(2), Qt::LeftButton, Qt::ControlModifier);
    EXPECT_EQ(hidden, std::set<int>{0}) << "only that entry";
    QEnterEvent enter({}, {}, {});
    QCoreApplication::sendEvent(&row(2), &enter);
    EXPECT_EQ(canvas().graph(1)->pen().color(), QColor(Qt::blue));
    EXPECT_EQ(canvas().graph(0)->pen().color(),
              plot::over(Qt::red, theme::plotColors(plot.palette()).background, 0.2));
    scene.legend[1].shown = false;
    plot.changeNow(false);
    EXPECT_EQ(canvas().graph(0)->pen().color(), QColor(Qt::red)) << "not for hidden entries";
    scene.legend[1].shown = true;
    plot.changeNow(false);
    EXPECT_NE(canvas().graph(0)->pen().color(), QColor(Qt::red));
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&row(2), &leave);
    EXPECT_EQ(canvas().graph(0)->pen().color(), QColor(Qt::red));
}

TEST_F(LinePlotTest, TheLegendSaysWhichLinesHaveNoValues) {
    const double nan = std::nan("");
    panel().series[1] = line(1, Qt::blue, {{1, nan}, {2, nan}});
    show();
    EXPECT_EQ(row(1).accessibleName(), "line 1");
    EXPECT_EQ(row(2).accessibleName(), "line 2 · no values");
    scene.panels[1].series = {line(1, Qt::blue, {{1, 3}})};
    plot.changeNow(false);
    EXPECT_EQ(row(2).accessibleName(), "line 2") << "another plot draws some";
}

TEST_F(LinePlotTest, PlotsShareTheirXAxis) {
    show();
    const QCPRange home = canvas().xAxis->range();
    QTest::keyClick(&canvas(), Qt::Key_Plus);
    EXPECT_LT(canvas().xAxis->range().size(), home.size());
    EXPECT_EQ(canvas("second").xAxis->range(), canvas().xAxis->range());
    panel().series[0] = line(0, Qt::red, {{1, 50}, {200, 60}});
    plot.changeNow(false);
    EXPECT_LT(canvas().xAxis->range().upper, 3) << "the zoomed range stays";
    plot.makeResetButton(QStringLiteral("reset"))->click();
    EXPECT_DOUBLE_EQ(canvas().xAxis->range().upper, 200 + 0.03 * 199);
    EXPECT_FALSE(canvas("second").isZoomed());
}

TEST_F(LinePlotTest, ThereIsNothingToResetWhileEverythingIsShown) {
    show();
    const QToolButton& reset = *plot.makeResetButton(QStringLiteral("reset"));
    const QString why = reset.toolTip();
    EXPECT_FALSE(reset.isEnabled());
    QTest::keyClick(&canvas("second"), Qt::Key_Plus);
    EXPECT_TRUE(reset.isEnabled());
    EXPECT_NE(reset.toolTip(), why) << "it says what the button does";
    QTest::keyClick(&canvas(), Qt::Key_Home);
    EXPECT_FALSE(reset.isEnabled());
    EXPECT_EQ(reset.toolTip(), why);
}

TEST_F(LinePlotTest, EpochsBeginWithTheFirstPointAndHaveWholeTicks) {
    panel().series = {line(0, Qt::red, {{2, 50}, {3, 70}, {4, 90}})};
    scene.panels[1].x.measure = Measure::epochs;
    show();
    for (const char* name : {"first", "second"}) {
        const QCPAxis& x = *canvas(name).xAxis;
        EXPECT_GT(x.range().lower, 1.5) << name;
        EXPECT_LE(x.range().lower, 2) << name;
        EXPECT_FALSE(x.tickVector().isEmpty()) << name;
        for (const double tick : x.tickVector()) {
            EXPECT_EQ(tick, std::round(tick)) << name;
        }
    }
    panel().series = {line(0, Qt::red, {{1, 50}})};
    plot.changeNow(false);
    const QCPRange one = canvas().xAxis->range();
    EXPECT_GT(one.lower, 0) << "a single epoch";
    EXPECT_TRUE(one.contains(1));
    panel().series = {line(0, Qt::red, {{0.1, 50}, {2, 60}})};
    plot.changeNow(false);
    EXPECT_EQ(canvas().xAxis->range().lower, 0) << "single batches of the first epoch";
}

void turnWheel(PlotCanvas& canvas, int notches) {
    const QPointF at = canvas.axisRect()->center();
    QWheelEvent event(at, canvas.mapToGlobal(at), {}, {0, notches * 120}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&canvas, &event);
}

TEST_F(LinePlotTest, ZoomStaysWithinTheDataAndEndsAtAFewPoints) {
    std::vector<QPointF> points;
    for (int epoch = 1; epoch <= 100; ++epoch) {
        points.emplace_back(epoch, epoch);
    }
    panel().series = {line(0, Qt::red, points)};
    show();
    const QCPRange home = canvas().xAxis->range();
    const QCPRange homeY = canvas().yAxis->range();
    turnWheel(canvas(), -20);
    EXPECT_EQ(canvas().xAxis->range(), home) << "there is nothing beyond";
    EXPECT_EQ(canvas().yAxis->range(), homeY);
    EXPECT_FALSE(canvas().isZoomed()) << "it still follows new points";
    turnWheel(canvas(), 200);
    EXPECT_NEAR(canvas().xAxis->range().size(), 3, 0.01) << "three epochs";
    EXPECT_GT(canvas().yAxis->range().size(), 0.0005 * homeY.size());
    for (int i = 0; i < 400; ++i) {
        QTest::keyClick(&canvas(), Qt::Key_Right);
    }
    EXPECT_DOUBLE_EQ(canvas().xAxis->range().upper, home.upper);
    EXPECT_NEAR(canvas().xAxis->range().size(), 3, 0.01) << "panning keeps the zoom";
    QTest::keyClick(&canvas(), Qt::Key_Home);
    EXPECT_EQ(canvas().xAxis->range(), home);
    QTest::mousePress(&canvas(), Qt::LeftButton, {}, canvas().axisRect()->center());
    QTest::mouseMove(&canvas(), canvas().axisRect()->center() + QPoint(300, 0));
    QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, {});
    EXPECT_EQ(canvas().xAxis->range(), home) << "the data can't be lost";
}

TEST_F(LinePlotTest, LongNamesAreShortenedInsteadOfValues) {
    panel().series = {line(0, Qt::red, {{1, 51.5}, {2, 70}, {3, 90}})};
    panel().series[0].name = QString(300, u'm');
    plot.resize(680, 260);
    show();
    const QString text = readAt(1, 60);
    EXPECT_TRUE(text.contains(QStringLiteral("51.5"))) << text.toStdString();
    EXPECT_TRUE(text.contains(QStringLiteral("…")));
    const auto* shown = canvas().findChild<QLabel*>(QStringLiteral("plotReadout"));
    EXPECT_TRUE(canvas().axisRect()->rect().contains(shown->geometry()));
    EXPECT_LE(shown->sizeHint().width(), shown->width()) << "nothing is cut";
}

TEST_F(LinePlotTest, ALineUnderTheCursorMarksItsLegendEntry) {
    show();
    readAt(1.5, 60.5); // between two points of the first line
    EXPECT_TRUE(row(1).isPointed());
    EXPECT_FALSE(row(2).isPointed());
    readAt(1.5, 25);
    EXPECT_FALSE(row(1).isPointed());
    EXPECT_TRUE(row(2).isPointed());
    readAt(1.5, 40);
    EXPECT_FALSE(row(2).isPointed()) << "between the lines";
    readAt(1.5, 25);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&canvas(), &leave);
    EXPECT_FALSE(row(2).isPointed());
}

TEST_F(LinePlotTest, TheOtherPlotsShowTheCursorToo) {
    scene.panels[1].x.measure = Measure::epochs;
    scene.panels[1].series = {line(0, Qt::red, {{1, 5}, {2, 7}, {3, 9}})};
    show();
    readAt(2, 60);
    EXPECT_EQ(canvas("second").followedCursor(), std::optional(2.0));
    const int x = static_cast<int>(std::lround(canvas("second").xAxis->coordToPixel(2)));
    const QImage with = canvas("second").grab().toImage();
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&canvas(), &leave);
    EXPECT_EQ(canvas("second").followedCursor(), std::nullopt);
    const QImage without = canvas("second").grab().toImage();
    const QRect around(x - 1, canvas("second").axisRect()->top() + 3, 3, 1);
    EXPECT_NE(with.copy(around), without.copy(around));
}

TEST_F(LinePlotTest, TextsOfASmallPlotKeepApart) {
    scene.panels[0].title =
        QStringLiteral("Positive against negative accuracy of training images (%)");
    scene.panels[0].y.label = QStringLiteral("accuracy (%)");
    show();
    const auto title = [&] { return canvas().findChild<PlotTitle*>()->text(); };
    EXPECT_FALSE(title().contains('\n')) << "there is room";
    EXPECT_GT(canvas().yAxis->labelColor().alpha(), 0);
    plot.resize(300, 150);
    EXPECT_TRUE(QTest::qWaitFor([&] { return title().contains('\n'); }, 2000))
        << title().toStdString() << canvas().width();
    EXPECT_LE(canvas().axisRect()->height(), 60);
    EXPECT_EQ(canvas().yAxis->labelColor().alpha(), 0) << "it would cover the title";
}

TEST_F(LinePlotTest, ALongDescriptionComesInParts) {
    show();
    QSignalSpy laidOut(&plot, &LinePlot::laidOut);
    panel().series[0].points = pointsOf({{1, 1}});
    described = 0;
    unfinished = 3;
    plot.changeNow(true);
    EXPECT_EQ(described, 1) << "events are handled in between";
    EXPECT_EQ(laidOut.count(), 0);
    test::settle(plot);
    EXPECT_EQ(described, 4);
    EXPECT_EQ(laidOut.count(), 1);
    EXPECT_EQ(canvas().graph(0)->data()->size(), 1);
}

TEST_F(LinePlotTest, IsDrawnOnlyIfVisibleOrFlushed) {
    plot.changeNow(false);
    plot.change();
    QTest::qWait(50);
    EXPECT_EQ(described, 0);
    plot.show();
    EXPECT_EQ(described, 1) << "immediately when it is shown";
    plot.hide();
    plot.changeSoon();
    plot.flush();
    EXPECT_EQ(described, 2);
}

TEST_F(LinePlotTest, FollowsThePalette) {
    show();
    const int before = described;
    plot.setPalette(theme::darkPalette());
    test::settle(plot);
    EXPECT_GT(described, before) << "it is described again in the new colours";
    EXPECT_EQ(canvas().xAxis->tickLabelColor(), theme::plotColors(theme::darkPalette()).text);
}

TEST_F(LinePlotTest, ExportsPlotsAndLegend) {
    scene.legend[0].exportName = QStringLiteral("line 1, layer 3");
    scene.legend[1].shown = false;
    scene.styles = {{QStringLiteral("train"), plot::linePen(1, {}, 1.5)}};
    const QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("p.svg"));
    const auto csv = [] { return QByteArray("a\r\n"); };
    ASSERT_TRUE(plot.exportTo(file, csv, nullptr)) << "it was never shown";
    QFile in(file);
    ASSERT_TRUE(in.open(QIODevice::ReadOnly));
    const QByteArray svg = in.readAll();
    EXPECT_TRUE(svg.contains("line 1, layer 3"));
    EXPECT_FALSE(svg.contains("line 2"));
    EXPECT_TRUE(svg.contains("train"));
    EXPECT_TRUE(svg.contains("Accuracy (%)"));
    EXPECT_TRUE(svg.contains("Loss (nats)"));
    EXPECT_TRUE(svg.contains("<title>Both</title>"));
    ASSERT_TRUE(plot.exportTo(
        ExportTarget::forPaper(dir.filePath(QStringLiteral("p.pdf")), kTwoColumns), csv, nullptr));
    ASSERT_TRUE(plot.exportTo(dir.filePath(QStringLiteral("p.csv")), csv, nullptr));
}

TEST_F(LinePlotTest, CopiesAPicture) {
    show();
    QSignalSpy message(&plot, &LinePlot::message);
    QToolButton* button = plot.makeExportButton(&plot, QStringLiteral("lines"), {});
    auto* copy = button->menu()->findChild<QAction*>(QStringLiteral("linesCopy"));
    ASSERT_NE(copy, nullptr);
    QGuiApplication::clipboard()->clear();
    copy->trigger();
    const QImage image = QGuiApplication::clipboard()->image();
    EXPECT_GE(image.width(), 2 * (canvas().width() + canvas("second").width()));
    EXPECT_EQ(message.count(), 1);
}

} // namespace
} // namespace asge
