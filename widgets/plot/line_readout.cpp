// SPDX-License-Identifier: GPL-3.0-or-later

// What a panel of a LinePlot reads out at the place under the cursor.

#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/plot/line_panel.h"
#include "widgets/plot/line_style.h"
#include "widgets/plot/plot_text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace asge {
namespace {

constexpr std::size_t kMostRows = 16;      // of the read-out; more would hide the lines
constexpr std::ptrdiff_t kMostBreaks = 12; // lines of a tool tip
constexpr int kTipReach = 6;               // pixels around a mark
constexpr double kCurveReach = 40;         // pixels to a point of a line with unordered x
constexpr double kLeastReach = 4;          // pixels to a point of any other line
constexpr double kLineReach = 10;          // pixels to a line under the cursor
constexpr int kCellPadding = 10;           // pixels, left of a value
constexpr double kOnlyPointReach = 0.05;   // of the width of the plot, to the only point of a line

/// The breaks around a place, a line of text each.
QStringList breaksAround(const std::vector<PlotBreaks>& all, double low, double high) {
    QStringList lines;
    std::ptrdiff_t more = 0;
    for (const PlotBreaks& breaks : all) {
        const auto first =
            std::lower_bound(breaks.at->begin(), breaks.at->end(), low,
                             [](const LinePoints::Break& b, double x) { return b.x < x; });
        const auto end =
            std::upper_bound(first, breaks.at->end(), high,
                             [](double x, const LinePoints::Break& b) { return x < b.x; });
        const auto room = std::max<std::ptrdiff_t>(0, kMostBreaks - lines.size());
        const auto lastListed = first + std::min(end - first, room);
        for (auto at = first; at != lastListed; ++at) {
            lines << PlotText::tr("%1: %2 from %3 on")
                         .arg(breaks.name, brokenText(at->value), momentText(at->moment));
        }
        more += end - lastListed;
    }
    if (more > 0) {
        lines << PlotText::tr("and %1 more").arg(more);
    }
    return lines;
}

} // namespace

void LinePanel::findHit(const PlotSeries& series, QPointF pixel, std::vector<Hit>& hits) const {
    const PointList& points = series.points->points();
    if (points.empty()) {
        return;
    }
    Hit hit{&series, 0, std::numeric_limits<double>::max()};
    const bool free = series.points->unorderedX();
    const auto consider = [&](std::size_t i) {
        const PointList::Point point = points[i];
        const double across = canvas_->xAxis->coordToPixel(point.key) - pixel.x();
        const double up = canvas_->yAxis->coordToPixel(point.value) - pixel.y();
        const double far = free ? std::hypot(across, up) : std::abs(across);
        if (far < hit.distance) {
            hit = {&series, i, far};
        }
    };
    double reach = kCurveReach;
    if (free) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            consider(i);
        }
    } else {
        const std::size_t after =
            series.points->pyramid().find(canvas_->xAxis->pixelToCoord(pixel.x()));
        consider(after == 0 ? 0 : after - 1);
        consider(std::min(after, points.size() - 1));
        // A point counts as hit within 0.6 times the average distance between points.
        const double length = std::abs(canvas_->xAxis->coordToPixel(points.back().key) -
                                       canvas_->xAxis->coordToPixel(points.front().key));
        reach = points.size() == 1
                    ? kOnlyPointReach * canvas_->axisRect()->width()
                    : std::max(0.6 * length / double(points.size() - 1), kLeastReach);
    }
    if (hit.distance <= reach) {
        hits.push_back(hit);
    }
}

std::vector<LinePanel::Hit> LinePanel::hitsAt(double x, double y) const {
    const QPointF pixel(canvas_->xAxis->coordToPixel(x), canvas_->yAxis->coordToPixel(y));
    std::vector<Hit> hits;
    for (const PlotSeries& series : panel_.series) {
        if (series.shown && !series.backdrop) {
            findHit(series, pixel, hits);
        }
    }
    return hits;
}

/// The place of a hit on the x axis. If x is unordered, also when it was measured.
QString LinePanel::placeOf(const Hit& hit) const {
    const LinePoints& points = *hit.series->points;
    const double x = points.points()[hit.point].key;
    const QString text = panel_.placeText ? panel_.placeText(x) : QString();
    if (!text.isEmpty()) {
        return text;
    }
    const QString place = plot::placeText(panel_.x, x);
    return points.unorderedX()
               ? PlotText::tr("%1, %2").arg(place, momentText(points.moments()[hit.point]))
               : place;
}

