// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channels_view.h"

#include "tests/widgets/channels/even_channels.h"
#include "tests/widgets/curves/curves_data.h"
#include "tests/widgets/marks.h"
#include "tests/widgets/settle.h"
#include "widgets/channels/channels_map.h"
#include "widgets/channels/channels_model.h"
#include "widgets/common/theme.h"
#include "widgets/plot/plot_canvas.h"

#include <gmock/gmock.h>

#include <QBuffer>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSvgGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QXmlStreamReader>

#include <cmath>
#include <limits>
#include <numeric>
#include <set>

namespace asge {
namespace {

using test::child;
using test::even;
using testing::ElementsAre;

constexpr float kNoStatistic = std::numeric_limits<float>::quiet_NaN();

/// Shares that grow with the channel's number; each value identifies epoch, layer and channel.
ChannelStats stats(int channels, int layer, int epoch) {
    ChannelStats s;
    const float sum = static_cast<float>(channels * (channels + 1)) / 2;
    for (int c = 0; c < channels; ++c) {
        s.goodnessShare.push_back(static_cast<float>(c + 1) / sum);
        s.meanActivation.push_back(static_cast<float>(100 * layer + epoch) +
                                   0.01F * static_cast<float>(c));
        s.deadFraction.push_back(0.25F);
    }
    return s;
}

EpochChannels channelsOf(int epoch, const std::vector<int>& counts) {
    EpochChannels e;
    e.epoch = epoch;
    for (std::size_t l = 0; l < counts.size(); ++l) {
        e.layers.push_back(stats(counts[l], static_cast<int>(l), epoch));
    }
    return e;
}

/// Whether it is the brightest colour of the scale, except for rounding.
bool isTopColor(const QColor& color) {
    const QColor top = theme::sequential(1);
    return std::abs(color.red() - top.red()) + std::abs(color.green() - top.green()) +
               std::abs(color.blue() - top.blue()) <
           12;
}

class ChannelsViewTest : public testing::Test {
  protected:
    ChannelsViewTest() {
        view.setPalette(theme::lightPalette());
        view.resize(1100, 600);
        view.show();
    }
    void show(std::vector<EpochChannels> history) {
        view.setHistory({}, std::move(history));
        settle();
    }
    void settle() { test::settle(view); }
    PlotCanvas& map(int layer) {
        return *view.findChild<PlotCanvas*>(QStringLiteral("channelsMap%1").arg(layer));
    }
    const ChannelMarks& marks(int layer) {
        return *test::itemsOf<ChannelMarks>(map(layer)).front();
    }
    QString headline(int layer) {
        return view.findChild<QLabel*>(QStringLiteral("channelsHeadline%1").arg(layer))->text();
    }
    static QCPColorMap& cells(PlotCanvas& canvas) {
        return *qobject_cast<QCPColorMap*>(canvas.plottable(0));
    }
    static QPoint pixel(PlotCanvas& canvas, double epoch, double row) {
        return {static_cast<int>(canvas.xAxis->coordToPixel(epoch)),
                static_cast<int>(canvas.yAxis->coordToPixel(row))};
    }

