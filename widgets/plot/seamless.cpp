// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/seamless.h"

#include <QPaintEngine>
#include <QPainter>

namespace asge::plot {

bool drawsVectors(const QPainter& painter) {
    const QPaintEngine* engine = painter.paintEngine();
    return engine != nullptr &&
           (engine->type() == QPaintEngine::Pdf || engine->type() == QPaintEngine::SVG);
}

void fillSeamless(QPainter& painter, const QRectF& cell, const QColor& color) {
    constexpr double kUnder = 0.75; // pixels
    painter.fillRect(drawsVectors(painter) ? cell.adjusted(0, 0, kUnder, kUnder) : cell, color);
}

void drawFrame(QPainter& painter, const QRect& place, const QColor& color) {
    painter.setPen(QPen(color, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(drawsVectors(painter) ? QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5)
                                           : QRectF(place.adjusted(0, 0, -1, -1)));
}

} // namespace asge::plot
