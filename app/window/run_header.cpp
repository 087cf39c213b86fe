// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/run_header.h"

#include "core/base/text.h"
#include "widgets/common/plain_text.h"
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

/// A value of a metric of predictions in its displayed unit.
QString shown(const MetricRow& row, double value) {
    const bool percent = row.unit == MetricUnit::fraction;
    return QLocale().toString(percent ? 100 * value : value, row.form, row.digits) +
           (percent ? QStringLiteral(" %") : QString());
}

QString predictionTitle(Place prediction) {
    return prediction == kLastPlace     ? RunHeader::tr("Last")
           : prediction == kFusionPlace ? RunHeader::tr("Fusion")
                                        : RunHeader::tr("Best layer");
}

QString predictionTip(Place prediction) {
    return prediction == kLastPlace ? RunHeader::tr("Test accuracy of the last layer")
           : prediction == kFusionPlace
               ? RunHeader::tr("Test accuracy of the summed softmax of all layers")
               : RunHeader::tr("Test accuracy of the layer with the highest validation accuracy");
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
    Tile tile;
    tile.box = new QWidget(this);
    tile.box->setObjectName(QStringLiteral("tile.%1").arg(
        QString::fromUtf8(predictionKey(prediction).data(),
                          static_cast<qsizetype>(predictionKey(prediction).size()))));
    tile.box->setToolTip(predictionTip(prediction) +
                         tr(", and its change since the previous epoch in percent points"));
    auto* name = new PlainLabel(predictionTitle(prediction), tile.box);
    style::setFaint(*name);
    style::setText(*name, style::Text::small);
    tile.value = new PlainLabel(tile.box);
    style::setText(*tile.value, style::Text::value);
    tile.change = new PlainLabel(tile.box);
    style::setFaint(*tile.change);
    style::setText(*tile.change, style::Text::small);
    auto* caption = new QHBoxLayout;
    caption->setSpacing(style::kGap);
    caption->addWidget(name);
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

void RunHeader::showTile(Tile& tile, Place prediction, const MetricValues& values,
                         const MetricValues* before) {
    const double now = values.at(MetricId::accuracy, Split::test, prediction);
    QString tip = predictionTip(prediction) +
                  tr(", and its change since the previous epoch in percent points");
    tile.value->setText(shown(rowOf(MetricId::accuracy), now));
    tile.change->setText(before == nullptr ? QString()
                                           : changeText(now, before->at(MetricId::accuracy,
                                                                        Split::test, prediction)));
    for (const MetricId metric : predictedMetrics()) {
        const double* value = values.find(metric, Split::test, prediction);
        if (metric != MetricId::accuracy && value != nullptr) {
            const MetricRow& row = rowOf(metric);
            tip += QStringLiteral("\n%1: %2")
                       .arg(QString::fromUtf8(row.title.data(),
                                              static_cast<qsizetype>(row.title.size())),
                            shown(row, *value));
        }
    }
    tile.box->setToolTip(tip);
}

void RunHeader::showRun(const RunSummary& run, const RunState* state) {
    name_ = QString::fromStdString(elided(oneLine(run.name), kWidestName));
    title_->setToolTip(plain::line(run.name));
    about_ = subtitleOf(run);
    const MetricValues* before = valuesBefore(run, state);
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
        const Place prediction = kPredictionPlaces[i];
        tiles_[i].isUsed = run.values.find(MetricId::accuracy, Split::test, prediction) != nullptr;
        showTile(tiles_[i], prediction, run.values, before);
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
            text += QStringLiteral(" · %1 %2")
                        .arg(predictionTitle(kPredictionPlaces[i]), tiles_[i].value->text());
        }
    }
    return text;
}

} // namespace asge
