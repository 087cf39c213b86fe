// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/maps/readout_label.h"

#include <QFontMetrics>

namespace asge {

ReadoutLabel::ReadoutLabel(QWidget* parent) : PlainLabel(parent) {
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
}

void ReadoutLabel::showReadout(const QString& text) {
    whole_ = text;
    fit();
}

void ReadoutLabel::resizeEvent(QResizeEvent* event) {
    PlainLabel::resizeEvent(event);
    fit();
}

void ReadoutLabel::fit() {
    constexpr int kLeastName = 40; // pixels
    const QFontMetrics metrics(font());
    const int room = contentsRect().width() - 2 * margin() - 2;
    const int missing = metrics.horizontalAdvance(whole_) - room;
    QString shown = whole_;
    if (missing > 0) {
        const QString separator = QStringLiteral(" · ");
        const qsizetype end = whole_.indexOf(separator);
        const QString name = whole_.left(end);
        const int left = end < 0 ? 0 : metrics.horizontalAdvance(name) - missing;
        shown = left >= kLeastName
                    ? metrics.elidedText(name, Qt::ElideRight, left) + whole_.mid(end)
                    : metrics.elidedText(whole_, Qt::ElideLeft, room);
    }
    if (shown != text()) {
        setText(shown);
    }
}

} // namespace asge
