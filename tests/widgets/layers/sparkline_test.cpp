// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/layers/sparkline.h"

#include "widgets/common/theme.h"

#include <QImage>

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(LayerSparkline, TheLineIsSeenOnItsOwnArea) {
    constexpr int kScale = 4; // so that pixels within the line have no other colour
    for (const bool dark : {false, true}) {
        const QPalette palette = dark ? theme::darkPalette() : theme::lightPalette();
        const QColor ground = palette.color(QPalette::Base);
        for (int layer = 0; layer < 4; ++layer) {
            Sparkline spark;
            spark.setPalette(palette);
            spark.resize(120, 26);
            spark.setValues({0.5, 0.5, 0.5});
            spark.setColor(
                theme::legible(theme::layerColor(layer, 4, dark), ground, theme::kGraphicContrast));
            QImage picture(spark.size() * kScale, QImage::Format_RGB32);
            picture.setDevicePixelRatio(kScale);
            picture.fill(ground);
            spark.render(&picture, {}, {}, QWidget::DrawChildren);
            const QColor line = picture.pixelColor(kScale * 60, kScale * 13);
            const QColor area = picture.pixelColor(kScale * 60, kScale * 20);
            EXPECT_NE(area, ground);
            EXPECT_GE(theme::contrast(line, area), 2.99) << layer << (dark ? " dark" : " light");
            EXPECT_GE(theme::contrast(line, ground), 2.99) << layer << (dark ? " dark" : " light");
        }
    }
}

} // namespace
} // namespace asge
