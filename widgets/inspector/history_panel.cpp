// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/history_panel.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/inspector_text.h"

#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QStringList>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {
namespace {

constexpr int kLine = 1; // pixels, between the history and what is above

} // namespace

HistoryPanel::HistoryPanel(QWidget* parent)
    : QWidget(parent), strip_(new LearnedStrip), area_(new QScrollArea(this)),
      text_(new PlainLabel(this)) {
    area_->setObjectName(QStringLiteral("inspectorHistoryScroll"));
    area_->setWidget(strip_);
    area_->setWidgetResizable(true);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    text_->setObjectName(QStringLiteral("inspectorHistoryText"));
    text_->setWordWrap(true);
    text_->setMargin(6);
    text_->setBackgroundRole(QPalette::Base);
    text_->setAutoFillBackground(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, kLine, 0, 0);
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
    const int most = std::max(mostHeight_, 1);
    int needed = strip_->heightForWidth(width());
    if (needed > most) { // a scroll bar makes it narrower
        const int bar = area_->verticalScrollBar()->sizeHint().width();
        needed = strip_->heightForWidth(width() - bar);
    }
    strip_->setMinimumHeight(needed);
    area_->setFixedHeight(std::clamp(needed, 1, most));
    text_->setVisible(!text_->text().isEmpty());
}

void HistoryPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

/// What is above may be scrolled, so that its last line is cut: a line shows where it ends.
void HistoryPanel::paintEvent(QPaintEvent*) {
    if (strip_->rows() > 0 || !text_->text().isEmpty()) {
        QPainter(this).fillRect(0, 0, width(), kLine, theme::plotColors(palette()).axis);
    }
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

namespace {

/// One image of those of an epoch; without layers if there is no such image.
EpochProbabilities ofImage(const EpochProbabilities& epoch, int sample) {
    EpochProbabilities one{epoch.epoch, 1, epoch.classes, {}};
    if (sample < 0 || sample >= epoch.samples) {
        return one;
    }
    const auto classes = static_cast<std::size_t>(epoch.classes);
    const auto first = static_cast<std::size_t>(sample) * classes;
    for (const std::vector<float>& layer : epoch.layers) {
        const auto begin = layer.begin() + static_cast<std::ptrdiff_t>(first);
        one.layers.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(classes));
    }
    return one;
}

} // namespace

void addEpoch(std::vector<EpochProbabilities>& epochs, EpochProbabilities epoch) {
    const auto place = std::lower_bound(
        epochs.begin(), epochs.end(), epoch,
        [](const auto& one, const auto& other) { return one.epoch < other.epoch; });
    if (place == epochs.end() || place->epoch != epoch.epoch) {
        epochs.insert(place, std::move(epoch));
    }
}

EpochProbabilities probabilitiesOf(const ImageReading& reading) {
    EpochProbabilities own{reading.epoch, 1, reading.maps.classes, {}};
    for (const LayerMaps& layer : reading.maps.layers) {
        own.layers.push_back(layer.probabilities);
    }
    return own;
}

ImageHistory historyOfProbe(const ProbeImages& images, int position,
                            const std::vector<std::string>& classNames,
                            const std::vector<EpochProbabilities>& epochs,
                            const std::vector<EpochProbabilities>& seen, int lastEpoch) {
    ImageReading names;
    names.classNames = classNames;
    ImageHistory history;
    const int sample = std::min(position, images.count - 1);
    for (const EpochProbabilities& each : epochs) {
        history.epochs.push_back(ofImage(each, sample));
    }
    for (const EpochProbabilities& each : seen) {
        if (!epochs.empty()) { // a gap in what is stored
            addEpoch(history.epochs, each);
        }
    }
    history.label = images.labels[static_cast<std::size_t>(sample)];
    history.className = names.className(history.label);
    if (std::ssize(history.epochs) < lastEpoch) {
        const bool isStored = history.epochs.size() == epochs.size();
        history.note = (isStored ? InspectorText::tr("epochs whose maps are stored: %1")
                                 : InspectorText::tr("epochs that were shown here or whose maps "
                                                     "are stored: %1"))
                           .arg(epochList(history.epochs));
    }
    return history;
}

ImageHistory historyOfReading(const ImageReading& reading, int shownLabel,
                              const std::vector<EpochProbabilities>& epochs) {
    ImageHistory history;
    history.epochs = epochs;
    history.isLabel = reading.label().has_value();
    history.label = reading.label().value_or(shownLabel);
    history.className = reading.className(history.label);
    history.note = InspectorText::tr("epochs with a checkpoint: %1").arg(epochList(epochs));
    return history;
}

} // namespace asge