    ChannelsView view;
};

TEST_F(ChannelsViewTest, AnEmptyViewSaysWhatWillAppear) {
    auto* empty = child<QLabel>(view, "channelsEmpty");
    EXPECT_TRUE(empty->isVisible());
    show({channelsOf(1, {4, 8})});
    EXPECT_FALSE(empty->isVisible());
    view.clear();
    EXPECT_TRUE(empty->isVisible());
}

TEST_F(ChannelsViewTest, DrawsAMapPerLayer) {
    show({channelsOf(1, {4, 8, 6}), channelsOf(2, {4, 8, 6})});
    EXPECT_EQ(view.findChildren<PlotCanvas*>().size(), 3);
    QCPColorMapData* data = cells(map(2)).data();
    EXPECT_EQ(data->keySize(), 2);
    EXPECT_EQ(data->valueSize(), 8);
    EXPECT_FLOAT_EQ(static_cast<float>(data->cell(1, 7)), 100 * 8.0F / 36);
    EXPECT_TRUE(map(2).yAxis->rangeReversed()) << "channel 0 on top";
    EXPECT_EQ(headline(3), QStringLiteral("layer 3 · 6 channels"));
}

TEST_F(ChannelsViewTest, OnlyRowsOfMapsScroll) {
    show({channelsOf(1, std::vector<int>(16, 8))});
    auto* area = view.findChild<QScrollArea*>();
    for (const auto& [width, columns] :
         {std::pair{1500, 4}, {820, 3}, {500, 2}, {300, 1}, {1500, 4}}) {
        view.resize(width, 600);
        settle();
        EXPECT_EQ(area->horizontalScrollBar()->maximum(), 0) << width;
        std::set<int> lefts;
        for (int layer = 1; layer <= 16; ++layer) {
            const PlotCanvas& canvas = map(layer);
            const int left = canvas.mapTo(area->viewport(), QPoint()).x();
            lefts.insert(left);
            EXPECT_LT(left + canvas.width(), area->viewport()->width()) << width;
            EXPECT_GT(left, 0) << width;
            EXPECT_TRUE(canvas.isVisible());
        }
        EXPECT_EQ(static_cast<int>(lefts.size()), columns) << width;
        EXPECT_EQ(area->geometry(), view.rect()) << "the scroll bar is at the edge";
    }
}

/// Between two docks in a window of 1366 × 768 pixels at 200 %.
TEST_F(ChannelsViewTest, TheKeyOfSignsWrapsLikeWords) {
    view.setMarks({{2, 1, "Freeze layer 1"}});
    show({channelsOf(1, {4, 8})});
    auto* area = view.findChild<QScrollArea*>();
    for (int width = 320; width < 400; width += 8) {
        view.resize(width, 190);
        settle();
        EXPECT_EQ(area->horizontalScrollBar()->maximum(), 0) << width;
    }
    EXPECT_LT(area->widget()->minimumSizeHint().width(), 290);
}

TEST_F(ChannelsViewTest, MapsMarkTheInterventionsOnTheirLayer) {
    view.setMarks({{2, 1, "Freeze layer 1"}, {3, 0, "Pause"}});
    show({channelsOf(1, {4, 8}), channelsOf(2, {4, 8}), channelsOf(3, {4, 8})});
    const auto first = test::marksOf(map(1));
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[0].x, 1.5) << "between the epochs before and after";
    EXPECT_EQ(first[0].color, theme::layerColor(0, 2, false));
    EXPECT_EQ(first[1].text, "Pause");
    EXPECT_EQ(test::marksOf(map(2)).size(), 1U) << "only those on the whole network";
    view.setMarks({});
    settle();
    EXPECT_TRUE(test::marksOf(map(1)).empty());
}

TEST_F(ChannelsViewTest, OneEpochAndOneChannelFillTheMap) {
    show({channelsOf(7, {1, 4})});
    EXPECT_LE(map(2).xAxis->range().lower, 6.5);
    const QImage image = map(2).grab().toImage();
    const qreal ratio = image.devicePixelRatio();
    const auto at = [&](PlotCanvas& canvas, double epoch, double row) {
        return image.pixelColor((QPointF(pixel(canvas, epoch, row)) * ratio).toPoint());
    };
    for (const double epoch : {6.6, 7.0, 7.4}) {
        EXPECT_TRUE(isTopColor(at(map(2), epoch, 3))) << epoch;
    }
    const QImage single = map(1).grab().toImage();
    for (const double row : {-0.4, 0.0, 0.4}) {
        EXPECT_TRUE(
            isTopColor(single.pixelColor((QPointF(pixel(map(1), 7, row)) * ratio).toPoint())))
            << row;
    }
}

TEST_F(ChannelsViewTest, GrowsAndReplacesByEpoch) {
    view.addEpoch(channelsOf(1, {4, 8}));
    settle();
    EXPECT_TRUE(map(1).isVisible());
    view.addEpoch(channelsOf(2, {4, 8}));
    EpochChannels again = channelsOf(2, {4, 8});
    again.layers[0] = even(4);
    view.addEpoch(again);
    settle();
    QCPColorMapData* data = cells(map(1)).data();
    ASSERT_EQ(data->keySize(), 2);
    EXPECT_FLOAT_EQ(static_cast<float>(data->cell(1, 3)), 25);
    EXPECT_FLOAT_EQ(static_cast<float>(data->cell(0, 3)), 40);
}

TEST_F(ChannelsViewTest, LeavesMissingEpochsAndNaNEmpty) {
    EpochChannels last = channelsOf(4, {4});
    last.layers[0].goodnessShare[1] = kNoStatistic;
    show({channelsOf(1, {4}), last});
    QCPColorMapData* data = cells(map(1)).data();
    ASSERT_EQ(data->keySize(), 4);
    EXPECT_TRUE(std::isnan(data->cell(1, 0)));
    EXPECT_TRUE(std::isnan(data->cell(3, 1)));
    EXPECT_FALSE(std::isnan(data->cell(3, 2)));
    EXPECT_FLOAT_EQ(static_cast<float>(cells(map(1)).dataRange().upper), 40);
}

TEST_F(ChannelsViewTest, ChoosesAStatistic) {
    show({channelsOf(1, {4, 8}), channelsOf(2, {4, 8})});
    auto* statistic = child<QComboBox>(view, "channelsStatistic");
    statistic->setCurrentIndex(1);
    EXPECT_FLOAT_EQ(static_cast<float>(cells(map(2)).data()->cell(1, 5)), 102.05F);
    statistic->setCurrentIndex(2);
    EXPECT_FLOAT_EQ(static_cast<float>(cells(map(2)).data()->cell(1, 5)), 25);
    EXPECT_EQ(cells(map(2)).dataRange().upper, 100);
    EXPECT_TRUE(cells(map(2)).colorScale()->axis()->label().contains(QStringLiteral("%")));
}

TEST_F(ChannelsViewTest, SortsByLatestValueAndReadsOutTheRightChannel) {
    show({channelsOf(1, {5}), channelsOf(2, {5})});
    const auto read = [&](double epoch, double row) {
        QTest::mouseMove(&map(1), pixel(map(1), epoch, row));
        return map(1).readoutText();
    };
    EXPECT_TRUE(read(2, 1).contains(QStringLiteral("channel 1 · epoch 2")))
        << read(2, 1).toStdString();
    EXPECT_TRUE(read(2, 1).contains(QStringLiteral("13.3 %")));
    child<QCheckBox>(view, "channelsSort")->click();
    settle();
    EXPECT_TRUE(read(1, 0).contains(QStringLiteral("channel 4 · epoch 1")))
        << read(1, 0).toStdString();
    EXPECT_TRUE(read(1, 0).contains(QStringLiteral("33.3 %")));
    EXPECT_FLOAT_EQ(static_cast<float>(cells(map(1)).data()->cell(0, 0)), 100.0F / 3);
}

TEST_F(ChannelsViewTest, MarksDeadAndDominatingChannels) {
    EpochChannels e;
    e.epoch = 1;
    e.layers = {even(64)};
    e.layers[0].goodnessShare[17] = 0.31F;
    e.layers[0].deadFraction[3] = 1;
    e.layers[0].deadFraction[40] = 1;
    show({e});
    EXPECT_EQ(headline(1).replace(QChar::Nbsp, u' '),
              QStringLiteral("layer 1 · 64 channels · 2 dead · 1 dominating (17: 31 %)"));
    EXPECT_TRUE(
        child<QLabel>(view, "channelsHeadline1")->toolTip().contains(QStringLiteral("3, 40")));
    EXPECT_THAT(marks(1).dead(), ElementsAre(3, 40));
    EXPECT_THAT(marks(1).dominating(), ElementsAre(17));
}

TEST_F(ChannelsViewTest, SaysThatARunHasNoFinishedEpoch) {
    auto* empty = child<QLabel>(view, "channelsEmpty");
    EXPECT_TRUE(empty->text().contains("Press Train"));
    view.setHistory({LayerInfo{}}, {});
    EXPECT_TRUE(empty->isVisible());
    EXPECT_TRUE(empty->text().contains("no finished epoch")) << empty->text().toStdString();
    view.clear();
    EXPECT_TRUE(empty->text().contains("Press Train"));
}

TEST_F(ChannelsViewTest, MarksAreWholeAtAnyWidth) {
    EpochChannels e;
    e.layers = {even(64)};
    e.layers[0].goodnessShare[17] = 0.31F;
    std::vector<EpochChannels> history;
    for (e.epoch = 1; e.epoch <= 8; ++e.epoch) {
        history.push_back(e);
    }
    for (const int width : {300, 700, 1400}) {
        view.resize(width, 500);
        settle();
        show(history);
        const double x = marks(1).placeOf(17).x();
        EXPECT_LE(x + 4, cells(map(1)).colorScale()->outerRect().left()) << width;
        EXPECT_NEAR(map(1).axisRect()->right(), map(1).xAxis->coordToPixel(8.5), 1)
            << width << ": the axis ends with the cells";
        for (const double tick : map(1).xAxis->tickVector()) {
            EXPECT_LE(tick, map(1).xAxis->range().upper) << width << ": none beside the axis";
        }
        for (const QString& label : map(1).xAxis->tickVectorLabels()) {
            EXPECT_LE(label.toInt(), 8) << width << ": no tick beyond the epochs";
        }
        EXPECT_GE(x - 4, map(1).xAxis->coordToPixel(8.5)) << width << ": beside the cells";
    }
}

TEST_F(ChannelsViewTest, AxesOfAllMapsAreInLine) {
    view.resize(500, 900); // below each other
    EpochChannels epoch = channelsOf(1, {4, 512, 1024});
    std::vector<float>& shares = epoch.layers[1].goodnessShare;
    std::fill(shares.begin(), shares.end(), 3e-6F);
    std::fill(shares.begin(), shares.begin() + 30, 0.033F); // a scale from 0.0003 to 3.3 %
    show({epoch});
    ASSERT_EQ(cells(map(2)).dataScaleType(), QCPAxis::stLogarithmic);
    test::settle(view);
    for (const int layer : {2, 3}) {
        EXPECT_EQ(map(layer).axisRect()->left(), map(1).axisRect()->left()) << layer;
        EXPECT_EQ(map(layer).axisRect()->right(), map(1).axisRect()->right()) << layer;
    }
}

TEST_F(ChannelsViewTest, AZoomedMapIsCutInAFileOfVectors) {
    std::vector<EpochChannels> history;
    for (int epoch = 1; epoch <= 8; ++epoch) {
        history.push_back(channelsOf(epoch, {64}));
    }
    show(history);
    view.select(0, 50);
    map(1).showX({3, 5});
    map(1).followY({10, 20});
    settle();
    QSvgGenerator generator;
    QBuffer svg;
    svg.open(QIODevice::WriteOnly);
    generator.setOutputDevice(&svg);
    generator.setSize({400, 300});
    generator.setViewBox(QRect(0, 0, 400, 300));
    QCPPainter painter;
    painter.begin(&generator);
    painter.setMode(QCPPainter::pmVectorized);
    map(1).toPainter(&painter, 400, 300);
    const QRectF axes(map(1).axisRect()->rect());
    painter.end();
    QXmlStreamReader reader(svg.data());
    int images = 0;
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == u"image") {
            const auto number = [&](const char* name) {
                return reader.attributes().value(QLatin1String(name)).toDouble();
            };
            const QRectF place(number("x"), number("y"), number("width"), number("height"));
            images += place.center().x() < axes.right() ? 1 : 0; // not that of the colour scale
            EXPECT_TRUE(place.center().x() > axes.right() ||
                        axes.adjusted(-2, -2, 2, 2).contains(place))
                << place.left() << ' ' << place.top() << ' ' << place.right();
        }
    }
    EXPECT_EQ(images, 1);
}

