// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <span>

class QColor;
class QPainter;
class QRectF;

namespace asge {

/// Draws evenly spaced values as a line that fills the rectangle, with a dot at the last value; NaN
/// leaves a gap. The line's height has no unit: it goes from the lowest value to the highest, but
/// over at least 0.02, so that the noise of a run that has converged looks flat.
void drawSparkline(QPainter& painter, const QRectF& rect, std::span<const double> values,
                   const QColor& color);

} // namespace asge
