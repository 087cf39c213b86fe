// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/level_lines.h"

#include "widgets/common/theme.h"
#include "widgets/plot/cut_graph.h"
#include "widgets/plot/line_style.h"

#include <algorithm>
#include <utility>

namespace asge {

namespace {

constexpr double kLevelTextGap = 4;    ///< pixels between the text and the border of the axes
constexpr double kBesideLevel = 1;     ///< pixels between the text and the middle of the line
constexpr double kWidestText = 0.6;    ///< of the axes' width
constexpr float kPlateOpacity = 0.55F; ///< of the background between the text and lines of events
constexpr int kTextSteps = 8;          ///< from a text's place at the left end to that at the right

/// Whether a graph draws a line, which a text must not cover.
bool isLine(const QCPGraph& graph) {
    return graph.visible() && graph.lineStyle() != QCPGraph::lsNone &&
           graph.pen().style() != Qt::NoPen;
}

} // namespace

LevelLines::LevelLines(QCustomPlot* plot) : QCPAbstractItem(plot) {
    setSelectable(false);
    setLayer(QStringLiteral("axes")); // its text must be readable in front of lines
}

/// Places of a text, the best first: above or below its line at either end, then between the ends.
std::vector<QRectF> LevelLines::candidates(const PlotLevel& level) const {
    const QRectF area(parentPlot()->axisRect()->rect());
    const QFontMetricsF metrics(parentPlot()->xAxis->tickLabelFont());
    const double y = parentPlot()->yAxis->coordToPixel(level.y);
    const double width = metrics.horizontalAdvance(level.text) + 1;
    const double way = area.width() - width - 2 * kLevelTextGap; // from the left end to the right
    std::vector<QRectF> places;
    const auto add = [&](int step) {
        const double left = area.left() + kLevelTextGap + way * step / kTextSteps;
        places.emplace_back(left, y - kBesideLevel - metrics.height(), width, metrics.height());
        places.emplace_back(left, y + kBesideLevel, width, metrics.height());
    };
    add(kTextSteps);
    add(0);
    std::swap(places[1], places[2]); // both ends above the line come first
    for (int step = kTextSteps - 1; step > 0; --step) {
        add(step);
    }
    return places;
}

/// Whether a text would lie on a line between two of its points.
bool LevelLines::coversLine(const QRectF& place) const {
    const QCPAxis& x = *parentPlot()->xAxis;
    const QCPAxis& y = *parentPlot()->yAxis;
    for (int i = 0; i < parentPlot()->graphCount(); ++i) {
        const QCPGraph& graph = *parentPlot()->graph(i);
        if (!isLine(graph)) {
            continue;
        }
        const double half = graph.pen().widthF() / 2;
        const QRectF wide = place.adjusted(-half, -half, half, half);
        const auto end = graph.data()->findEnd(x.pixelToCoord(wide.right()));
        auto point = graph.data()->findBegin(x.pixelToCoord(wide.left()));
        const auto at = [&](const QCPGraphData& data) {
            return QPointF(x.coordToPixel(data.key), y.coordToPixel(data.value));
        };
        for (; point != end && point + 1 != end; ++point) {
            if (cutLine({at(*point), at(*(point + 1))}, wide)) {
                return true;
            }
        }
    }
    return false;
}

/// Whether a text would lie on the line of another level.
bool LevelLines::coversLevel(const QRectF& place) const {
    return std::any_of(levels_.begin(), levels_.end(), [&](const PlotLevel& level) {
        const double y = parentPlot()->yAxis->coordToPixel(level.y);
        return y > place.top() && y < place.bottom();
    });
}

/// The labels at the ends of lines.
std::vector<EndLabels::Place> LevelLines::endLabels() const {
    std::vector<EndLabels::Place> places;
    for (int i = 0; i < parentPlot()->itemCount(); ++i) {
        if (const auto* labels = qobject_cast<EndLabels*>(parentPlot()->item(i))) {
            for (EndLabels::Place& place : labels->places()) {
                places.push_back(std::move(place));
            }
        }
    }
    return places;
}

/// Whether a text would lie on the label of a line's end or on the line to it.
bool LevelLines::coversLabel(const QRectF& place) const {
    const std::vector<EndLabels::Place> labels = endLabels();
    return std::any_of(labels.begin(), labels.end(), [&](const EndLabels::Place& label) {
        return label.text.intersects(place) ||
               (!label.inside.isNull() && cutLine(label.inside, place));
    });
}

/// A hash of everything that the places depend on. Computing it takes far less time than a search.
std::size_t LevelLines::surroundings() const {
    const QCustomPlot& plot = *parentPlot();
    const QRect area = plot.axisRect()->rect();
    const QCPRange x = plot.xAxis->range();
    const QCPRange y = plot.yAxis->range();
    std::size_t hash = qHashMulti(0, area.left(), area.top(), area.width(), area.height(), x.lower,
                                  x.upper, y.lower, y.upper, plot.xAxis->scaleType(),
                                  plot.yAxis->scaleType(), plot.xAxis->tickLabelFont());
    for (const PlotLevel& level : levels_) {
        hash = qHashMulti(hash, level.y, level.text);
    }
    for (int i = 0; i < plot.graphCount(); ++i) {
        const QCPGraph& graph = *plot.graph(i);
        if (isLine(graph)) {
            const auto begin = graph.data()->constBegin();
            const auto bytes = static_cast<std::size_t>(graph.data()->size()) * sizeof(*begin);
            hash = qHashMulti(hash, graph.pen().widthF(),
                              bytes == 0 ? 0 : qHashBits(&*begin, bytes, hash));
        }
    }
    for (const EndLabels::Place& label : endLabels()) {
        hash = qHashMulti(hash, label.text.left(), label.text.top(), label.text.width(),
                          label.inside.x1(), label.inside.y1());
    }
    return hash;
}

const std::vector<QRectF>& LevelLines::textPlaces() const {
    if (const std::size_t now = surroundings(); placedIn_ != now) {
        placedIn_ = now;
        places_ = findPlaces();
        ++searches_;
    }
    return places_;
}

std::vector<QRectF> LevelLines::findPlaces() const {
    const QRectF area(parentPlot()->axisRect()->rect());
    std::vector<QRectF> places;
    const auto isFree = [&](const QRectF& place) {
        return place.top() >= area.top() && place.bottom() <= area.bottom() + 1 &&
               place.width() <= kWidestText * area.width() &&
               std::none_of(places.begin(), places.end(),
                            [&](const QRectF& other) { return other.intersects(place); }) &&
               !coversLevel(place) && !coversLabel(place) && !coversLine(place);
    };
    for (const PlotLevel& level : levels_) {
        QRectF found;
        if (isVisible(level)) {
            const std::vector<QRectF> all = candidates(level);
            const auto best = std::find_if(all.begin(), all.end(), isFree);
            found = best == all.end() ? QRectF() : *best;
        }
        places.push_back(found);
    }
    // Levels that are named in different places are hard to tell apart.
    for (std::size_t i = 0; i < levels_.size(); ++i) {
        if (isVisible(levels_[i]) && places[i].isEmpty()) {
            return std::vector<QRectF>(levels_.size());
        }
    }
    return places;
}

bool LevelLines::isVisible(const PlotLevel& level) const {
    return parentPlot()->yAxis->range().contains(level.y);
}

std::vector<PlotLevel> LevelLines::leftOut() const {
    const std::vector<QRectF>& places = textPlaces();
    std::vector<PlotLevel> levels;
    for (std::size_t i = 0; i < levels_.size(); ++i) {
        if (places[i].isEmpty() && isVisible(levels_[i])) {
            levels.push_back(levels_[i]);
        }
    }
    return levels;
}

void LevelLines::draw(QCPPainter* painter) {
    const QRect area = parentPlot()->axisRect()->rect();
    const theme::PlotColors colors = theme::plotColors(parentPlot()->palette());
    const std::vector<QRectF>& places = textPlaces();
    for (std::size_t i = 0; i < levels_.size(); ++i) {
        const PlotLevel& level = levels_[i];
        if (!isVisible(level)) {
            continue;
        }
        const double y = parentPlot()->yAxis->coordToPixel(level.y);
        painter->setAntialiasing(false);
        plot::drawSharpLine(*painter, plot::levelPen(level.pattern, colors.faint),
                            QLineF(area.left(), y, area.right(), y));
        if (places[i].isEmpty()) {
            continue;
        }
        painter->setAntialiasing(true);
        painter->setPen(colors.faint);
        painter->setFont(parentPlot()->xAxis->tickLabelFont());
        QColor plate = colors.background;
        plate.setAlphaF(kPlateOpacity);
        painter->fillRect(places[i], plate);
        painter->drawText(places[i], Qt::AlignCenter, level.text);
    }
}

} // namespace asge
