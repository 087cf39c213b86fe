// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/swatch.h"

#include "widgets/common/theme.h"

#include <QIconEngine>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

constexpr double kCorner = 2;    // pixels
constexpr double kIconSide = 12; // pixels, at most
constexpr double kOutline = 1;   // pixels

class SwatchEngine : public QIconEngine {
  public:
    SwatchEngine(const QColor& color, const QColor& ground) : color_(color), ground_(ground) {}

    QString key() const override { return QStringLiteral("asgeSwatch"); }
    QIconEngine* clone() const override { return new SwatchEngine(*this); }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode, QIcon::State) override {
        const double side = std::min({kIconSide, rect.width() + 0.0, rect.height() + 0.0});
        QRectF square(0, 0, side, side);
        square.moveCenter(QRectF(rect).center());
        drawSwatch(*painter, square, color_, ground_);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        paint(&painter, picture.rect(), mode, state);
        return picture;
    }

  private:
    QColor color_, ground_;
};

} // namespace

void drawSwatch(QPainter& painter, const QRectF& place, const QColor& color, const QColor& ground) {
    const QTransform toDevice = painter.deviceTransform();
    const QRectF there = toDevice.mapRect(place);
    const double side = std::round(std::min(there.width(), there.height()));
    const QRectF whole(std::round(there.left()), std::round(there.top()), side, side);
    const QColor outline = theme::outlineOf(color, ground);
    const double scale = place.width() > 0 ? there.width() / place.width() : 1;
    const double rim = outline.isValid() ? std::max(std::round(kOutline * scale), 1.0) : 0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing); // for the corners
    painter.setPen(Qt::NoPen);
    const QTransform back = toDevice.inverted();
    if (outline.isValid()) {
        painter.setBrush(outline);
        painter.drawRoundedRect(back.mapRect(whole), kCorner, kCorner);
    }
    painter.setBrush(color);
    painter.drawRoundedRect(back.mapRect(whole.adjusted(rim, rim, -rim, -rim)),
                            kCorner - kOutline / 2, kCorner - kOutline / 2);
    painter.restore();
}

QIcon swatchIcon(const QColor& color, const QColor& ground) {
    return QIcon(new SwatchEngine(color, ground));
}

} // namespace asge
