// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/level_lines.h"

#include "widgets/common/theme.h"

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

QRectF LevelLines::textPlace(const PlotLevel& level) const {
    const QRect area = parentPlot()->axisRect()->rect();
    const QFontMetricsF metrics(parentPlot()->xAxis->tickLabelFont());
    const double y = parentPlot()->yAxis->coordToPixel(level.y);
    const double width = metrics.horizontalAdvance(level.text) + 1;
    // Below the line if there is no room above it.
    const bool above = y - metrics.height() > area.top();
    return {area.right() - width - kLevelTextGap, above ? y - metrics.height() : y, width,
            metrics.height()};
}

void LevelLines::draw(QCPPainter* painter) {
    const QRect area = parentPlot()->axisRect()->rect();
    const theme::PlotColors colors = theme::plotColors(parentPlot()->palette());
    for (const PlotLevel& level : levels_) {
        if (!parentPlot()->yAxis->range().contains(level.y)) {
            continue;
        }
        const double y = parentPlot()->yAxis->coordToPixel(level.y);
        painter->setAntialiasing(false);
        painter->setPen(QPen(colors.faint, 1, Qt::DashLine));
        painter->drawLine(QLineF(area.left(), y, area.right(), y));
        painter->setAntialiasing(true);
        if (textPlace(level).width() > kWidestText * area.width()) {
            continue; // it would cover the lines and marks of a narrow plot
        }
        painter->setFont(parentPlot()->xAxis->tickLabelFont());
        QColor plate = colors.background;
        plate.setAlphaF(kPlateOpacity);
        painter->fillRect(textPlace(level), plate);
        painter->drawText(textPlace(level), Qt::AlignCenter, level.text);
    }
}

} // namespace asge