TEST_F(ChannelsViewTest, ADominatingChannelIsNeitherClippedNorDarkensTheRest) {
    EpochChannels e;
    e.epoch = 1;
    e.layers = {even(400), even(4)};
    e.layers[0].goodnessShare[17] = 0.97F;
    e.layers[0].goodnessShare[18] = 0.03F;
    show({e});
    const QCPColorMap& colors = cells(map(1));
    EXPECT_NEAR(colors.dataRange().upper, 97, 1e-4) << "the largest value";
    QCPColorGradient gradient = colors.gradient();
    const auto colorAt = [&](int row) {
        return QColor(gradient.color(colors.data()->cell(0, row), colors.dataRange(),
                                     colors.dataScaleType() == QCPAxis::stLogarithmic));
    };
    const auto lightness = [&](int row) { return colorAt(row).toHsl().lightnessF(); };
    EXPECT_GT(lightness(17), lightness(18) + 0.05) << "97 % and 3 % are told apart";
    EXPECT_NE(colorAt(0), colorAt(18)) << "and so are 3 % and 0.25 %";
    const QString label = colors.colorScale()->axis()->label();
    EXPECT_TRUE(label.contains(QStringLiteral("log scale"))) << label.toStdString();
    EXPECT_TRUE(
        cells(map(2)).colorScale()->axis()->label().contains(QStringLiteral("linear scale")));
    QTest::mouseMove(&map(1), map(1).axisRect()->center());
    EXPECT_TRUE(map(1).readoutText().contains(QStringLiteral("log scale")))
        << map(1).readoutText().toStdString();
}

