// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/history_panel.h"

#include "widgets/common/plain_text.h"

#include <QScrollArea>
#include <QStringList>
#include <QVBoxLayout>

#include <algorithm>

namespace asge {

HistoryPanel::HistoryPanel(QWidget* parent)
    : QWidget(parent), strip_(new LearnedStrip), area_(new QScrollArea(this)),
      text_(new PlainLabel(this)) {
    area_->setWidget(strip_);
    area_->setWidgetResizable(true);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    text_->setObjectName(QStringLiteral("inspectorHistoryText"));
    text_->setWordWrap(true);
    text_->setMargin(6);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(area_);
    column->addWidget(text_);
    showText({});
}

void HistoryPanel::setHistory(const ImageHistory& history) {
    strip_->setHistory(history);
    text_->clear();
    fit();
}

void HistoryPanel::wait() {
    strip_->wait();
    text_->clear();
    fit();
}

void HistoryPanel::showText(const QString& why) {
    strip_->clear();
    text_->setText(why);
    fit();
}

void HistoryPanel::setMostHeight(int pixels) {
    mostHeight_ = pixels;
    fit();
}

void HistoryPanel::fit() {
    area_->setVisible(strip_->rows() > 0);
    area_->setFixedHeight(std::clamp(strip_->sizeHint().height(), 1, std::max(mostHeight_, 1)));
    text_->setVisible(!text_->text().isEmpty());
}

QString epochList(const std::vector<EpochProbabilities>& epochs) {
    constexpr std::size_t kShown = 12;
    QStringList numbers;
    for (std::size_t i = 0; i < epochs.size(); ++i) {
        if (epochs.size() <= kShown || i + 1 < kShown || i + 1 == epochs.size()) {
            numbers << QString::number(epochs[i].epoch);
        } else if (i + 1 == kShown) {
            numbers << QStringLiteral("…");
        }
    }
    return numbers.join(QStringLiteral(", "));
}

} // namespace asge
