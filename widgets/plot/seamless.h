// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QRect>

class QPainter;

namespace asge::plot {

/// Whether a painter writes a vector file, whose viewer draws with another number of pixels.
bool drawsVectors(const QPainter& painter);
/// Fills one of several opaque cells that touch each other, from left to right and from top to
/// bottom. In a vector file a cell reaches under the next ones: viewers smooth the edges of areas,
/// so that the background would show as a hairline between them.
void fillSeamless(QPainter& painter, const QRectF& cell, const QColor& color);

/// Draws a line of one pixel just inside `place`. In a vector file, a pen's line is on both sides
/// of the edge, so that the frame would be beside what fills the place.
void drawFrame(QPainter& painter, const QRect& place, const QColor& color);

} // namespace asge::plot
