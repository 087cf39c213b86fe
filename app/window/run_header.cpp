// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/run_header.h"

#include "core/base/text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/prediction_text.h"
#include "widgets/common/run_state.h"
#include "widgets/common/style.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

constexpr std::size_t kWidestName = 60; ///< characters
constexpr int kLeastNameWidth = 150;    ///< pixels

QString statusText(RunStatus status) {
    switch (status) {
    case RunStatus::running:
        return RunHeader::tr("running");
    case RunStatus::paused:
        return RunHeader::tr("paused");
    case RunStatus::finished:
        return RunHeader::tr("finished");
    case RunStatus::stopped:
        return RunHeader::tr("stopped");
    case RunStatus::interrupted:
        return RunHeader::tr("interrupted");
    case RunStatus::failed:
        return RunHeader::tr("failed");
    }
    return {};
}

QString subtitleOf(const RunSummary& run) {
    QStringList parts{RunHeader::tr("run %1").arg(run.id), statusText(run.status),
                      RunHeader::tr("%1 of %2 epochs").arg(run.epochsDone).arg(run.epochs),
                      plain::line(run.method)};
    return parts.join(QStringLiteral(" · "));
}

/// The values after the epoch before the last one; null if there is none.
const MetricValues* valuesBefore(const RunSummary& run, const RunState* state) {
    if (state == nullptr || state->id() != run.id) {
        return nullptr;
    }
    for (const EpochEvent& epoch : state->curves().epochs) {
        if (epoch.epoch == run.epochsDone - 1) {
            return &epoch.values;
        }
    }
    return nullptr;
}

/// "+0.31" in percent points; nothing if one of the values is not a number.
QString changeText(double now, double before) {
    const double points = 100 * (now - before);
    if (!std::isfinite(points)) {
        return {};
    }
    const QString size = QLocale().toString(std::abs(points), 'f', 2);
    // The signs have the same width, and no change is not a negative zero.
    return (points < 0 ? QStringLiteral("−") : QStringLiteral("+")) + size;
}

/// The prediction in metrics besides the accuracy, one per line.
QString otherMetrics(const RunSummary& run, Place prediction) {
    QString lines;
    for (const MetricId metric : predictedMetrics()) {
        const auto texts = predictionTexts(run, metric);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (metric != MetricId::accuracy && kPredictionPlaces[i] == prediction) {
                const std::string_view title = rowOf(metric).title;
                lines +=
                    QStringLiteral("\n%1: %2")
                        .arg(QString::fromUtf8(title.data(), static_cast<qsizetype>(title.size())),
                             texts[i].value);
            }
        }
    }
    return lines;
}

} // namespace

RunHeader::RunHeader(QWidget* parent)
    : QWidget(parent), title_(new PlainLabel(this)), subtitle_(new PlainLabel(this)) {
    setObjectName("runHeader");
    title_->setObjectName("runTitle");
    subtitle_->setObjectName("runSubtitle");
    style::setText(*title_, style::Text::title);
    style::setFaint(*subtitle_);
    for (QLabel* label : {title_, subtitle_}) {
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // fit() cuts it
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto* names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(title_);
    names->addWidget(subtitle_);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(style::kGap);
    row->addLayout(names, 1);
    for (const Place prediction : kPredictionPlaces) {
        tiles_.push_back(makeTile(prediction));
        row->addWidget(tiles_.back().box);
    }
}

RunHeader::Tile RunHeader::makeTile(Place prediction) {
    const std::string_view key = predictionKey(prediction);
    Tile tile;
    tile.box = new QWidget(this);
    tile.box->setObjectName(QStringLiteral("tile.") +
                            QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size())));
    tile.name = new PlainLabel(tile.box);
    style::setFaint(*tile.name);
    style::setText(*tile.name, style::Text::small);
    tile.value = new PlainLabel(tile.box);
    style::setText(*tile.value, style::Text::value);
    tile.change = new PlainLabel(tile.box);
    style::setFaint(*tile.change);
    style::setText(*tile.change, style::Text::small);
    auto* caption = new QHBoxLayout;
    caption->setSpacing(style::kGap);
    caption->addWidget(tile.name);
    caption->addWidget(tile.change, 1, Qt::AlignRight);
    auto* rows = new QVBoxLayout(tile.box);
    rows->setContentsMargins(style::kGap, 0, style::kGap, 0);
    rows->setSpacing(0);
    rows->addLayout(caption);
    rows->addWidget(tile.value);
    // The tiles keep their places when digits change.
    tile.value->setMinimumWidth(tile.value->fontMetrics().horizontalAdvance("100.00 %"));
    tile.change->setMinimumWidth(tile.change->fontMetrics().horizontalAdvance("−00.00"));
    return tile;
}

void RunHeader::showTile(Tile& tile, Place prediction, const PredictionText& text,
                         const RunSummary& run, const MetricValues* before) {
    tile.isUsed = true;
    tile.name->setText(text.title);
    tile.value->setText(text.value);
    const auto accuracy = [prediction](const MetricValues& values) {
        return values.at(MetricId::accuracy, Split::test, prediction);
    };
    tile.change->setText(before == nullptr || !text.isResult
                             ? QString()
                             : changeText(accuracy(run.values), accuracy(*before)));
    tile.box->setToolTip(
        text.isResult
            ? tr("%1: test accuracy, and its change since the previous epoch in percent points")
                      .arg(text.tip) +
                  otherMetrics(run, prediction)
            : text.tip);
}

void RunHeader::showRun(const RunSummary& run, const RunState* state) {
    name_ = QString::fromStdString(elided(oneLine(run.name), kWidestName));
    title_->setToolTip(plain::line(run.name));
    about_ = subtitleOf(run);
    const MetricValues* before = valuesBefore(run, state);
    const std::vector<PredictionText> texts = predictionTexts(run, MetricId::accuracy);
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
        tiles_[i].isUsed = false;
        if (i < texts.size()) {
            showTile(tiles_[i], kPredictionPlaces[i], texts[i], run, before);
        }
    }
    fit();
}

void RunHeader::showNone() {
    name_ = tr("No run is open");
    title_->setToolTip({});
    about_ = tr("Press Train, or open a run from Runs.");
    for (Tile& tile : tiles_) {
        tile.isUsed = false;
    }
    fit();
}

QSize RunHeader::minimumSizeHint() const {
    return {kLeastNameWidth, QWidget::minimumSizeHint().height()};
}

void RunHeader::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

/// Shows as many tiles as there is room for, the last layer's and Fusion's first, and cuts texts
/// that are too long for the rest.
void RunHeader::fit() {
    int left = width() - kLeastNameWidth;
    for (Tile& tile : tiles_) {
        left -= tile.isUsed ? tile.box->sizeHint().width() + layout()->spacing() : 0;
        tile.box->setVisible(tile.isUsed && left >= 0);
    }
    const int room = std::max(0, left) + kLeastNameWidth;
    title_->setText(title_->fontMetrics().elidedText(name_, Qt::ElideRight, room));
    subtitle_->setText(subtitle_->fontMetrics().elidedText(about_, Qt::ElideRight, room));
}

QString RunHeader::text() const {
    QString text = name_ + QStringLiteral(" · ") + about_;
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
        if (tiles_[i].isUsed) {
            text += QStringLiteral(" · %1 %2").arg(tiles_[i].name->text(), tiles_[i].value->text());
        }
    }
    return text;
}

} // namespace asge
