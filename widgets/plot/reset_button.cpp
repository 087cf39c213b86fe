// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/reset_button.h"

#include "widgets/common/control_states.h"
#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_text.h"

#include <algorithm>

namespace asge {

ResetButton::ResetButton(const QString& text, const QString& tip, QWidget* parent)
    : QToolButton(parent) {
    setText(text);
    setToolTip(tip);
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

void ResetButton::showWhetherUsable() {
    const bool isAnyLeft = std::ranges::any_of(
        plots_, [](const auto& plot) { return plot != nullptr && !plot->showsEverything(); });
    setUsable(*this, isAnyLeft ? QString() : PlotText::tr("Everything is shown already"));
}

void ResetButton::resetPlots() {
    for (const auto& plot : std::vector(plots_)) {
        if (plot != nullptr) {
            plot->resetView();
        }
    }
}

} // namespace asge