TEST_F(ChannelsViewTest, ZoomsAndResets) {
    show({channelsOf(1, {40}), channelsOf(2, {40})});
    const QCPRange home = map(1).yAxis->range();
    QTest::keyClick(&map(1), Qt::Key_Plus);
    EXPECT_LT(map(1).yAxis->range().size(), home.size());
    child<QToolButton>(view, "channelsReset")->click();
    EXPECT_EQ(map(1).yAxis->range(), home);
}

TEST_F(ChannelsViewTest, ExportsEveryValue) {
    show({channelsOf(1, {3, 5}), channelsOf(2, {3, 5})});
    view.setRunId(9);
    const QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("c.csv"));
    QString reason;
    ASSERT_TRUE(view.exportTo(file, &reason)) << reason.toStdString();
    QFile in(file);
    ASSERT_TRUE(in.open(QIODevice::ReadOnly));
    QList<QByteArray> rows = in.readAll().split('\n');
    EXPECT_EQ(rows.takeFirst(),
              "run,epoch,layer,channel,goodness_share,mean_activation,dead_fraction\r");
    rows.removeLast();
    ASSERT_EQ(rows.size(), 2 * (3 + 5));
    for (const QByteArray& row : rows) {
        EXPECT_TRUE(row.startsWith("9,"));
        const QList<QByteArray> cells = row.trimmed().split(',').mid(1);
        ASSERT_EQ(cells.size(), 6);
        const int layer = cells[1].toInt() - 1;
        const ChannelStats expected = stats(layer == 0 ? 3 : 5, layer, cells[0].toInt());
        const auto c = static_cast<std::size_t>(cells[2].toInt());
        EXPECT_EQ(cells[3].toFloat(), expected.goodnessShare[c]);
        EXPECT_EQ(cells[4].toFloat(), expected.meanActivation[c]);
        EXPECT_EQ(cells[5].toFloat(), expected.deadFraction[c]);
    }
    EXPECT_EQ(QSet<QByteArray>(rows.begin(), rows.end()).size(), rows.size());
}

