// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/line_scene.h"
#include "widgets/plot/plot_canvas.h"

#include <cstddef>

/// How lines and axes of a LinePlot look.
namespace asge::plot {

/// The colour at an opacity over the background. Drawing with it is faster than alpha blending.
QColor over(const QColor& color, const QColor& background, double part);
/// Number of line patterns: 0 is solid, 1 dashed, 2 dotted, the others dash and dot.
inline constexpr std::size_t kPatterns = 6;
QPen linePen(std::size_t pattern, const QColor& color, double width);
/// A pen for lines with hundreds of thousands of points.
QPen fastPen(const QColor& color);
QPen linkPen(const QColor& color);
QPen eventPen(const QColor& color);
/// The style of marks for values that can't be drawn.
QCPScatterStyle breakStyle(const QPalette& palette);

/// Most lines whose ends are labelled with names; more names would cover each other.
inline constexpr std::size_t kMostNamedEnds = 8;
/// A name for the end of a line. A very long one keeps its beginning and its end, where names of
/// runs differ.
QString endName(const QString& name);
/// The names, each cut at its end to that many pixels or, if it would then equal another, in its
/// middle. None if little of them would be left, or if they would still be equal.
QStringList namesWithin(const QStringList& names, const QFontMetrics& metrics, int width);

/// The pixels beside a vertical axis that tick labels of that width need. Plots below each other
/// begin at the same place if all have at least those of the widest.
int sideMargin(const QCPAxis& axis, const QString& widestLabel);

/// Sets scale, ticks, number format and label of an axis that shows values up to `last`.
void styleAxis(QCPAxis& axis, const PlotAxis& description, double last);
/// A value on an axis, without its unit: "91.24", "0.3021"; "–" if it isn't finite.
QString valueText(const PlotAxis& axis, double value);
/// A place on a horizontal axis: "epoch 3.5", "step 2,400", "0:12:34", "Test loss 0.25".
QString placeText(const PlotAxis& axis, double x);

} // namespace asge::plot
