// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/level_lines.h"

#include "widgets/common/theme.h"
#include "widgets/plot/cut_graph.h"

#include <algorithm>

namespace asge {

namespace {

constexpr double kLevelTextGap = 4;    ///< pixels between the text and the border of the axes
constexpr double kWidestText = 0.6;    ///< of the axes' width
constexpr float kPlateOpacity = 0.55F; ///< of the background between the text and lines

} // namespace

LevelLines::LevelLines(QCustomPlot* plot) : QCPAbstractItem(plot) {
    setSelectable(false);
    setLayer(QStringLiteral("axes")); // its text must be readable in front of lines
}

QRectF LevelLines::textPlace(const PlotLevel& level, bool above, bool atRight) const {
    const QRect area = parentPlot()->axisRect()->rect();
    const QFontMetricsF metrics(parentPlot()->xAxis->tickLabelFont());
    const double y = parentPlot()->yAxis->coordToPixel(level.y);
    const double width = metrics.horizontalAdvance(level.text) + 1;
    return {atRight ? area.right() - width - kLevelTextGap : area.left() + kLevelTextGap,
            above ? y - metrics.height() : y, width, metrics.height()};
}

/// The parts of lines between two of their points that a text would lie on.
int LevelLines::covered(const QRectF& place) const {
    const QCPAxis& x = *parentPlot()->xAxis;
    const QCPAxis& y = *parentPlot()->yAxis;
    int parts = 0;
    for (int i = 0; i < parentPlot()->graphCount(); ++i) {
        const QCPGraph& graph = *parentPlot()->graph(i);
        if (!graph.visible() || graph.lineStyle() == QCPGraph::lsNone ||
            graph.pen().style() == Qt::NoPen) {
            continue;
        }
        const auto end = graph.data()->findEnd(x.pixelToCoord(place.right()));
        auto point = graph.data()->findBegin(x.pixelToCoord(place.left()));
        const auto at = [&](const QCPGraphData& data) {
            return QPointF(x.coordToPixel(data.key), y.coordToPixel(data.value));
        };
        for (; point != end && point + 1 != end; ++point) {
            parts += cutLine({at(*point), at(*(point + 1))}, place) ? 1 : 0;
        }
    }
    return parts;
}

/// Each text is above its line, or below it if there is no room above; without room, there is none.
/// It is at the right end unless it would cover fewer parts of lines at the left one.
std::vector<QRectF> LevelLines::textPlaces() const {
    const QRectF area(parentPlot()->axisRect()->rect());
    std::vector<QRectF> places;
    const auto isFree = [&](const QRectF& place) {
        return place.top() >= area.top() && place.bottom() <= area.bottom() + 1 &&
               place.width() <= kWidestText * area.width() &&
               std::none_of(places.begin(), places.end(),
                            [&](const QRectF& other) { return other.intersects(place); });
    };
    for (const PlotLevel& level : levels_) {
        QRectF found;
        if (parentPlot()->yAxis->range().contains(level.y)) {
            for (const bool above : {true, false}) {
                const QRectF right = textPlace(level, above, true);
                const QRectF left = textPlace(level, above, false);
                if (found.isEmpty() && isFree(right)) {
                    found = isFree(left) && covered(left) < covered(right) ? left : right;
                }
            }
        }
        places.push_back(found);
    }
    return places;
}

void LevelLines::draw(QCPPainter* painter) {
    const QRect area = parentPlot()->axisRect()->rect();
    const theme::PlotColors colors = theme::plotColors(parentPlot()->palette());
    const std::vector<QRectF> places = textPlaces();
    for (std::size_t i = 0; i < levels_.size(); ++i) {
        const PlotLevel& level = levels_[i];
        if (!parentPlot()->yAxis->range().contains(level.y)) {
            continue;
        }
        const double y = parentPlot()->yAxis->coordToPixel(level.y);
        painter->setAntialiasing(false);
        painter->setPen(QPen(colors.faint, 1, Qt::DashLine));
        painter->drawLine(QLineF(area.left(), y, area.right(), y));
        painter->setAntialiasing(true);
        painter->setFont(parentPlot()->xAxis->tickLabelFont());
        QColor plate = colors.background;
        plate.setAlphaF(kPlateOpacity);
        painter->fillRect(places[i], plate);
        painter->drawText(places[i], Qt::AlignCenter, places[i].isEmpty() ? QString() : level.text);
    }
}

} // namespace asge
