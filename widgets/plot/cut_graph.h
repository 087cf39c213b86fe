// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <qcustomplot.h>

#include <optional>

namespace asge {

/// The part of a straight line within an area, its border included; none if it is outside.
std::optional<QLineF> cutLine(const QLineF& line, const QRectF& area);
/// The parts of a polyline within an area, with a point that is not a number between two parts.
/// Such points, and infinite ones, are gaps of the polyline too.
QVector<QPointF> cutPolyline(const QVector<QPointF>& line, const QRectF& area);
/// The part of a polygon within an area. Parts that are apart are joined along the border.
QPolygonF cutPolygon(const QPolygonF& polygon, const QRectF& area);

/// The dashes of a polyline within an area. `pattern` has the lengths of dashes and of the gaps
/// behind them, an even number, which are measured along the line. It begins anew behind a point
/// that is not a number.
QVector<QLineF> dashesOf(const QVector<QPointF>& line, const QVector<qreal>& pattern,
                         const QRectF& area);

/// Draws the part of an image at `place` that is within an area, for the reason below.
void drawCut(QPainter& painter, const QRectF& place, const QImage& image, const QRectF& area);

/// A graph that draws nothing beyond its axes into a file of vectors: QSvgGenerator ignores
/// clipping. The dashes of its pen have the same places at any width: for a pen that is at most a
/// pixel wide Qt measures them in pixels and along one axis.
class CutGraph : public QCPGraph {
    Q_OBJECT

  public:
    /// The axes' plot owns it.
    CutGraph(QCPAxis* keys, QCPAxis* values) : QCPGraph(keys, values) {}

  protected:
    void drawFill(QCPPainter* painter, QVector<QPointF>* lines) const override;
    void drawLinePlot(QCPPainter* painter, const QVector<QPointF>& lines) const override;
    void drawScatterPlot(QCPPainter* painter, const QVector<QPointF>& scatters,
                         const QCPScatterStyle& style) const override;

  private:
    void drawDashes(QCPPainter& painter, const QVector<QPointF>& lines) const;
};

/// Marks at places of the axes. One at a border is drawn beside it, as a whole.
class WholeMarks : public CutGraph {
    Q_OBJECT

  public:
    /// The axes' plot owns it.
    WholeMarks(QCPAxis* keys, QCPAxis* values) : CutGraph(keys, values) {
        setLineStyle(QCPGraph::lsNone);
    }
    /// The pixels between a mark's middle and the borders.
    static double reach(const QCPScatterStyle& style);

  protected:
    void drawScatterPlot(QCPPainter* painter, const QVector<QPointF>& scatters,
                         const QCPScatterStyle& style) const override;
};

} // namespace asge
