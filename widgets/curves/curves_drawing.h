#pragma once

#include "widgets/curves/curves_model.h"
#include "widgets/plot/curve_pyramid.h"
#include "widgets/plot/plot_canvas.h"

#include <vector>

/// How lines of curves look, on whatever plot they stand.
namespace asge::curves {

/// A colour seen through, without the cost of it.
QColor over(const QColor& color, const QColor& background, double part);
QPen dashes(const QColor& color, double width, const QVector<qreal>& pattern);
QPen penOf(Kind kind, const QColor& color);
/// The pen and marks of points that can't be drawn where they are.
QCPScatterStyle brokenStyle(bool dark);
QString brokenText(double raw); ///< why a value has no place

/// Ticks of an axis that shows `axis` up to `last`, and its label.
QSharedPointer<QCPAxisTicker> xTicker(Axis axis, bool logarithmic, double last);
QString xLabel(Axis axis, bool logarithmic, double last);
QSharedPointer<QCPAxisTicker> logTicker();

/// Edges of an axis' columns, `detail` of them for each pixel on the screen.
std::vector<double> columnEdges(const QCPAxis& axis, int detail);
/// Gives a graph what shows of a line between these edges.
void feed(QCPGraph& graph, const CurvePyramid& line, const std::vector<double>& edges);
/// Of a line's finite values about 500, evenly spread and sorted, for an automatic range.
std::vector<double> sampled(const CurvePyramid& line);

} // namespace asge::curves
