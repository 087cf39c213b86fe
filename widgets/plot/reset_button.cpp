// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/reset_button.h"

#include "widgets/common/control_states.h"
#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_text.h"

#include <algorithm>

namespace asge {

ResetButton::ResetButton(const QString& text, const QString& tip, QWidget* parent)
    : QToolButton(parent), tip_(tip) {
    setText(text);
    setFocusPolicy(Qt::StrongFocus);
    connect(this, &QToolButton::clicked, this, &ResetButton::resetPlots);
    showWhetherUsable();
}

void ResetButton::watch(PlotCanvas* plot) {
    std::erase_if(plots_, [](const auto& known) { return known == nullptr; });
    plots_.emplace_back(plot);
    connect(plot, &PlotCanvas::zoomChanged, this, &ResetButton::showWhetherUsable);
    showWhetherUsable();
}

bool ResetButton::isAny(bool (*holds)(const PlotCanvas&)) const {
    return std::ranges::any_of(
        plots_, [holds](const auto& plot) { return plot != nullptr && holds(*plot); });
}

bool ResetButton::isAnyLeft() const {
    return isAny([](const PlotCanvas& plot) { return !plot.showsEverything(); });
}

void ResetButton::showWhetherUsable() {
    const bool isLeft = isAnyLeft();
    const bool isUsable =
        isLeft || isAny([](const PlotCanvas& plot) { return plot.hasOutliers(); });
    setToolTip(isLeft || !isUsable
                   ? tip_
                   : PlotText::tr("Leave out the few values above all others again (double click "
                                  "in a plot, or Home)"));
    setUsable(*this, isUsable ? QString() : PlotText::tr("Everything is shown already"));
}

void ResetButton::resetPlots() {
    const bool everything = isAnyLeft();
    for (const auto& plot : std::vector(plots_)) {
        if (plot != nullptr) {
            plot->resetTo(everything);
        }
    }
}

} // namespace asge
