// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_canvas.h"

#include "tests/widgets/goodness/goodness_samples.h"
#include "tests/widgets/svg_texts.h"
#include "widgets/goodness/goodness_scene.h"
#include "widgets/maps/map_drawing.h"

#include <QBuffer>
#include <QPainter>
#include <QSvgGenerator>

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(MapCompareCanvasTest, WholeLayersFitAndUseTheRoom) {
    MapCompareCanvas canvas;
    MapCompareCanvas::Content content;
    content.image = QImage(28, 28, QImage::Format_RGB32);
    content.dimmed = content.image;
    content.columns.resize(4);
    canvas.setContent(content);
    const auto columnWidth = [&] {
        return canvas.mapRect(1, MapCompareCanvas::kA).left() -
               canvas.mapRect(0, MapCompareCanvas::kA).left();
    };
    for (int width = 400; width < 1000; width += 7) {
        canvas.setRoom({width, 500});
        if (canvas.sizeHint().width() <= width) {
            continue; // all fit
        }
        const int first = canvas.mapRect(-1, MapCompareCanvas::kA).left();
        const int seen = (width - first) / columnWidth();
        EXPECT_LT((width - first) - seen * columnWidth(), 40)
            << "no part of a layer is seen in " << width << " pixels";
    }
    canvas.setRoom({2300, 1250});
    EXPECT_GT(canvas.mapRect(0, MapCompareCanvas::kA).width(), 300);
    EXPECT_EQ(canvas.mapRect(0, MapCompareCanvas::kA).width() % 28, 0) << "whole pixels";
    EXPECT_LE(canvas.sizeHint().height(), 1250);
    EXPECT_LE(canvas.sizeHint().width(), 2300);
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
    content.a = {1, QStringLiteral("run 1"), QStringLiteral("Fusion ✓ T-shirt/top\t59 %")};
    content.b = {2, QStringLiteral("run 2"), QStringLiteral("Fusion ✗ Ankle boot\t67 %")};
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
        EXPECT_EQ(canvas.barWidth(), canvas.mapRect(0, MapCompareCanvas::kA).width()) << width;
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
        EXPECT_GE(canvas.barWidth(), bar.endsWidth(canvas.fontMetrics())) << width;
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
