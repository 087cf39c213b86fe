// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/theme.h"
#include "widgets/plot/line_scene.h"
#include "widgets/plot/plot_canvas.h"

#include <cstddef>

/// How lines and axes of a LinePlot look.
namespace asge::plot {

using theme::over; // drawing with such a colour is faster than alpha blending
/// The same, but with enough contrast to the background for a thin line. One that would have too
/// little is lighter or darker instead of greyer, so that it keeps its hue.
QColor paleOf(const QColor& color, const QColor& background, double part);
/// Number of line patterns: 0 is solid, 1 dashed, 2 dotted, the others dash and dot.
inline constexpr std::size_t kPatterns = 6;
QPen linePen(std::size_t pattern, const QColor& color, double width);
/// A pen for lines with hundreds of thousands of points.
QPen fastPen(const QColor& color);
QPen linkPen(const QColor& color);
/// Levels of different patterns can be told apart.
QPen levelPen(std::size_t pattern, const QColor& color);
QPen eventPen(const QColor& color);
/// The pen of a line at a place that is shown elsewhere, such as the epoch of a histogram.
QPen placePen(const QPalette& palette);
/// Draws a horizontal or vertical line in whole device pixels, so that equal lines are equally wide
/// at any scale and place.
void drawSharpLine(QPainter& painter, QPen pen, const QLineF& line);
/// Draws a line with placePen() and a border in the colour of the background, so that it is seen on
/// a map of any colour.
void drawPlaceLine(QPainter& painter, const QPalette& palette, const QLineF& line);
/// The style of marks for values that can't be drawn.
QCPScatterStyle breakStyle(const QPalette& palette);
/// The style of marks for values above the axis.
QCPScatterStyle aboveStyle(const QPalette& palette);

inline const QString kMarkBreak = QStringLiteral(", "); ///< before "run 5" in "quick, run 5"

/// What stands at the end of the line of each run or group: its name, if all names are short and
/// differ, or what is behind their last comma; otherwise a number, which the legend has in front of
/// the name. Empty texts if there is one line, or more than there are colours, whose marks would
/// cover each other.
QStringList endMarks(const QStringList& names);

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