QString LinePanel::textOf(const Hit& hit) const {
    const LinePoints& points = *hit.series->points;
    const QString value = plot::valueText(panel_.y, points.points()[hit.point].value);
    if (points.spreads().empty()) {
        return value;
    }
    const LinePoints::Spread& spread = points.spreads()[hit.point];
    return PlotText::tr("%1 ± %2, n = %3")
        .arg(value, plot::valueText(panel_.y, spread.standardDeviation))
        .arg(spread.n);
}

/// The room for names in the read-out: what the values leave of the plot's width.
int LinePanel::nameRoom(const std::vector<Hit>& hits) const {
    constexpr int kLeastName = 48; // pixels
    constexpr int kAround = 60;    // pixels, of the frame, the gaps and the square
    const QFontMetrics metrics(canvas_->font());
    std::map<int, int> columns;
    for (const Hit& hit : hits) {
        const int column = hit.series->column;
        columns[column] = std::max({columns[column], metrics.horizontalAdvance(textOf(hit)),
                                    metrics.horizontalAdvance(panel_.columns.value(column))});
    }
    int room = canvas_->axisRect()->width() - kAround;
    for (const auto& [column, width] : columns) {
        room -= width + kCellPadding;
    }
    return std::max(room, kLeastName);
}

/// The rows that fit into the height of the plot.
std::size_t LinePanel::rowRoom() const {
    constexpr int kAround = 34; // pixels, of the frame and the gaps
    constexpr int kTexts = 3;   // lines above and below the rows
    const int line = std::max(QFontMetrics(canvas_->font()).height(), 1);
    const int rows = (canvas_->axisRect()->height() - kAround) / line - kTexts;
    return std::min(static_cast<std::size_t>(std::max(rows, 1)), kMostRows);
}

QString LinePanel::htmlOf(const std::vector<Hit>& hits, const QString& place, int entry) const {
    const QString cell =
        QStringLiteral("<td align='right' style='padding-left:%1px'>%2</td>").arg(kCellPadding);
    const QFontMetrics metrics(canvas_->font());
    const QColor ground = theme::plotColors(canvas_->palette()).background;
    const int nameWidth = nameRoom(hits);
    const std::size_t most = rowRoom();
    std::map<int, std::map<int, const Hit*>> rows;
    std::set<int> columns;
    for (const Hit& hit : hits) {
        rows[hit.series->row][hit.series->column] = &hit;
        columns.insert(hit.series->column);
    }
    QString html = QStringLiteral("<b>%1</b><table cellspacing='0'>").arg(plain::escaped(place));
    if (!panel_.columns.isEmpty()) {
        html += QStringLiteral("<tr><td></td>");
        for (const int column : columns) {
            html += cell.arg(plain::escaped(panel_.columns.value(column)));
        }
        html += QStringLiteral("</tr>");
    }
    std::size_t shownRows = 0;
    for (const auto& [number, cells] : rows) {
        if (++shownRows > most) {
            break;
        }
        const PlotSeries& first = *cells.begin()->second->series;
        const QString name =
            entry >= 0 && first.entry == entry ? QStringLiteral("<b>%1</b>") : QStringLiteral("%1");
        html += QStringLiteral("<tr><td><span style='color:%1'>■</span> %2</td>")
                    .arg(theme::legible(first.color, ground, theme::kGraphicContrast).name(),
                         name.arg(plain::escaped(
                             metrics.elidedText(first.name, Qt::ElideMiddle, nameWidth))));
        for (const int column : columns) {
            const auto hit = cells.find(column);
            html += cell.arg(hit == cells.end() ? QString() : textOf(*hit->second));
        }
        html += QStringLiteral("</tr>");
    }
    html += QStringLiteral("</table>");
    if (rows.size() > most) {
        html += PlotText::tr("and %1 more").arg(rows.size() - most);
    }
    return html;
}

