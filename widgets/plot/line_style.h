// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/line_scene.h"
#include "widgets/plot/plot_canvas.h"

#include <cstddef>

/// How lines and axes of a LinePlot look.
namespace asge::plot {

/// A colour seen through, without the cost of it.
QColor over(const QColor& color, const QColor& background, double part);
/// Patterns that are told apart: 0 is solid, 1 dashed, 2 dotted, then dashes with dots.
inline constexpr std::size_t kPatterns = 6;
QPen linePen(std::size_t pattern, const QColor& color, double width);
/// The pen of single values by the hundred thousand.
QPen fastPen(const QColor& color);
QPen linkPen(const QColor& color);
QPen eventPen(const QPalette& palette);
/// The marks of values that can't be drawn.
QCPScatterStyle breakStyle(const QPalette& palette);

/// Sets scale, ticks, number format and label of an axis that shows values up to `last`.
void dress(QCPAxis& axis, const PlotAxis& description, double last);
/// A value on an axis, without its unit's sign: "91.24", "0.3021"; "–" if it isn't finite.
QString valueText(const PlotAxis& axis, double value);
/// A place on a horizontal axis: "epoch 3.5", "step 2,400", "0:12:34", "Test loss 0.25".
QString placeText(const PlotAxis& axis, double x);

} // namespace asge::plot
