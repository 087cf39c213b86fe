// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/thumbnail_delegate.h"

#include <QImage>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyleOptionViewItem>
#include <QWidget>

#include <gtest/gtest.h>

#include <functional>

namespace asge {
namespace {

constexpr int kPixelRatio = 2;
const QString kLetters = QStringLiteral("gpqyj Tfl");

/// How many rows of pixels the letters of a picture take, below a part that does not count.
int inkHeight(const QImage& picture, int below) {
    int first = -1;
    int last = -1;
    for (int y = below; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            if (picture.pixelColor(x, y).lightness() < 200) {
                first = first < 0 ? y : first;
                last = y;
                break;
            }
        }
    }
    return last - first;
}

QImage paintedBy(const QSize& size, const QFont& font,
                 const std::function<void(QPainter&)>& paint) {
    QImage picture(size * kPixelRatio, QImage::Format_RGB32);
    picture.setDevicePixelRatio(kPixelRatio);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    painter.setPen(Qt::black);
    painter.setFont(font);
    paint(painter);
    return picture;
}

TEST(ThumbnailDelegateTest, LettersAreWholeInAnyFont) {
    const QWidget list;
    QStandardItemModel model(1, 1);
    model.setData(model.index(0, 0), QStringLiteral("\n") + kLetters);
    const ThumbnailDelegate delegate(32, 2);
    QStyleOptionViewItem option;
    option.initFrom(&list);
    option.state = QStyle::State_Enabled;
    for (int pixels = 8; pixels <= 20; ++pixels) {
        option.font.setPixelSize(pixels);
        option.fontMetrics = QFontMetrics(option.font);
        option.rect = QRect(QPoint(), delegate.cellSize(option.fontMetrics) + QSize(160, 0));
        const QImage drawn = paintedBy(option.rect.size(), option.font, [&](QPainter& painter) {
            delegate.paint(&painter, option, model.index(0, 0));
        });
        const QImage letters = paintedBy({300, 60}, option.font, [](QPainter& painter) {
            painter.drawText(QPointF(10, 30), kLetters);
        });
        EXPECT_EQ(inkHeight(drawn, (6 + 32 + 2) * kPixelRatio), inkHeight(letters, 0)) << pixels;
    }
}

} // namespace
} // namespace asge