TEST_F(ChannelsViewTest, ExportsPictures) {
    show({channelsOf(1, {3, 5})});
    const QTemporaryDir dir;
    const QString png = dir.filePath(QStringLiteral("c.png"));
    ASSERT_TRUE(view.exportTo(png));
    EXPECT_GE(QImage(png).width(), 2 * (map(1).width() + map(2).width()));
    for (const char* name : {"c.svg", "c.pdf"}) {
        const QString file = dir.filePath(QString::fromLatin1(name));
        ASSERT_TRUE(view.exportTo(file));
        EXPECT_GT(QFileInfo(file).size(), 2000) << name;
    }
    QString reason;
    EXPECT_FALSE(view.exportTo(dir.filePath(QStringLiteral("no/c.svg")), &reason));
    EXPECT_TRUE(reason.contains(QStringLiteral("no/c.svg")));
    EXPECT_TRUE(ChannelsView().exportTo(dir.filePath(QStringLiteral("empty.png"))));
}

TEST(ChannelMapTest, TheScalesLabelIsNoLongerThanTheScale) {
    ChannelMap map(0, nullptr);
    const auto label = [&] {
        QApplication::processEvents();
        auto* canvas = map.findChild<PlotCanvas*>();
        canvas->replot(QCustomPlot::rpImmediateRefresh);
        const auto scales = canvas->plotLayout()->elements(true);
        for (QCPLayoutElement* element : scales) {
            if (auto* scale = qobject_cast<QCPColorScale*>(element)) {
                return scale->axis()->label();
            }
        }
        return QString();
    };
    map.resize(300, 190);
    map.show();
    map.present({channelsOf(1, {8}), channelsOf(2, {8})}, channels::Statistic::share, false);
    EXPECT_EQ(label(), "share (%), linear");
    map.resize(300, 500);
    EXPECT_EQ(label(), "share of goodness (%), linear scale");
}

