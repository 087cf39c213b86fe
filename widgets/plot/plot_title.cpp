// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_title.h"

#include "widgets/common/plain_text.h"

namespace asge {

namespace {

constexpr QMargins kTitleMargins{8, 6, 6, 0};

} // namespace

PlotTitle::PlotTitle(QCustomPlot* plot) : QCPTextElement(plot) {
    setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    setMargins(kTitleMargins);
}

void PlotTitle::update(UpdatePhase phase) {
    if (phase == upPreparation) {
        const int width = parentPlot()->viewport().width() - margins().left() - margins().right();
        setText(plain::brokenLines(title_, QFontMetrics(font()), width).join(u'\n'));
    }
    QCPTextElement::update(phase);
}

} // namespace asge
