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

constexpr int kLeader = 8;     // pixels, of the line from the axes to a label that was moved
constexpr int kLabelGap = 4;   // pixels, between that line or the axes and the text
constexpr double kMoved = 3;   // pixels from a line's end, from which on a label has a line
constexpr double kFarEnd = 12; // pixels from the right border
constexpr double kLeaderOpacity = 0.5;
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
    return texts.isEmpty() ? 0 : widest + kLeader + kLabelGap + 2;
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
    if (inside.size() > room) { // every second, third … label
        std::vector<Label> some;
        for (std::size_t i = 0; i < room; ++i) {
            some.push_back(inside[i * inside.size() / room]);
        }
        return some;
    }
    return inside;
}

void EndLabels::draw(QCPPainter* painter) {
    const QRect area = parentPlot()->axisRect()->rect();
    const theme::PlotColors colors = theme::plotColors(parentPlot()->palette());
    const std::vector<Label> labels = shown();
    std::vector<double> wishes;
    for (const Label& label : labels) {
        wishes.push_back(parentPlot()->yAxis->coordToPixel(label.end.y()) - area.top());
    }
    const double height = lineHeight();
    const std::vector<double> places = placedApart(wishes, height, area.height());
    painter->setFont(parentPlot()->xAxis->tickLabelFont());
    painter->setAntialiasing(true);
    const auto isMoved = [&](std::size_t i) { return std::abs(places[i] - wishes[i]) > kMoved; };
    bool anyMoved = false;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        anyMoved = anyMoved || isMoved(i);
    }
    const int start = area.right() + kLabelGap + (anyMoved ? kLeader : 0);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const Label& label = labels[i];
        const double part = label.faded ? kFadedLabel : 1;
        const double y = area.top() + places[i];
        const double from =
            std::min(parentPlot()->xAxis->coordToPixel(label.end.x()), area.right() + 1.0);
        const QColor ink = theme::legible(label.color, colors.background, theme::kGraphicContrast);
        const QPointF edge(area.right(), area.top() + wishes[i]);
        if (isMoved(i) || edge.x() - from > kFarEnd) {
            painter->setPen(
                QPen(plot::over(ink, colors.background, kInsideOpacity * part), 1, Qt::DotLine));
            painter->drawLine(QLineF(QPointF(from, edge.y()), edge));
        }
        if (isMoved(i)) {
            painter->setPen(QPen(plot::over(ink, colors.background, kLeaderOpacity * part), 1));
            painter->drawLine(QLineF(edge, QPointF(area.right() + kLeader, y)));
        }
        painter->setPen(
            plot::over(theme::legible(label.color, colors.background, theme::kTextContrast),
                       colors.background, part));
        painter->drawText(QRectF(start, y - height, parentPlot()->width(), 2 * height),
                          Qt::AlignLeft | Qt::AlignVCenter, label.text);
    }
}

} // namespace asge
