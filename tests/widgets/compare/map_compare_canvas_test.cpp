// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_canvas.h"

#include "tests/widgets/goodness/goodness_samples.h"
#include "tests/widgets/svg_texts.h"
#include "widgets/goodness/goodness_scene.h"
#include "widgets/maps/map_drawing.h"

#include <QBuffer>
#include <QPainter>
#include <QRegularExpression>
#include <QSvgGenerator>

#include <gtest/gtest.h>

namespace asge {
namespace {

constexpr auto kRowA = MapCompareCanvas::kA;
constexpr auto kRowB = MapCompareCanvas::kB;
constexpr auto kRowDifference = MapCompareCanvas::kDifference;

TEST(MapCompareCanvasTest, WholeLayersFitAndUseTheRoom) {
    MapCompareCanvas canvas;
    MapCompareCanvas::Content content;
    content.image = QImage(28, 28, QImage::Format_RGB32);
    content.dimmed = content.image;
    content.columns.resize(4);
    canvas.setContent(content);
    for (int width = 400; width < 1000; width += 7) {
        canvas.setRoom({width, 500});
        EXPECT_LE(canvas.sizeHint().width(), width) << "layers are in bands";
    }
    canvas.setRoom({2300, 1250});
    EXPECT_GT(canvas.mapRect(0, kRowA).width(), 300);
    EXPECT_EQ(canvas.mapRect(0, kRowA).width() % 28, 0) << "whole pixels";
    EXPECT_LE(canvas.sizeHint().height(), 1250);
    EXPECT_LE(canvas.sizeHint().width(), 2300);
}

TEST(MapCompareCanvasTest, SixteenLayersAreInBandsOfEqualLengths) {
    MapCompareCanvas canvas;
    MapCompareCanvas::Content content;
    content.image = QImage(28, 28, QImage::Format_RGB32);
    content.dimmed = content.image;
    content.columns.resize(16);
    for (int layer = 0; layer < 16; ++layer) {
        MapCompareCanvas::Column& column = content.columns[static_cast<std::size_t>(layer)];
        column.layer = layer;
        column.layers = 16;
        column.scales = {12.5, 0.15};
        column.a.layer = LayerInfo{16, 2, 28, 28, true};
        column.a.map = {2, {1, 2, 3, 4}};
        if (layer < 4) {
            column.b = column.a;
            column.difference = {2, {0.1, 0, 0, -0.1}};
        }
    }
    canvas.setContent(content);
    for (const QSize room : {QSize(700, 400), QSize(1000, 500), QSize(1400, 900)}) {
        canvas.setRoom(room);
        EXPECT_LE(canvas.sizeHint().width(), room.width());
        const int map = canvas.mapRect(0, kRowA).width();
        for (int layer = 0; layer < 16; ++layer) {
            EXPECT_EQ(canvas.scaleRect(layer, kRowB).width(), map);
            EXPECT_EQ(canvas.noteRect(layer).width(), map) << "as wide as the maps above it";
            EXPECT_LE(canvas.noteRect(layer).bottom(), canvas.sizeHint().height());
            if (layer > 0 &&
                canvas.mapRect(layer, kRowA).left() == canvas.mapRect(0, kRowA).left()) {
                EXPECT_GT(canvas.mapRect(layer, kRowA).top(), canvas.noteRect(layer - 1).bottom());
            }
        }
    }
    canvas.setRoom({1000, 500});
    const auto topOf = [&](const QString& head) {
        QBuffer svg;
        QSvgGenerator generator;
        generator.setOutputDevice(&svg);
        QPainter painter(&generator);
        canvas.paintPicture(painter);
        painter.end();
        const QRegularExpression place("<text[^>]* y=\"([-\\d.]+)\"[^>]*>\\s*" + head + "\\s*<");
        return place.match(QString::fromUtf8(svg.data())).captured(1).toDouble();
    };
    EXPECT_GT(topOf("Layer 1"), 0);
    EXPECT_LT(topOf("Layer 1"), canvas.mapRect(0, kRowA).top());
    EXPECT_GT(topOf("Layer 16"), canvas.noteRect(0).bottom());
    EXPECT_LT(topOf("Layer 16"), canvas.mapRect(15, kRowA).top());
    canvas.setRoom({3000, 1500});
    EXPECT_EQ(canvas.mapRect(15, kRowA).top(), canvas.mapRect(0, kRowA).top()) << "one band";
}

/// Four layers of two runs of ten classes, as in a window of 1366 pixels.
MapCompareCanvas::Content narrowContent(const MapCompareCanvas& canvas) {
    GoodnessScene scene;
    scene.setRun(test::makeImages(1), {"T-shirt/top", "Ankle boot"}, {});
    MapCompareCanvas::Content content;
    content.image = QImage(28, 28, QImage::Format_RGB32);
    content.dimmed = content.image;
    content.label = QStringLiteral("T-shirt/top");
    content.index = 9999;
    content.names = {scene.widestName(canvas.font()), scene.widestName(canvas.smallFont())};
    content.a = {1, QStringLiteral("run 1"), QStringLiteral("Fusion ✓ T-shirt/top\t59 %"), {}};
    content.b = {2, QStringLiteral("run 2"), QStringLiteral("Fusion ✗ Ankle boot\t67 %"), {}};
    for (int layer = 0; layer < 4; ++layer) {
        MapCompareCanvas::Column column;
        column.layer = layer;
        column.layers = 4;
        column.scales = {2, 1};
        column.a.layer = column.b.layer = LayerInfo{32 << layer, 1, 28, 28, true};
        column.a.map = column.b.map = column.difference = {1, {1}};
        column.a.prediction = QStringLiteral("✓ T-shirt/top\t67 %");
        column.b.prediction = QStringLiteral("✗ Ankle boot\t100 %");
        content.columns.push_back(column);
    }
    return content;
}

TEST(MapCompareCanvasTest, FourLayersAndTheirTextsFitANarrowWindow) {
    MapCompareCanvas canvas;
    canvas.setContent(narrowContent(canvas));
    for (const int width : {576, 604, 1400}) {
        canvas.setRoom({width, 446});
        EXPECT_LE(canvas.sizeHint().width(), width);
        EXPECT_EQ(canvas.splits(), width < 1000) << width;
        EXPECT_EQ(canvas.scaleRect(0, kRowB).width(), canvas.mapRect(0, kRowA).width()) << width;
        QBuffer svg;
        QSvgGenerator generator;
        generator.setOutputDevice(&svg);
        QPainter painter(&generator);
        canvas.paintPicture(painter);
        painter.end();
        const QStringList texts = test::textsOf(svg.data());
        EXPECT_TRUE(texts.filter(QStringLiteral("…")).isEmpty())
            << width << ": " << texts.join(u'|').toStdString();
        EXPECT_EQ(texts.filter(QStringLiteral("✓ T-shirt/top")).size(), 5) << width;
        EXPECT_EQ(texts.filter(QStringLiteral("channels")).size(), 4) << "heads of one form";
    }
}

TEST(MapCompareCanvasTest, MethodsHaveScalesOfTheirOwn) {
    MapCompareCanvas canvas;
    MapCompareCanvas::Content content = narrowContent(canvas);
    content.a.method = QStringLiteral("asge");
    content.b.method = QStringLiteral("forward-forward");
    for (MapCompareCanvas::Column& column : content.columns) {
        column.scales = {2, 1, 40};
    }
    canvas.setContent(content);
    for (const int width : {604, 1400}) {
        canvas.setRoom({width, 700});
        EXPECT_GT(canvas.scaleRect(0, kRowA).top(), canvas.mapRect(0, kRowA).bottom());
        EXPECT_LT(canvas.scaleRect(0, kRowA).bottom(), canvas.mapRect(0, kRowB).top());
        EXPECT_GT(canvas.scaleRect(0, kRowB).top(), canvas.mapRect(0, kRowB).bottom());
        EXPECT_LT(canvas.scaleRect(0, kRowB).bottom(), canvas.mapRect(0, kRowDifference).top());
        EXPECT_LE(canvas.sizeHint().height(), std::max(700, canvas.leastHeight()));
    }
    QBuffer svg;
    QSvgGenerator generator;
    generator.setOutputDevice(&svg);
    QPainter painter(&generator);
    canvas.paintPicture(painter);
    painter.end();
    const QStringList texts = test::textsOf(svg.data());
    EXPECT_TRUE(texts.contains("A, asge"));
    EXPECT_TRUE(texts.contains("B, forward-forward"));
    EXPECT_EQ(texts.count("40"), 4) << "the scales of B";
    EXPECT_EQ(texts.count("2"), 4) << "those of A";
}

TEST(MapCompareCanvasTest, NumbersOfAScaleNeverTouch) {
    MapCompareCanvas canvas;
    MapCompareCanvas::Content content = narrowContent(canvas);
    for (MapCompareCanvas::Column& column : content.columns) {
        column.scales = {12.5, 0.00015};
    }
    canvas.setContent(content);
    const maps::ScaleBar bar{0.00015, true};
    for (const int width : {300, 576, 1400}) {
        canvas.setRoom({width, 446});
        EXPECT_GE(canvas.scaleRect(0, kRowB).width(), bar.endsWidth(canvas.fontMetrics())) << width;
    }
    const auto textsIn = [&](int width) {
        QBuffer svg;
        QSvgGenerator generator;
        generator.setOutputDevice(&svg);
        generator.setResolution(canvas.logicalDpiX()); // so that texts are as wide as on the screen
        QPainter painter(&generator);
        painter.setFont(canvas.font());
        bar.paint(painter, {0, 0, width, maps::ScaleBar::kHeight}, 20, canvas.palette());
        painter.end();
        return test::textsOf(svg.data());
    };
    const QString least = maps::signedNumber(-0.00015);
    const QString most = maps::signedNumber(0.00015);
    const QFontMetrics metrics(canvas.font());
    EXPECT_EQ(textsIn(bar.endsWidth(metrics)), (QStringList{least, most})) << "without the middle";
    EXPECT_EQ(textsIn(bar.numbersWidth(metrics)), (QStringList{least, most, "0"}));
    EXPECT_LT(metrics.horizontalAdvance(least + "0" + most), bar.numbersWidth(metrics) - 4);
}

} // namespace
} // namespace asge
