// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/marks.h"
#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"
#include "widgets/plot/color_key.h"
#include "widgets/plot/end_labels.h"
#include "widgets/plot/line_plot.h"
#include "widgets/plot/line_style.h"
#include "widgets/plot/plot_legend.h"

#include <gmock/gmock.h>

#include <QPainter>
#include <QScrollBar>

#include <cmath>
#include <set>

namespace asge {
namespace {

/// Plots of two lines each in little room.
class PlotRoomTest : public testing::Test {
  protected:
    explicit PlotRoomTest()
        : plot({QStringLiteral("room1"), QStringLiteral("room2"), QStringLiteral("room3"),
                QStringLiteral("room4")},
               [this](PlotScene& target, const QDeadlineTimer&) {
                   target = scene;
                   return true;
               }) {
        plot.setPalette(theme::lightPalette());
        scene.legend = {{.color = Qt::red, .name = "layer 1"}};
    }
    static PlotSeries rising(const QColor& color, double to, int points = 11) {
        auto values = std::make_shared<LinePoints>(LinePoints::Options{});
        for (int i = 0; i < points; ++i) {
            values->append(1 + i, to * i / (points - 1));
        }
        return {.name = QStringLiteral("line"),
                .entry = 0,
                .color = color,
                .pen = plot::linePen(0, color, 2),
                .points = values};
    }
    void show(int panels, QSize size) {
        while (static_cast<int>(scene.panels.size()) < panels) {
            scene.panels.push_back(
                {.title = QStringLiteral("Accuracy (%)"),
                 .x = {.measure = Measure::epochs},
                 .y = {.measure = Measure::percent, .label = QStringLiteral("%")},
                 .series = {rising(Qt::red, 9.5)}});
        }
        plot.resize(size);
        plot.show();
        test::settle(plot);
        plot.changeNow(false);
        test::settle(plot);
    }
    PlotCanvas& canvas(int number) {
        return *plot.findChild<PlotCanvas*>(QStringLiteral("room%1").arg(number));
    }
    std::vector<EndLabels::Label> labels() {
        return test::itemsOf<EndLabels>(canvas(1)).front()->shown();
    }

