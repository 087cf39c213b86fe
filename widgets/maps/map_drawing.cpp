// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/maps/map_drawing.h"

#include "widgets/common/theme.h"
#include "widgets/maps/map_values.h"
#include "widgets/plot/seamless.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace asge::maps {
namespace {

constexpr int kBetweenNumbers = 8; // pixels

} // namespace

QString signedNumber(double value) {
    return value > 0   ? QStringLiteral("+") + shortNumber(value)
           : value < 0 ? QStringLiteral("−") + shortNumber(-value)
                       : shortNumber(value);
}

void drawText(QPainter& painter, const QRect& place, const QString& what, const QColor& color,
              int alignment) {
    painter.setPen(color);
    painter.drawText(place, alignment | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(what, Qt::ElideRight, place.width()));
}

int ScaleBar::endsWidth(const QFontMetrics& metrics) const {
    const QString least = diverges ? signedNumber(-bound) : shortNumber(0);
    const QString most = diverges ? signedNumber(bound) : shortNumber(bound);
    return metrics.horizontalAdvance(least) + kBetweenNumbers + metrics.horizontalAdvance(most);
}

/// The middle of the bar is that of its number, so that the wider end counts twice.
int ScaleBar::numbersWidth(const QFontMetrics& metrics) const {
    if (!diverges) {
        return endsWidth(metrics);
    }
    const int end = std::max(metrics.horizontalAdvance(signedNumber(-bound)),
                             metrics.horizontalAdvance(signedNumber(bound)));
    return 2 * (end + kBetweenNumbers) + metrics.horizontalAdvance(shortNumber(0));
}

void ScaleBar::paint(QPainter& painter, const QRect& place, int line,
                     const QPalette& palette) const {
    const bool dark = theme::isDark(palette);
    for (int x = 0; x < place.width(); ++x) {
        const double part = static_cast<double>(x) / std::max(place.width() - 1, 1);
        plot::fillSeamless(painter, QRectF(place.left() + x, place.top(), 1, place.height()),
                           diverges ? theme::diverging(2 * part - 1, dark)
                                    : theme::sequential(part));
    }
    const theme::PlotColors colors = theme::plotColors(palette);
    if (diverges) {
        plot::drawFrame(painter, place, colors.axis);
    }
    const QRect numbers(place.left(), place.bottom() + 1, place.width(), line);
    drawText(painter, numbers, diverges ? signedNumber(-bound) : shortNumber(0), colors.text);
    drawText(painter, numbers, diverges ? signedNumber(bound) : shortNumber(bound), colors.text,
             Qt::AlignRight);
    if (diverges && numbersWidth(painter.fontMetrics()) <= place.width()) {
        drawText(painter, numbers, shortNumber(0), colors.text, Qt::AlignHCenter);
    }
}

} // namespace asge::maps