/// The vertical distance in pixels from a place to a line, between its points too; the distance to
/// the nearest point if x is unordered.
double LinePanel::distanceTo(const PlotSeries& series, QPointF pixel) const {
    const PointList& points = series.points->points();
    const auto placeOf = [&](std::size_t i) {
        return QPointF(canvas_->xAxis->coordToPixel(points[i].key),
                       canvas_->yAxis->coordToPixel(points[i].value));
    };
    double least = std::numeric_limits<double>::max();
    if (series.points->unorderedX()) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            const QPointF away = placeOf(i) - pixel;
            least = std::min(least, std::hypot(away.x(), away.y()));
        }
        return least;
    }
    const std::size_t after =
        series.points->pyramid().find(canvas_->xAxis->pixelToCoord(pixel.x()));
    for (const std::size_t i : {after == 0 ? after : after - 1, after}) {
        if (i < points.size() && std::isfinite(points[i].value) &&
            std::abs(placeOf(i).x() - pixel.x()) <= kLineReach) {
            least = std::min(least, std::abs(placeOf(i).y() - pixel.y()));
        }
    }
    if (after > 0 && after < points.size()) {
        const QPointF from = placeOf(after - 1);
        const QPointF to = placeOf(after);
        const double part = (pixel.x() - from.x()) / std::max(to.x() - from.x(), 1e-9);
        const double there = from.y() + part * (to.y() - from.y());
        least = std::isfinite(there) ? std::min(least, std::abs(there - pixel.y())) : least;
    }
    return least;
}

/// The legend entry of the line under the cursor; −1 if there is none.
int LinePanel::entryAt(QPointF pixel) const {
    double nearest = kLineReach;
    int entry = -1;
    for (const PlotSeries& series : panel_.series) {
        if (series.shown && !series.backdrop && series.entry >= 0 && !series.points->empty()) {
            const double distance = distanceTo(series, pixel);
            if (distance < nearest) {
                nearest = distance;
                entry = series.entry;
            }
        }
    }
    return entry;
}

PlotReadout LinePanel::readout(double x, double y) const {
    const std::vector<Hit> hits = hitsAt(x, y);
    PlotReadout readout;
    readout.key = x;
    if (hits.empty()) {
        return readout;
    }
    for (const Hit& hit : hits) {
        const PointList::Point point = hit.series->points->points()[hit.point];
        if (std::isfinite(point.value)) {
            readout.dots.push_back({point.key, point.value, hit.series->color});
        }
    }
    const Hit& nearest =
        *std::min_element(hits.begin(), hits.end(),
                          [](const Hit& a, const Hit& b) { return a.distance < b.distance; });
    readout.key = nearest.series->points->points()[nearest.point].key;
    readout.entry = entryAt({canvas_->xAxis->coordToPixel(x), canvas_->yAxis->coordToPixel(y)});
    readout.html = htmlOf(hits, placeOf(nearest), readout.entry);
    return readout;
}

/// What a mark of values above the axis says.
QStringList LinePanel::aboveAround(double low, double high) const {
    double most = 0;
    for (const PlotSeries& series : panel_.series) {
        const PointList& points = series.points->points();
        const bool isMarked = hasAbove() && series.shown && !series.backdrop;
        std::size_t at = isMarked && !series.points->unorderedX()
                             ? series.points->pyramid().find(low)
                             : points.size();
        for (; at < points.size() && points[at].key <= high; ++at) {
            most = points[at].value > most ? points[at].value : most; // a NaN is never more
        }
    }
    return most > canvas_->yAxis->range().upper
               ? QStringList(PlotText::tr("up to %1, above the axis; Reset shows it")
                                 .arg(plot::valueText(panel_.y, most)))
               : QStringList();
}

QString LinePanel::tip(QPoint pixel) const {
    if (!marks_->area().contains(pixel)) {
        return {};
    }
    const QRect area = canvas_->axisRect()->rect();
    const double low = canvas_->xAxis->pixelToCoord(pixel.x() - kTipReach);
    const double high = canvas_->xAxis->pixelToCoord(pixel.x() + kTipReach);
    QStringList lines;
    if (pixel.y() < area.top() + area.height() / 10) { // the marks are in the upper tenth
        lines = breaksAround(panel_.breaks, low, high) + aboveAround(low, high);
    }
    lines += marks_->textsAt(pixel.x());
    return lines.join(u'\n');
}

} // namespace asge
