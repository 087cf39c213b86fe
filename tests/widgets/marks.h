// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/event_marks.h"

#include <optional>
#include <vector>

namespace asge::test {

/// The items of a plot that are of that class.
template <typename Item>
std::vector<Item*> itemsOf(const QCustomPlot& plot) {
    std::vector<Item*> found;
    for (int i = 0; i < plot.itemCount(); ++i) {
        if (auto* item = qobject_cast<Item*>(plot.item(i))) {
            found.push_back(item);
        }
    }
    return found;
}

/// Lines of a colour that have points, without the edges of bands.
inline std::vector<QCPGraph*> linesOf(const QCustomPlot& plot, const QColor& color) {
    std::vector<QCPGraph*> found;
    for (int i = 0; i + 1 < plot.graphCount(); ++i) { // the last one has marks
        QCPGraph* graph = plot.graph(i);
        if (graph->pen().style() != Qt::NoPen && graph->pen().color() == color &&
            !graph->data()->isEmpty()) {
            found.push_back(graph);
        }
    }
    return found;
}

inline std::vector<PlotEvent> marksOf(const QCustomPlot& plot) {
    const auto marks = itemsOf<EventMarks>(plot);
    return marks.empty() ? std::vector<PlotEvent>() : marks.front()->events();
}

inline std::optional<double> pointedOutIn(const QCustomPlot& plot) {
    const auto pointed = itemsOf<PointedOut>(plot);
    return pointed.empty() ? std::nullopt : pointed.front()->place();
}

} // namespace asge::test
