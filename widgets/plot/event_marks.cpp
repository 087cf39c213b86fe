// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/event_marks.h"

#include "widgets/common/theme.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/plot/line_style.h"
#include "widgets/plot/plot_text.h"

#include <algorithm>
#include <utility>

namespace asge {

namespace {

constexpr double kGroupReach = 11; ///< pixels from a group's first event to its last
constexpr double kMarkReach = 6;   ///< pixels around a mark in which its texts are shown
constexpr qsizetype kMostTexts = 12;
constexpr double kEventMarkWidth = 9; ///< of the triangle, pixels
constexpr double kMarkHeight = 8;
constexpr double kBadgeHeight = 14; ///< of the mark with a number
constexpr std::size_t kMostShown = 99;
constexpr int kRimWidth = 3; ///< pixels, of the dark line behind dots on a map
constexpr int kRimOpacity = 190;

} // namespace

PointedOut::PointedOut(QCustomPlot* plot) : QCPAbstractItem(plot) {
    setSelectable(false);
}

void PointedOut::draw(QCPPainter* painter) {
    if (place_ && parentPlot()->xAxis->range().contains(*place_)) {
        const QRect area = parentPlot()->axisRect()->rect();
        const double x = parentPlot()->xAxis->coordToPixel(*place_);
        painter->setAntialiasing(false);
        plot::drawSharpLine(*painter, plot::placePen(parentPlot()->palette()),
                            QLineF(x, area.top(), x, area.bottom()));
    }
}

EventMarks::EventMarks(QCustomPlot* plot) : QCPAbstractItem(plot) {
    setSelectable(false);
    setLayer(QStringLiteral("axes")); // above the lines
    setClipToAxisRect(false);         // the marks are above the axes
}

void EventMarks::setEvents(std::vector<PlotEvent> events) {
    events_ = std::move(events);
    std::stable_sort(events_.begin(), events_.end(),
                     [](const PlotEvent& a, const PlotEvent& b) { return a.x < b.x; });
}

std::vector<EventMarks::Group> EventMarks::groups() const {
    const QCPAxis& axis = *parentPlot()->xAxis;
    const QCPRange range = axis.range();
    const auto below = [](const PlotEvent& event, double x) { return event.x < x; };
    const auto first = std::lower_bound(events_.begin(), events_.end(), range.lower, below);
    std::vector<Group> groups;
    for (auto event = first; event != events_.end() && event->x <= range.upper; ++event) {
        const auto place = static_cast<std::size_t>(event - events_.begin());
        const double pixel = axis.coordToPixel(event->x);
        if (groups.empty() || pixel - groups.back().first > kGroupReach) {
            groups.push_back({pixel, pixel, place, place + 1, event->color});
            continue;
        }
        Group& group = groups.back();
        group.last = pixel;
        group.end = place + 1;
        group.color = group.color == event->color ? group.color : QColor();
    }
    return groups;
}

QStringList EventMarks::textsAt(double pixel) const {
    QStringList texts;
    std::size_t more = 0;
    for (const Group& group : groups()) {
        if (pixel < group.first - kMarkReach || pixel > group.last + kMarkReach) {
            continue;
        }
        for (std::size_t i = group.begin; i < group.end; ++i) {
            if (texts.size() < kMostTexts) {
                texts << events_[i].text;
            } else {
                ++more;
            }
        }
    }
    if (more > 0) {
        texts << PlotText::tr("and %1 more").arg(more);
    }
    return texts;
}

QRect EventMarks::area() const {
    return parentPlot()->axisRect()->rect().adjusted(0, -kStrip, 0, 0);
}

QColor EventMarks::colorOf(const Group& group) const {
    return group.color.isValid() ? group.color : theme::plotColors(parentPlot()->palette()).text;
}

void EventMarks::draw(QCPPainter* painter) {
    const QRect area = parentPlot()->axisRect()->rect();
    for (const Group& group : groups()) {
        drawGroup(*painter, group, area);
    }
}

QFont EventMarks::badgeFont() const {
    QFont font = parentPlot()->font();
    font.setPixelSize(10);
    font.setBold(true);
    return font;
}

/// The number in a badge; empty for a single event, which has a triangle.
QString EventMarks::countText(const Group& group) {
    const std::size_t count = group.end - group.begin;
    return count == 1           ? QString()
           : count > kMostShown ? QStringLiteral("%1+").arg(kMostShown)
                                : QString::number(count);
}

QRectF EventMarks::placeOf(const Group& group) const {
    const double middle = (group.first + group.last) / 2;
    const double bottom = parentPlot()->axisRect()->top() - 1;
    const QString text = countText(group);
    if (text.isEmpty()) {
        return {middle - kEventMarkWidth / 2, bottom - kMarkHeight, kEventMarkWidth, kMarkHeight};
    }
    const double width =
        std::max(kBadgeHeight, QFontMetricsF(badgeFont()).horizontalAdvance(text) + 7.0);
    return {middle - width / 2, bottom - kBadgeHeight, width, kBadgeHeight};
}

void EventMarks::drawLine(QCPPainter& painter, const QLineF& line, const QColor& color) const {
    const QColor background = theme::plotColors(parentPlot()->palette()).background;
    if (onMap_) { // dark beside light dots: one of both differs from any colour
        painter.setPen(QPen(QColor(0, 0, 0, kRimOpacity), kRimWidth));
        painter.drawLine(line);
    }
    painter.setPen(
        plot::eventPen(onMap_ ? QColor(Qt::white) : plot::paleOf(color, background, 0.6)));
    painter.drawLine(line);
}

void EventMarks::drawGroup(QCPPainter& painter, const Group& group, const QRect& area) const {
    const QColor background = theme::plotColors(parentPlot()->palette()).background;
    const QColor color = colorOf(group);
    const QRectF place = placeOf(group);
    painter.setAntialiasing(false);
    for (const double x : {group.first, group.last}) {
        drawLine(painter, QLineF(x, area.top(), x, area.bottom()), color);
        if (group.first == group.last) {
            break;
        }
    }
    painter.setAntialiasing(true);
    const QColor outline = theme::outlineOf(color, background);
    painter.setPen(QPen(outline.isValid() ? outline : background, 1));
    painter.setBrush(color);
    const QString text = countText(group);
    if (text.isEmpty()) {
        painter.drawPolygon(
            QPolygonF({place.topLeft(), {place.center().x(), place.bottom()}, place.topRight()}));
        return;
    }
    painter.setFont(badgeFont());
    painter.drawRoundedRect(place, kBadgeHeight / 2, kBadgeHeight / 2);
    painter.setPen(plot::textOn(color));
    painter.drawText(place, Qt::AlignCenter, text);
}

} // namespace asge
