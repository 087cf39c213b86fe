// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/estimate_line.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/form/remeasure.h"

#include <QApplication>
#include <QEvent>
#include <QVBoxLayout>

#include <utility>

namespace asge {

EstimateLine::EstimateLine(QWidget* parent) : QFrame(parent), text_(new PlainLabel(this)) {
    setObjectName(QStringLiteral("formEstimate"));
    text_->setObjectName(QStringLiteral("formEstimateText"));
    text_->setAccessibleName(tr("Estimated memory and time"));
    text_->setWordWrap(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    style::setText(*text_, style::Text::small);
    style::setFaint(*text_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(text_);
    hide();
}

void EstimateLine::showEstimate(const QString& line, const QString& parts, bool warns) {
    const QString whole = plain::unbroken(line);
    line_ = warns ? QStringLiteral("⚠ ") + whole : whole;
    text_->setToolTip(tr("Memory beside the program itself: %1.\nThe time includes evaluation, "
                         "probes and the store.")
                          .arg(parts));
    setVisible(!line.isEmpty());
    if (std::exchange(warns_, warns) != warns) {
        updateLook();
    }
    fit();
}

void EstimateLine::updateLook() {
    const QString sheet =
        warns_ ? style::noteSheet(objectName(), style::Note::warning, QApplication::palette())
               : QString();
    if (sheet == styleSheet()) {
        return; // a new sheet changes the palette, which calls this function again
    }
    setStyleSheet(sheet);
    const int gap = warns_ ? style::kTight : 0;
    layout()->setContentsMargins(gap, gap, gap, gap);
}

/// The layouts around a text of several lines learn too late how wide it has become.
void EstimateLine::fit() {
    const int gap = warns_ ? 2 * style::kTight : 0;
    text_->setText(plain::partsInLines(line_, text_->fontMetrics(), width() - gap));
    const int height = text_->text().isEmpty() ? 0 : text_->heightForWidth(width() - gap);
    if (height != text_->minimumHeight()) {
        text_->setMinimumHeight(height);
        remeasure(*text_);
    }
}

void EstimateLine::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    fit();
}

void EstimateLine::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && warns_) {
        updateLook();
    }
}

} // namespace asge
