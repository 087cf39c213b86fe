// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/swatch.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QPainter>

#include <set>

namespace asge {
namespace {

constexpr QRgb kSwatchInk = 0xffc27c00;

/// A picture of an icon in a cell that begins at that place, on a screen of that scale.
QImage pictureOf(const QIcon& icon, double scale, const QRect& cell) {
    QImage picture(80, 80, QImage::Format_RGB32);
    picture.setDevicePixelRatio(scale);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    icon.paint(&painter, cell);
    return picture;
}

TEST(SwatchTest, EdgesAreSharpAtAnyScale) {
    const QIcon icon = swatchIcon(QColor(kSwatchInk), Qt::white);
    for (const double scale : {1.0, 1.25, 1.5, 2.0}) {
        for (int left = 0; left < 6; ++left) {
            const QImage picture = pictureOf(icon, scale, {left, 3 * left, 16, 16});
            std::set<QRgb> colors;
            int sides[] = {0, 0};
            const QPoint middle(qRound(scale * (left + 8)), qRound(scale * (3 * left + 8)));
            for (int i = 0; i < 80; ++i) {
                const QRgb across = picture.pixel(i, middle.y());
                const QRgb down = picture.pixel(middle.x(), i);
                colors.insert({across, down});
                sides[0] += across == kSwatchInk ? 1 : 0;
                sides[1] += down == kSwatchInk ? 1 : 0;
            }
            EXPECT_EQ(colors, (std::set<QRgb>{kSwatchInk, 0xffffffff})) << scale << ' ' << left;
            EXPECT_EQ(sides[0], sides[1]) << scale << ' ' << left;
        }
    }
}

TEST(SwatchTest, AColourNearTheGroundHasAnOutline) {
    const QImage picture = pictureOf(swatchIcon(QColor(0xfde725), Qt::white), 1, {0, 0, 16, 16});
    EXPECT_NE(picture.pixel(8, 2), picture.pixel(8, 8));
    EXPECT_EQ(picture.pixelColor(8, 8), QColor(0xfde725));
}

} // namespace
} // namespace asge
