// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_title.h"

namespace asge {

namespace {

constexpr QMargins kTitleMargins{8, 6, 6, 0};

/// The text with line breaks between words, so that no line is wider than `width` pixels. A word
/// that is wider is elided.
QString brokenInto(const QString& text, const QFontMetrics& metrics, int width) {
    QStringList lines;
    for (const QString& word : text.split(u' ', Qt::SkipEmptyParts)) {
        const QString longer =
            lines.isEmpty() ? word : QStringLiteral("%1 %2").arg(lines.last(), word);
        if (!lines.isEmpty() && metrics.horizontalAdvance(longer) <= width) {
            lines.last() = longer;
        } else {
            lines << metrics.elidedText(word, Qt::ElideRight, width);
        }
    }
    return lines.join(u'\n');
}

} // namespace

PlotTitle::PlotTitle(QCustomPlot* plot) : QCPTextElement(plot) {
    setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    setMargins(kTitleMargins);
}

void PlotTitle::update(UpdatePhase phase) {
    if (phase == upPreparation) {
        const int width = parentPlot()->viewport().width() - margins().left() - margins().right();
        setText(brokenInto(title_, QFontMetrics(font()), width));
    }
    QCPTextElement::update(phase);
}

} // namespace asge
