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

inline std::vector<PlotEvent> marksOf(const QCustomPlot& plot) {
    const auto marks = itemsOf<EventMarks>(plot);
    return marks.empty() ? std::vector<PlotEvent>() : marks.front()->events();
}

inline std::optional<double> pointedOutIn(const QCustomPlot& plot) {
    const auto marks = itemsOf<EventMarks>(plot);
    return marks.empty() ? std::nullopt : marks.front()->pointedOut();
}

} // namespace asge::test