TEST(ChannelMapTest, LinearAndLogarithmicScalesUseTheSameWords) {
    const auto labelOf = [](int height, bool logarithmic) {
        ChannelMap map(0, nullptr);
        map.resize(300, height);
        map.show();
        EpochChannels epoch = channelsOf(1, {8});
        if (logarithmic) {
            epoch.layers[0].goodnessShare.assign(8, 0.001F);
            epoch.layers[0].goodnessShare[2] = 0.993F;
        }
        map.present({epoch}, channels::Statistic::share, false);
        QApplication::processEvents();
        auto* canvas = map.findChild<PlotCanvas*>();
        canvas->replot(QCustomPlot::rpImmediateRefresh);
        for (QCPLayoutElement* element : canvas->plotLayout()->elements(true)) {
            if (auto* scale = qobject_cast<QCPColorScale*>(element)) {
                return scale->axis()->label();
            }
        }
        return QString();
    };
    for (int height = 150; height < 340; height += 10) {
        EXPECT_EQ(labelOf(height, false).replace("linear", "log"), labelOf(height, true)) << height;
    }
}

TEST(ChannelMapTest, NumbersOfRowsDoNotTouch) {
    ChannelMap map(0, nullptr);
    map.show();
    for (const int height : {190, 240, 320, 600}) {
        map.resize(300, height);
        map.present({channelsOf(1, {32}), channelsOf(2, {32})}, channels::Statistic::share, false);
        QApplication::processEvents();
        auto* canvas = map.findChild<PlotCanvas*>();
        canvas->replot(QCustomPlot::rpImmediateRefresh);
        const QCPAxis& y = *canvas->yAxis;
        for (qsizetype i = 1; i < y.tickVector().size(); ++i) {
            EXPECT_GE(
                std::abs(y.coordToPixel(y.tickVector()[i]) - y.coordToPixel(y.tickVector()[i - 1])),
                1.2 * QFontMetricsF(y.tickLabelFont()).height())
                << height;
        }
    }
    EXPECT_GE(map.findChild<PlotCanvas*>()->yAxis->tickVector().size(), 7) << "where there is room";
}

