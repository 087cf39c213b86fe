// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/cut_graph.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace asge {
namespace {

bool isPlace(QPointF point) {
    return std::isfinite(point.x()) && std::isfinite(point.y());
}

/// The part of a polygon on one side of a border; `inside` is how far a point is on that side.
template <typename Inside>
QPolygonF cutAtBorder(const QPolygonF& polygon, const Inside& inside) {
    QPolygonF kept;
    for (qsizetype i = 0; i < polygon.size(); ++i) {
        const QPointF from = polygon[i > 0 ? i - 1 : polygon.size() - 1];
        const QPointF to = polygon[i];
        const double before = inside(from);
        const double after = inside(to);
        if ((before < 0) != (after < 0)) {
            kept << from + (to - from) * (before / (before - after));
        }
        if (after >= 0) {
            kept << to;
        }
    }
    return kept;
}

/// The dashes of a straight line that begins at that place of the pattern.
void addDashes(const QLineF& line, double from, const QVector<qreal>& pattern, double period,
               QVector<QLineF>& dashes) {
    const double length = line.length();
    double begin =
        -std::fmod(from, period); // of a part of the pattern, from the line's first point
    for (qsizetype part = 0; begin < length; part = (part + 1) % pattern.size()) {
        const double end = begin + pattern[part];
        if (part % 2 == 0 && end > 0) { // the others are gaps
            dashes << QLineF(line.pointAt(std::max(begin, 0.0) / length),
                             line.pointAt(std::min(end, length) / length));
        }
        begin = end;
    }
}

bool isCut(const QCPPainter& painter) {
    return painter.modes().testFlag(QCPPainter::pmVectorized);
}

} // namespace

std::optional<QLineF> cutLine(const QLineF& line, const QRectF& area) {
    double first = 0; // the part of the line that is kept, from 0 to 1
    double last = 1;
    const auto cut = [&](double from, double change, double low, double high) {
        if (change == 0) {
            return from >= low && from <= high;
        }
        const double a = (low - from) / change;
        const double b = (high - from) / change;
        first = std::max(first, std::min(a, b));
        last = std::min(last, std::max(a, b));
        return first <= last;
    };
    if (!isPlace(line.p1()) || !isPlace(line.p2()) ||
        !cut(line.x1(), line.dx(), area.left(), area.right()) ||
        !cut(line.y1(), line.dy(), area.top(), area.bottom())) {
        return std::nullopt;
    }
    // The ends stay as they are, so that parts of an uncut line join.
    return QLineF(first > 0 ? line.pointAt(first) : line.p1(),
                  last < 1 ? line.pointAt(last) : line.p2());
}

QVector<QPointF> cutPolyline(const QVector<QPointF>& line, const QRectF& area) {
    constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
    QVector<QPointF> parts;
    for (qsizetype i = 1; i < line.size(); ++i) {
        const std::optional<QLineF> inside = cutLine({line[i - 1], line[i]}, area);
        if (!inside) {
            continue;
        }
        if (parts.isEmpty() || parts.back() != inside->p1()) {
            if (!parts.isEmpty()) {
                parts << QPointF(kGap, kGap);
            }
            parts << inside->p1();
        }
        parts << inside->p2();
    }
    return parts;
}

QPolygonF cutPolygon(const QPolygonF& polygon, const QRectF& area) {
    QPolygonF part = cutAtBorder(polygon, [&](QPointF at) { return at.x() - area.left(); });
    part = cutAtBorder(part, [&](QPointF at) { return area.right() - at.x(); });
    part = cutAtBorder(part, [&](QPointF at) { return at.y() - area.top(); });
    return cutAtBorder(part, [&](QPointF at) { return area.bottom() - at.y(); });
}

QVector<QLineF> dashesOf(const QVector<QPointF>& line, const QVector<qreal>& pattern,
                         const QRectF& area) {
    const double period = std::accumulate(pattern.begin(), pattern.end(), 0.0);
    QVector<QLineF> dashes;
    double along = 0; // the way from where the pattern began
    for (qsizetype i = 1; period > 0 && i < line.size(); ++i) {
        const QLineF piece(line[i - 1], line[i]);
        if (!isPlace(piece.p1()) || !isPlace(piece.p2())) {
            along = 0;
            continue;
        }
        if (const auto inside = cutLine(piece, area); inside && !inside->isNull()) {
            const double from = along + QLineF(piece.p1(), inside->p1()).length();
            addDashes(*inside, from, pattern, period, dashes);
        }
        along += piece.length();
    }
    return dashes;
}

