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

} // namespace asge::plot
