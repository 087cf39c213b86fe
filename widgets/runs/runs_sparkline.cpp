// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_sparkline.h"

#include <QColor>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace asge {
namespace {

constexpr double kLeastSpan = 0.02; ///< of the values, which are fractions
constexpr double kLineWidth = 1.25;
constexpr double kDotRadius = 1.75;

/// The least and the greatest value that fit the line's height; nothing if no value is a number.
std::optional<std::pair<double, double>> sparklineRange(std::span<const double> values) {
    std::optional<std::pair<double, double>> range;
    for (const double value : values) {
        if (std::isfinite(value)) {
            range = range ? std::pair(std::min(range->first, value), std::max(range->second, value))
                          : std::pair(value, value);
        }
    }
    if (range) {
        const double missing = std::max(0.0, kLeastSpan - (range->second - range->first)) / 2;
        range->first -= missing;
        range->second += missing;
    }
    return range;
}

/// The mean of the values within each pixel, since drawing several of them there takes long and
/// shows nothing. The last value stays, because the dot is there.
std::vector<double> valuesByPixel(std::span<const double> values, std::size_t pixels) {
    if (values.size() <= pixels) {
        return {values.begin(), values.end()};
    }
    std::vector<double> means;
    means.reserve(pixels);
    for (std::size_t i = 0; i < pixels; ++i) {
        double sum = 0;
        int count = 0;
        for (std::size_t k = i * values.size() / pixels; k < (i + 1) * values.size() / pixels;
             ++k) {
            if (std::isfinite(values[k])) {
                sum += values[k];
                ++count;
            }
        }
        means.push_back(count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN());
    }
    means.back() = values.back();
    return means;
}

} // namespace

void drawSparkline(QPainter& painter, const QRectF& rect, std::span<const double> all,
                   const QColor& color) {
    const std::vector<double> values =
        valuesByPixel(all, static_cast<std::size_t>(std::max(2.0, rect.width())));
    const auto range = sparklineRange(values);
    if (!range) {
        return;
    }
    // The dot at an end of the line must not leave the rectangle.
    const QRectF area = rect.adjusted(kDotRadius, kDotRadius, -kDotRadius, -kDotRadius);
    const double across = area.width() / std::max(1.0, static_cast<double>(values.size()) - 1);
    const double upward = area.height() / (range->second - range->first);
    painter.setPen(QPen(color, kLineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    QPolygonF line;
    QPointF last;
    const auto drawLine = [&] {
        if (line.size() > 1) {
            painter.drawPolyline(line);
        } else if (line.size() == 1) {
            painter.drawPoint(line.front()); // an epoch between two that are not known
        }
        line.clear();
    };
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            drawLine();
            continue;
        }
        last = {area.left() + across * static_cast<double>(i),
                area.bottom() - upward * (values[i] - range->first)};
        line << last;
    }
    drawLine();
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(last, kDotRadius, kDotRadius);
}

} // namespace asge