void CutGraph::drawLinePlot(QCPPainter* painter, const QVector<QPointF>& lines) const {
    const double scale = std::abs(painter->deviceTransform().m11());
    const bool isThin = pen().widthF() > 0 && pen().widthF() * scale <= 1;
    if (isThin && pen().style() == Qt::CustomDashLine && !isCut(*painter)) {
        drawDashes(*painter, lines);
        return;
    }
    QCPGraph::drawLinePlot(painter, isCut(*painter) ? cutPolyline(lines, clipRect()) : lines);
}

void CutGraph::drawDashes(QCPPainter& painter, const QVector<QPointF>& lines) const {
    QPen solid = pen();
    QVector<qreal> pattern = solid.dashPattern();
    for (qreal& part : pattern) {
        part *= solid.widthF();
    }
    solid.setStyle(Qt::SolidLine);
    applyDefaultAntialiasingHint(&painter);
    painter.setPen(solid);
    painter.drawLines(dashesOf(lines, pattern, clipRect()));
}

void CutGraph::drawScatterPlot(QCPPainter* painter, const QVector<QPointF>& scatters,
                               const QCPScatterStyle& style) const {
    if (!isCut(*painter)) {
        QCPGraph::drawScatterPlot(painter, scatters, style);
        return;
    }
    QVector<QPointF> inside;
    const QRectF area(clipRect());
    std::copy_if(scatters.begin(), scatters.end(), std::back_inserter(inside),
                 [&area](QPointF point) { return area.contains(point); });
    QCPGraph::drawScatterPlot(painter, inside, style);
}

double WholeMarks::reach(const QCPScatterStyle& style) {
    constexpr double kAxisLine = 1; // the border itself
    return style.size() / 2 + style.pen().widthF() + kAxisLine;
}

void WholeMarks::drawScatterPlot(QCPPainter* painter, const QVector<QPointF>& scatters,
                                 const QCPScatterStyle& style) const {
    const double side = reach(style);
    const QRectF inside = QRectF(clipRect()).adjusted(side, side, -side, -side);
    QVector<QPointF> moved = scatters;
    for (QPointF& point : moved) {
        point.setX(std::max(std::min(point.x(), inside.right()), inside.left()));
        point.setY(std::max(std::min(point.y(), inside.bottom()), inside.top()));
    }
    CutGraph::drawScatterPlot(painter, moved, style);
}

/// The area between this graph and another one with the same keys and gaps.
void drawCut(QPainter& painter, const QRectF& place, const QImage& image, const QRectF& area) {
    const QRectF seen = place & area;
    if (!seen.isEmpty()) {
        const double across = image.width() / place.width();
        const double down = image.height() / place.height();
        painter.drawImage(seen, image,
                          QRectF((seen.left() - place.left()) * across,
                                 (seen.top() - place.top()) * down, seen.width() * across,
                                 seen.height() * down));
    }
}

void CutGraph::drawFill(QCPPainter* painter, QVector<QPointF>* lines) const {
    const auto* other = qobject_cast<const CutGraph*>(channelFillGraph());
    if (!isCut(*painter) || other == nullptr) {
        QCPGraph::drawFill(painter, lines);
        return;
    }
    if (brush().style() == Qt::NoBrush || brush().color().alpha() == 0) {
        return;
    }
    QVector<QPointF> edge;
    other->getLines(&edge, QCPDataRange(0, other->dataCount()));
    QVector<QCPDataRange> own = getNonNanSegments(lines, keyAxis()->orientation());
    QVector<QCPDataRange> others = getNonNanSegments(&edge, keyAxis()->orientation());
    applyFillAntialiasingHint(painter);
    painter->setPen(Qt::NoPen);
    painter->setBrush(brush());
    for (const auto& [mine, theirs] : getOverlappingSegments(own, lines, others, &edge)) {
        painter->drawPolygon(
            cutPolygon(getChannelFillPolygon(lines, mine, &edge, theirs), clipRect()));
    }
}

} // namespace asge
