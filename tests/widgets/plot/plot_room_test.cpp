// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/marks.h"
#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"
#include "widgets/plot/color_key.h"
#include "widgets/plot/end_labels.h"
#include "widgets/plot/event_marks.h"
#include "widgets/plot/level_lines.h"
#include "widgets/plot/line_plot.h"
#include "widgets/plot/line_style.h"
#include "widgets/plot/plot_legend.h"

#include <gmock/gmock.h>

#include <QPainter>
#include <QScrollArea>
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

/// In a view that scrolls as a whole.
TEST_F(PlotRoomTest, AllOfAPlotIsSeenInAViewThatScrolls) {
    for (int run = 1; run <= 6; ++run) {
        scene.legend.push_back({.color = Qt::red,
                                .name = QStringLiteral("a long name of run %1").arg(run),
                                .value = QStringLiteral("91.24 %")});
    }
    scene.styles = {{QStringLiteral("test, by epoch"), plot::linePen(0, {}, 2)},
                    {QStringLiteral("validation, by epoch"), plot::linePen(2, {}, 2)}};
    scene.figures = QStringLiteral("Numbers: test accuracy after the last epoch");
    show(4, {900, 600});
    QScrollArea view;
    view.setWidgetResizable(true);
    view.setWidget(&plot);
    view.show();
    const auto* legend = plot.findChild<PlotLegend*>();
    for (const QSize size : {QSize(300, 200), QSize(560, 200), QSize(900, 220), QSize(1500, 900)}) {
        SCOPED_TRACE(testing::Message() << size.width() << " x " << size.height());
        view.resize(size);
        test::settle(view);
        EXPECT_EQ(view.horizontalScrollBar()->maximum(), 0);
        for (int number = 1; number <= 4; ++number) {
            const QRect place(canvas(number).mapTo(&plot, QPoint()), canvas(number).size());
            EXPECT_GE(place.height(), 140);
            EXPECT_TRUE(place.width() >= 270 || place.left() == 0);
            EXPECT_TRUE(plot.rect().contains(place));
            EXPECT_FALSE(legend->geometry().intersects(place));
        }
        EXPECT_TRUE(plot.rect().contains(legend->geometry()));
        EXPECT_TRUE(legend->isBelow() || legend->width() <= size.width() / 3);
        for (const QWidget* part : legend->findChildren<QWidget*>()) {
            EXPECT_GE(part->height(), part->heightForWidth(part->width()));
            EXPECT_TRUE(
                legend->rect().contains(QRect(part->mapTo(legend, QPoint()), part->size())));
        }
    }
    EXPECT_TRUE(plot.findChildren<QAbstractScrollArea*>().isEmpty()) << "no part of it scrolls";
    EXPECT_EQ(view.verticalScrollBar()->maximum(), 0) << "nor a view that is large enough";
    EXPECT_FALSE(legend->isBelow()) << "large plots keep it beside them";
    view.takeWidget();
}

/// A wide plot names its level; beside a narrow one, the legend needs more room for that.
TEST_F(PlotRoomTest, ALegendDoesNotMoveBackAndForth) {
    scene.legend.clear();
    for (int run = 1; run <= 4; ++run) {
        scene.legend.push_back(
            {.color = Qt::red, .name = QStringLiteral("quick, run %1").arg(run)});
    }
    show(1, {400, 800});
    scene.panels[0].levels = {{5, QStringLiteral("chance 10.0 %")}};
    const auto* legend = plot.findChild<PlotLegend*>();
    for (int width = 300; width <= 460; width += 8) {
        plot.resize(width, 800);
        plot.changeNow(false);
        for (int round = 0; round < 4; ++round) { // of layouts that follow from each other
            test::settle(plot);
        }
        std::set<bool> places;
        const auto note = QObject::connect(&canvas(1), &QCustomPlot::afterReplot, legend,
                                           [&] { places.insert(legend->isBelow()); });
        for (int drawing = 0; drawing < 3; ++drawing) {
            canvas(1).replot(QCustomPlot::rpImmediateRefresh);
            test::settle(plot);
        }
        QObject::disconnect(note);
        EXPECT_EQ(places.size(), 1U) << width;
        for (const QWidget* row : legend->findChildren<LegendButton*>()) {
            EXPECT_TRUE(row->parentWidget()->rect().contains(row->geometry())) << width;
        }
        const auto* key = legend->findChild<LegendKey*>();
        EXPECT_GE(key->height(), key->heightForWidth(key->width())) << width;
    }
}