    PlotScene scene;
    LinePlot plot;
};

TEST_F(PlotRoomTest, LabelsOfALowAxisDoNotTouch) {
    for (const int height : {130, 160, 200, 400}) {
        show(1, {600, height});
        const QCPAxis& y = *canvas(1).yAxis;
        const double line = QFontMetricsF(y.tickLabelFont()).height();
        ASSERT_GE(y.tickVector().size(), 1) << height;
        for (qsizetype i = 1; i < y.tickVector().size(); ++i) {
            EXPECT_GE(
                std::abs(y.coordToPixel(y.tickVector()[i]) - y.coordToPixel(y.tickVector()[i - 1])),
                1.2 * line)
                << height;
        }
    }
    EXPECT_GE(canvas(1).yAxis->tickVector().size(), 5) << "as usual where there is room";
}

TEST_F(PlotRoomTest, PlotsKeepAUsefulSize) {
    for (const QSize size : {QSize(420, 170), QSize(560, 200), QSize(900, 220)}) {
        show(4, size);
        for (int number = 1; number <= 4; ++number) {
            EXPECT_GE(canvas(number).height(), 140) << size.width();
            EXPECT_TRUE(canvas(number).width() >= 270 || canvas(number).x() == 0) << size.width();
            const QWidget* around = canvas(number).parentWidget();
            EXPECT_LE(canvas(number).geometry().right(), around->width()) << size.width();
            EXPECT_LE(canvas(number).geometry().bottom(), around->height()) << size.width();
        }
    }
    EXPECT_LE(plot.minimumSizeHint().height(), 200) << "the plots scroll";
}

TEST_F(PlotRoomTest, ALegendTakesAtMostAThirdOfTheRoom) {
    scene.legend.clear();
    for (int run = 1; run <= 6; ++run) {
        scene.legend.push_back({.color = Qt::red,
                                .name = QStringLiteral("a long name of run %1").arg(run),
                                .value = QStringLiteral("91.24 %")});
    }
    scene.styles = {{QStringLiteral("test, by epoch"), plot::linePen(0, {}, 2)},
                    {QStringLiteral("validation, by epoch"), plot::linePen(2, {}, 2)}};
    scene.figures = QStringLiteral("Numbers: test accuracy\nafter the last epoch");
    const auto* legend = plot.findChild<PlotLegend*>();
    for (const QSize size : {QSize(300, 260), QSize(480, 300), QSize(560, 400), QSize(700, 300)}) {
        show(1, size);
        EXPECT_TRUE(legend->isBelow() ? legend->height() <= size.height() / 3
                                      : legend->width() <= size.width() / 3)
            << size.width() << ": " << legend->width() << " x " << legend->height();
        EXPECT_GE(canvas(1).height(), 140) << size.width();
    }
    show(1, {380, 600});
    EXPECT_TRUE(legend->isBelow());
    EXPECT_EQ(legend->verticalScrollBar()->maximum(), 0) << "all of it is seen";
    show(1, {1200, 600});
    EXPECT_FALSE(legend->isBelow()) << "large plots keep it beside them";
    EXPECT_EQ(legend->width(), legend->sizeHint().width());
    EXPECT_LE(plot.minimumSizeHint().width(), 300);
    show(1, {900, 6 * legend->rowHeight() - 20});
    show(1, {900, 6 * legend->rowHeight() + legend->findChild<LegendKey*>()->height()});
    EXPECT_FALSE(legend->isBelow());
    EXPECT_FALSE(legend->verticalScrollBar()->isVisible()) << "it fits, with values beside names";
}

TEST_F(PlotRoomTest, ALabelIsDirectlyBehindTheEndOfItsLine) {
    show(1, {700, 300});
    scene.panels[0].series[0].label = QStringLiteral("1");
    plot.changeNow(false);
    test::settle(plot);
    ASSERT_EQ(labels().size(), 1U);
    const QImage picture = canvas(1).grab().toImage();
    const QRect area = canvas(1).axisRect()->rect();
    const int y = qRound(canvas(1).yAxis->coordToPixel(9.5));
    int inked = 0;
    for (int x = area.right() + 2; x < area.right() + 4; ++x) {
        for (int row = y - 3; row <= y + 3; ++row) {
            inked += picture.pixelColor(x, row) != Qt::white ? 1 : 0;
        }
    }
    EXPECT_EQ(inked, 0) << "a line in front of a number looks like a minus sign";
}

TEST_F(PlotRoomTest, NamesAtEndsAreAsLongAsTheRoomAllows) {
    EXPECT_EQ(plot::endName(QStringLiteral("Backpropagation")), "Backpropagation");
    show(1, {1600, 400});
    PlotPanel& panel = scene.panels[0];
    panel.series.push_back(rising(Qt::blue, 4));
    panel.series[0].label = QStringLiteral("Backpropagation, seed 1");
    panel.series[1].label = QStringLiteral("Backpropagation, seed 2");
    plot.changeNow(false);
    test::settle(plot);
    ASSERT_EQ(labels().size(), 2U);
    EXPECT_EQ(labels()[0].text, "Backpropagation, seed 1");
    plot.resize(620, 400);
    test::settle(plot);
    ASSERT_EQ(labels().size(), 2U) << "elided, not left out";
    EXPECT_TRUE(labels()[0].text.contains(u'…')) << labels()[0].text.toStdString();
    EXPECT_NE(labels()[0].text, labels()[1].text);
}

TEST_F(PlotRoomTest, AnOutlineDoesNotMakeALineWider) {
    const QColor light(0xfde725);
    show(1, {700, 300});
    scene.panels[0].series = {rising(light, 9), rising(Qt::red, 5)};
    scene.panels[0].series[0].dots = 5;
    plot.changeNow(false);
    const QCPGraph* outline = nullptr;
    for (int i = 0; i < canvas(1).graphCount(); ++i) {
        const QCPGraph* graph = canvas(1).graph(i);
        outline = graph->layer()->name() == "outlines" ? graph : outline;
    }
    ASSERT_NE(outline, nullptr);
    EXPECT_DOUBLE_EQ(outline->pen().widthF(), 2);
    EXPECT_DOUBLE_EQ(outline->scatterStyle().size(), 5);
    EXPECT_LT(canvas(1).graph(0)->pen().widthF(), 2);
    EXPECT_GE(canvas(1).graph(0)->pen().widthF(), 0.8);
}

/// The columns in which a bar of a key begins, found by its colour.
std::set<int> barStarts(const ColorKey& key, QSize size) {
    QImage picture(size, QImage::Format_RGB32);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    key.paint(painter, picture.rect());
    painter.end();
    std::set<int> starts;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            if (picture.pixelColor(x, y) == QColor(0, 200, 0)) {
                starts.insert(x);
                break;
            }
        }
    }
    return starts;
}

TEST(ColorKeyTest, BarsBelowEachOtherBeginAtTheSamePlace) {
    ColorKey key;
    const QColor green(0, 200, 0);
    key.setBars(
        {{"images (%), A", "0", "39.1", {green}}, {"B − A (points)", "−12.5", "+12.5", {green}}});
    EXPECT_EQ(barStarts(key, {300, 80}).size(), 1U);
    EXPECT_EQ(key.heightForWidth(2000), key.sizeHint().height()) << "beside each other";
}

TEST(ColorKeyTest, ANarrowKeyKeepsItsNumbers) {
    ColorKey key;
    key.setBars({{"images (%)", "0", "+69", {QColor(0, 200, 0)}}});
    const int texts = QFontMetrics(key.font()).horizontalAdvance("images (%)0+69");
    QImage picture(texts + 80, 30, QImage::Format_RGB32);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    key.paint(painter, picture.rect());
    painter.end();
    int last = 0;
    for (int x = 0; x < picture.width(); ++x) {
        for (int y = 0; y < picture.height(); ++y) {
            last = picture.pixelColor(x, y) == QColor(0, 200, 0) ? x : last;
        }
    }
    EXPECT_LE(last + QFontMetrics(key.font()).horizontalAdvance("+69"), picture.width());
}

} // namespace
} // namespace asge
