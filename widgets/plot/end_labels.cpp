// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/end_labels.h"

#include "widgets/common/theme.h"
#include "widgets/plot/line_style.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace asge {
namespace {

constexpr int kLeader = 8;      // pixels, of the line from the axes to a label that was moved
constexpr int kLabelGap = 4;    // pixels, between that line and the text
constexpr int kBesideTexts = 6; // pixels, to the edge of the plot
constexpr double kMoved = 3;    // pixels from a line's end, from which on a label has a line
constexpr double kFarEnd = 12;  // pixels from the right border
constexpr double kFadedLabel = 0.35;
constexpr double kInsideOpacity = 0.4; // of the leader within the axes, which is no data

/// Neighbouring texts that touch each other.
struct Block {
    double wish = 0; ///< where its first text would be best, summed over its texts
    std::size_t count = 0;
    double first(double height, double length) const {
        const double most = length - (static_cast<double>(count) - 0.5) * height;
        return std::clamp(wish / static_cast<double>(count), height / 2,
                          std::max(most, height / 2));
    }
};

} // namespace

std::vector<double> placedApart(const std::vector<double>& wishes, double height, double length) {
    std::vector<Block> blocks;
    for (const double wish : wishes) {
        blocks.push_back({wish, 1});
        while (blocks.size() > 1) {
            Block& above = blocks[blocks.size() - 2];
            const Block& below = blocks.back();
            const double end =
                above.first(height, length) + static_cast<double>(above.count) * height;
            if (below.first(height, length) >= end) {
                break;
            }
            const double shift = static_cast<double>(above.count) * height;
            above.wish += below.wish - shift * static_cast<double>(below.count);
            above.count += below.count;
            blocks.pop_back();
        }
    }
    std::vector<double> places;
    for (const Block& block : blocks) {
        for (std::size_t i = 0; i < block.count; ++i) {
            places.push_back(block.first(height, length) + static_cast<double>(i) * height);
        }
    }
    return places;
}

EndLabels::EndLabels(QCustomPlot* plot) : QCPAbstractItem(plot) {
    setSelectable(false);
    setClipToAxisRect(false); // the labels are beside the axes
}

int EndLabels::widthOf(const QStringList& texts, const QFont& font) {
    const QFontMetrics metrics(font);
    int widest = 0;
    for (const QString& text : texts) {
        widest = std::max(widest, metrics.horizontalAdvance(text));
    }
    return texts.isEmpty() ? 0 : widest + kLeader + kLabelGap + kBesideTexts;
}

double EndLabels::lineHeight() const {
    return QFontMetricsF(parentPlot()->xAxis->tickLabelFont()).height() - 2;
}

std::vector<EndLabels::Label> EndLabels::shown() const {
    const QCPAxis& y = *parentPlot()->yAxis;
    std::vector<Label> inside;
    std::copy_if(labels_.begin(), labels_.end(), std::back_inserter(inside),
                 [&y](const Label& label) { return y.range().contains(label.end.y()); });
    std::stable_sort(inside.begin(), inside.end(), [&y](const Label& a, const Label& b) {
        return y.coordToPixel(a.end.y()) < y.coordToPixel(b.end.y());
    });
    const auto room = static_cast<std::size_t>(
        std::max(parentPlot()->axisRect()->height() / std::max(lineHeight(), 1.0), 0.0));
    if (inside.size() <= room) {
        return inside;
    }
    // Every second, third … label, and always the highest and the lowest: a line below all labels
    // would seem to have the last one.
    std::vector<Label> some;
    for (std::size_t i = 0; i < room; ++i) {
        some.push_back(inside[room < 2 ? 0 : i * (inside.size() - 1) / (room - 1)]);
    }
    return some;
}

std::vector<EndLabels::Place> EndLabels::places() const {
    const QRect area = parentPlot()->axisRect()->rect();
    const std::vector<Label> labels = shown();
    std::vector<double> wishes;
    for (const Label& label : labels) {
        wishes.push_back(parentPlot()->yAxis->coordToPixel(label.end.y()) - area.top());
    }
    const double height = lineHeight();
    const std::vector<double> centres = placedApart(wishes, height, area.height());
    const auto isMoved = [&](std::size_t i) { return std::abs(centres[i] - wishes[i]) > kMoved; };
    // The labels of plots below each other are in line, whether or not some were moved.
    const int start = area.right() + kLabelGap + kLeader;
    const QFontMetricsF metrics(parentPlot()->xAxis->tickLabelFont());
    std::vector<Place> places;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const double y = area.top() + centres[i];
        Place place{
            labels[i],
            {start + 0.0, y - height / 2, metrics.horizontalAdvance(labels[i].text), height},
            {},
            {}};
        const double from =
            std::min(parentPlot()->xAxis->coordToPixel(labels[i].end.x()), area.right() + 1.0);
        const QPointF edge(area.right(), area.top() + wishes[i]);
        if (isMoved(i) || edge.x() - from > kFarEnd) {
            place.inside = QLineF(QPointF(from, edge.y()), edge);
        }
        if (isMoved(i)) {
            place.beside = QLineF(edge, QPointF(area.right() + kLeader, y));
        }
        places.push_back(place);
    }
    return places;
}

void EndLabels::draw(QCPPainter* painter) {
    painter->setFont(parentPlot()->xAxis->tickLabelFont());
    painter->setAntialiasing(true);
    for (const Place& place : places()) {
        drawLabel(*painter, place);
    }
}

void EndLabels::drawLabel(QCPPainter& painter, const Place& place) const {
    const QColor ground = theme::plotColors(parentPlot()->palette()).background;
    const double part = place.label.faded ? kFadedLabel : 1;
    const QColor ink = theme::legible(place.label.color, ground, theme::kGraphicContrast);
    painter.setPen(QPen(plot::over(ink, ground, kInsideOpacity * part), 1, Qt::DotLine));
    if (!place.inside.isNull()) {
        painter.drawLine(place.inside);
    }
    painter.setPen(QPen(plot::over(ink, ground, part), 1)); // the only link of a moved label
    if (!place.beside.isNull()) {
        painter.drawLine(place.beside);
    }
    painter.setPen(
        plot::over(theme::legible(place.label.color, ground, theme::kTextContrast), ground, part));
    // Higher and wider than the text, which must not be cut by rounding.
    painter.drawText(
        place.text.adjusted(0, -place.text.height(), parentPlot()->width(), place.text.height()),
        Qt::AlignLeft | Qt::AlignVCenter, place.label.text);
}

} // namespace asge