TEST_F(PlotRoomTest, PlotsBelowEachOtherHaveTheSameWidth) {
    show(2, {500, 700});
    scene.panels[0].series[0].label = QStringLiteral("ASGE");
    scene.panels[0].events = {{2, QStringLiteral("paused"), Qt::red}};
    scene.panels[1].y = {.measure = Measure::number, .label = QStringLiteral("nats")};
    scene.panels[1].series = {rising(Qt::blue, 90'000)};
    plot.changeNow(false);
    test::settle(plot);
    ASSERT_GT(canvas(2).y(), canvas(1).y());
    const QRect above = canvas(1).axisRect()->rect();
    const QRect below = canvas(2).axisRect()->rect();
    EXPECT_EQ(above.left(), below.left()) << "the numbers of one of them are wider";
    EXPECT_EQ(above.right(), below.right()) << "only one of them has labels";
    EXPECT_GE(above.top() - canvas(1).axisRect()->outerRect().top(), EventMarks::kStrip);
}

TEST_F(PlotRoomTest, PlotsOfARowAreInLineIfOneTitleIsLong) {
    show(4, {900, 600});
    const int before = canvas(3).axisRect()->top();
    scene.panels[1].title = QStringLiteral("Positive against negative accuracy of the images of "
                                           "all classes in the data set (%)");
    plot.changeNow(false);
    test::settle(plot);
    ASSERT_EQ(canvas(1).y(), canvas(2).y());
    EXPECT_EQ(canvas(1).axisRect()->top(), canvas(2).axisRect()->top());
    EXPECT_GT(canvas(1).axisRect()->top(), before) << "the title has two lines";
    EXPECT_EQ(canvas(3).axisRect()->top(), before) << "another row";
}

TEST_F(PlotRoomTest, AnAxisOfManyDecadesHasTicksAtPowers) {
    show(1, {600, 300});
    auto values = std::make_shared<LinePoints>(LinePoints::Options{.logY = true});
    for (int i = 0; i <= 24; ++i) {
        values->append(1 + i, std::pow(10, i));
    }
    scene.panels[0].series[0].points = values;
    scene.panels[0].y = {.measure = Measure::number, .logarithmic = true};
    plot.changeNow(false);
    test::settle(plot);
    const QVector<double> ticks = canvas(1).yAxis->tickVector();
    EXPECT_GE(ticks.size(), 4);
    EXPECT_LE(ticks.size(), 10);
    for (const double tick : ticks) {
        EXPECT_NEAR(std::log10(tick), std::round(std::log10(tick)), 1e-6) << tick;
    }
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

TEST_F(PlotRoomTest, TwoLevelsAreNamedInTheSameWay) {
    show(1, {700, 300});
    scene.panels[0].levels = {{0.1, QStringLiteral("chance 5.0 %")},
                              {-0.2, QStringLiteral("chance 0 %")}};
    plot.changeNow(false);
    test::settle(plot);
    const auto* key = plot.findChild<LegendKey*>();
    EXPECT_TRUE(key->accessibleName().contains("chance 0 %")) << "the plot has no room for it";
    EXPECT_TRUE(key->accessibleName().contains("chance 5.0 %"));
    const auto levels = test::itemsOf<LevelLines>(canvas(1)).front()->levels();
    ASSERT_EQ(levels.size(), 2U);
    EXPECT_NE(plot::levelPen(levels[0].pattern, Qt::gray),
              plot::levelPen(levels[1].pattern, Qt::gray));
}

TEST(LineStyleTest, APaleLineKeepsItsHueAndIsSeen) {
    for (const bool dark : {false, true}) {
        const QColor ground =
            theme::plotColors(dark ? theme::darkPalette() : theme::lightPalette()).background;
        for (int layer = 0; layer < 16; ++layer) {
            const QColor color = theme::layerColor(layer, 16, dark);
            const QColor pale = plot::paleOf(color, ground, 0.55);
            EXPECT_GE(theme::contrast(pale, ground), theme::kGraphicContrast) << dark << layer;
            EXPECT_TRUE(!dark || pale.hslSaturationF() >= 0.55F * color.hslSaturationF()) << layer;
            EXPECT_LE(std::abs(pale.hslHueF() - color.hslHueF()), 0.06F) << dark << layer;
        }
    }
}

TEST(LineStyleTest, SharpLinesAreEquallyWideAtAnyPlace) {
    for (const double scale : {1.0, 1.25, 1.5, 2.0}) {
        for (const double width : {1.0, 2.0}) {
            for (double y = 4; y < 8; y += 0.15) {
                QImage image(QSize(40, 30), QImage::Format_RGB32);
                image.setDevicePixelRatio(scale);
                image.fill(Qt::white);
                QPainter painter(&image);
                painter.setRenderHint(QPainter::Antialiasing, y > 6);
                plot::drawSharpLine(painter, QPen(Qt::black, width), QLineF(2, y, 14, y));
                painter.end();
                int rows = 0;
                for (int row = 0; row < image.height(); ++row) {
                    const int grey = qGray(image.pixel(static_cast<int>(8 * scale), row));
                    EXPECT_TRUE(grey == 0 || grey == 255) << grey << ' ' << scale << ' ' << y;
                    rows += grey == 0 ? 1 : 0;
                }
                EXPECT_EQ(rows, std::lround(width * scale)) << scale << ' ' << width << ' ' << y;
            }
        }
    }
}

TEST(LineStyleTest, TheLineOfAPlaceIsSeenOnAnyColour) {
    for (const QPalette& palette : {theme::lightPalette(), theme::darkPalette()}) {
        const QColor ground = theme::plotColors(palette).background;
        const QColor color = plot::placePen(palette).color();
        EXPECT_GE(theme::contrast(color, ground), theme::kGraphicContrast);
        for (const double scale : {1.0, 1.25, 1.5, 2.0}) {
            QImage picture(60, 40, QImage::Format_RGB32);
            picture.fill(color); // as on a cell of the line's own colour
            picture.setDevicePixelRatio(scale);
            QPainter painter(&picture);
            plot::drawPlaceLine(painter, palette, QLineF(10.3, 2, 10.3, 12));
            painter.end();
            std::vector<int> bordered;
            for (int x = 0; x < picture.width(); ++x) {
                if (picture.pixelColor(x, 8) == ground) {
                    bordered.push_back(x);
                }
            }
            const auto border = static_cast<std::size_t>(std::lround(scale));
            ASSERT_EQ(bordered.size(), 2 * border) << scale << ": equally wide on both sides";
            EXPECT_EQ(bordered[border] - bordered[border - 1] - 1, std::lround(2 * scale)) << scale;
        }
    }
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
    key.setBars({{"B − A, correct (images)", "−69", "+69", {green}},
                 {"B − A, wrong (images)", "−3", "+3", {green}},
                 {"correct predictions", {}, {}, {}, Qt::black}});
    EXPECT_EQ(barStarts(key, {330, 80}).size(), 1U) << "a mark does not matter";
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
