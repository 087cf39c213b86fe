// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/color_key.h"

#include "widgets/common/theme.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QPainter>

namespace asge {
namespace {

/// Whether a key of that width has the colour of the bar's end, and of the texts after it.
bool isWhole(const ColorKey& key, int width) {
    const QColor end = key.bars().front().colors.back();
    const QColor text = theme::plotColors(key.palette()).text;
    const int height = key.heightForWidth(width);
    QImage picture(width, height, QImage::Format_RGB32);
    picture.fill(theme::plotColors(key.palette()).background);
    QPainter painter(&picture);
    key.paint(painter, picture.rect());
    painter.end();
    int lastBar = -1;
    int lastText = -1;
    for (int x = 0; x < width; ++x) {
        for (int y = 0; y < height; ++y) {
            lastBar = picture.pixelColor(x, y) == end ? x : lastBar;
            lastText = picture.pixelColor(x, y) == text ? x : lastText;
        }
    }
    return lastBar >= 0 && lastText > lastBar && lastText < width - 1;
}

TEST(ColorKeyTest, ABarWithoutRoomBesideItsTitleIsBelowIt) {
    ColorKey key;
    key.setPalette(theme::lightPalette());
    key.setBars({{QStringLiteral("wrong (images, blocks of 4 × 4 classes)"),
                  QStringLiteral("0"),
                  QStringLiteral("33"),
                  {Qt::white, Qt::green}}});
    for (const int width : {300, 330, 500}) {
        EXPECT_TRUE(isWhole(key, width)) << width;
    }
    EXPECT_GT(key.heightForWidth(300), key.heightForWidth(500));
}

} // namespace
} // namespace asge
