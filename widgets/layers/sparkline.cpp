// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/layers/sparkline.h"

#include "widgets/common/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <utility>

namespace asge {

namespace {

constexpr double kLeastSparkSpan =
    0.02;                            ///< of the values, so that noise does not look like a trend
constexpr double kSparkMargin = 2.5; ///< pixels
constexpr double kSparkDot = 2.2;    ///< radius of the last point
constexpr double kSparkWash = 0.12;  ///< how much of its colour the area below the line has

} // namespace

Sparkline::Sparkline(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Sparkline::setValues(std::vector<double> values) {
    if (values != values_) {
        values_ = std::move(values);
        update();
    }
}

void Sparkline::setColor(const QColor& color) {
    color_ = color;
    update();
}

void Sparkline::setNote(const QString& note) {
    note_ = note;
    update();
}

std::vector<QPointF> Sparkline::points() const {
    std::vector<double> finite;
    std::copy_if(values_.begin(), values_.end(), std::back_inserter(finite),
                 [](double value) { return std::isfinite(value); });
    if (finite.empty()) {
        return {};
    }
    const auto [least, most] = std::minmax_element(finite.begin(), finite.end());
    const double span = std::max(*most - *least, kLeastSparkSpan);
    const double bottom = (*least + *most - span) / 2;
    const double width = this->width() - 2 * kSparkMargin;
    const double height = this->height() - 2 * kSparkMargin;
    const double steps = std::max<double>(1, static_cast<double>(values_.size()) - 1);
    std::vector<QPointF> points;
    for (std::size_t i = 0; i < values_.size(); ++i) {
        if (std::isfinite(values_[i])) {
            points.emplace_back(kSparkMargin + width * static_cast<double>(i) / steps,
                                kSparkMargin + height * (1 - (values_[i] - bottom) / span));
        }
    }
    return points;
}

void Sparkline::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, note_);
    const std::vector<QPointF> line = points();
    if (line.empty()) {
        return;
    }
    QPainterPath path(line.front());
    for (const QPointF& point : line) {
        path.lineTo(point);
    }
    QPainterPath below = path;
    below.lineTo(line.back().x(), height());
    below.lineTo(line.front().x(), height());
    const QColor wash = theme::over(color_, palette().color(QPalette::Base), kSparkWash);
    // The area is nearer to the line's colour than the background.
    const QColor ink = theme::legible(color_, wash, theme::kGraphicContrast);
    painter.setRenderHint(QPainter::Antialiasing, false); // the pale area has no visible edge
    painter.fillPath(below, wash);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ink, 1.5));
    painter.drawPath(path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawEllipse(line.back(), kSparkDot, kSparkDot);
}

} // namespace asge
