// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/level_lines.h"

#include "widgets/common/theme.h"

#include <algorithm>

namespace asge {

namespace {

constexpr double kLevelTextGap = 4;    ///< pixels between the text and the border of the axes
constexpr double kWidestText = 0.6;    ///< of the axes' width
constexpr float kPlateOpacity = 0.85F; ///< of the background between the text and lines

} // namespace

LevelLines::LevelLines(QCustomPlot* plot) : QCPAbstractItem(plot) {
    setSelectable(false);
    setLayer(QStringLiteral("axes")); // its text must be readable in front of lines
}

QRectF LevelLines::textPlace(const PlotLevel& level, bool above) const {
    const QRect area = parentPlot()->axisRect()->rect();
    const QFontMetricsF metrics(parentPlot()->xAxis->tickLabelFont());
    const double y = parentPlot()->yAxis->coordToPixel(level.y);
    const double width = metrics.horizontalAdvance(level.text) + 1;
    return {area.right() - width - kLevelTextGap, above ? y - metrics.height() : y, width,
            metrics.height()};
}

/// Each text is above its line, or below it if there is no room above; without room, there is none.
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
                const QRectF place = textPlace(level, above);
                if (found.isEmpty() && isFree(place)) {
                    found = place;
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
