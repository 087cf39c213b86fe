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

QStringList PlotTitle::linesOf(int width) const {
    return plain::brokenLines(title_, QFontMetrics(font()),
                              width - margins().left() - margins().right());
}

void PlotTitle::update(UpdatePhase phase) {
    if (phase == upPreparation) {
        QStringList lines = linesOf(parentPlot()->viewport().width());
        while (lines.size() < leastLines_) {
            lines << QStringLiteral(" ");
        }
        setText(lines.join(u'\n'));
    }
    QCPTextElement::update(phase);
}

} // namespace asge