TEST(ChannelMapTest, AHeadlineFitsItsLines) {
    ChannelMap map(3, nullptr);
    map.setHeadlineLines(2);
    map.setPalette(theme::lightPalette());
    EpochChannels epoch = channelsOf(1, {1, 1, 1, 64});
    ChannelStats& last = epoch.layers[3];
    last.goodnessShare.assign(64, 0.001F);
    for (int channel = 20; channel < 27; ++channel) {
        last.goodnessShare[static_cast<std::size_t>(channel)] = 0.12F;
    }
    last.deadFraction[1] = 1;
    map.show();
    for (const int width : {700, 330, 260, 235, 700}) {
        map.resize(width, 300);
        map.present({epoch}, channels::Statistic::share, false);
        QApplication::processEvents();
        const auto* headline = map.findChild<QLabel*>(QStringLiteral("channelsHeadline4"));
        EXPECT_LE(headline->heightForWidth(headline->width()), headline->height()) << width;
        EXPECT_TRUE(headline->text().startsWith("layer 4")) << width;
    }
    const QString whole = map.findChild<QLabel*>(QStringLiteral("channelsHeadline4"))->text();
    EXPECT_TRUE(whole.contains("(20"));
    EXPECT_TRUE(whole.contains("26:")) << "there is room for all: " << whole.toStdString();
}

TEST(ChannelMapTest, LinesOfEventsAreSeenOnAnyColour) {
    for (const bool dark : {false, true}) {
        ChannelMap map(0, nullptr);
        map.setPalette(dark ? theme::darkPalette() : theme::lightPalette());
        map.resize(420, 300);
        map.setMarks({{2, 1, "Freeze layer 1"}}, 4);
        map.show();
        map.present({channelsOf(1, {8}), channelsOf(2, {8}), channelsOf(3, {8})},
                    channels::Statistic::share, false);
        QApplication::processEvents();
        auto* canvas = map.findChild<PlotCanvas*>();
        const QImage picture = canvas->grab().toImage();
        const int x = qRound(canvas->xAxis->coordToPixel(1.5));
        for (const double row : {0.0, 3.0, 7.0}) { // dark, middling and bright
            const int middle = qRound(canvas->yAxis->coordToPixel(row));
            const QColor ground = picture.pixelColor(x - 12, middle);
            double most = 1;
            for (int y = middle - 8; y < middle; ++y) {
                for (int column = x - 2; column <= x + 2; ++column) {
                    most = std::max(most, theme::contrast(picture.pixelColor(column, y), ground));
                }
            }
            EXPECT_GE(most, theme::kGraphicContrast) << row << (dark ? " dark" : " light");
        }
    }
}

TEST(ChannelMapTest, ALongHistorySharesColumns) {
    ChannelMap map(0, nullptr);
    const std::vector<EpochChannels> history{channelsOf(1, {2000}), channelsOf(100000, {2000})};
    map.present(history, channels::Statistic::share, false);
    const auto* cells = map.findChild<PlotCanvas*>()->findChild<QCPColorMap*>();
    ASSERT_NE(cells, nullptr);
    const double count = static_cast<double>(cells->data()->keySize()) * cells->data()->valueSize();
    EXPECT_LT(count, 1 << 20) << "fewer cells than epochs";
    EXPECT_GT(cells->data()->keySize(), 100);
    const double last = 100.0 * history.back().layers[0].goodnessShare[1999];
    EXPECT_NEAR(cells->data()->cell(cells->data()->keySize() - 1, 1999), last, 1e-6);
}

TEST(ChannelMapTest, VectorsOfOtherLengthsAreShownPartly) {
    ChannelMap map(0, nullptr);
    EpochChannels odd = channelsOf(1, {4});
    odd.layers[0].deadFraction.assign(50, 1.0F);
    odd.layers[0].meanActivation.clear();
    QCPColorMapData& data = *map.findChild<PlotCanvas*>()->findChild<QCPColorMap*>()->data();
    const auto isShown = [&data](int row) { return std::isfinite(data.cell(0, row)); };
    map.present({odd}, channels::Statistic::share, true);
    EXPECT_EQ(data.valueSize(), 4);
    EXPECT_TRUE(isShown(0) && isShown(3));
    map.present({odd}, channels::Statistic::dead, true);
    EXPECT_EQ(data.valueSize(), 50);
    EXPECT_TRUE(isShown(0) && isShown(49));
    map.present({odd}, channels::Statistic::activation, true);
    EXPECT_EQ(data.valueSize(), 50) << "no value: the map is unchanged";
}

} // namespace
} // namespace asge
