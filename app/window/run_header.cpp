// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/run_header.h"

#include "core/base/text.h"
#include "core/run/epoch_progress.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/prediction_text.h"
#include "widgets/common/run_state.h"
#include "widgets/common/style.h"
#include "widgets/runs/runs_text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QStringList>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

constexpr std::size_t kWidestName = 60;     ///< characters
constexpr std::size_t kLongestReason = 400; ///< characters
constexpr int kLeastNameWidth = 136;        ///< pixels, if there is a result beside the name
constexpr int kShortestNameWidth = 72;      ///< pixels, at the cost of which there is a result

/// What the line below the name says, from the most important part.
QStringList partsOf(const RunSummary& run) {
    return {RunHeader::tr("run %1").arg(run.id), statusText(run.status),
            QString::fromStdString(progressText(run)), plain::line(run.method)};
}

QString joined(const QStringList& parts) {
    return parts.join(QStringLiteral(" · "));
}

/// Why a run failed; empty for other runs.
QString failureOf(const RunSummary& run) {
    if (run.status != RunStatus::failed || run.reason.empty()) {
        return {};
    }
    return RunHeader::tr("Failed: %1")
        .arg(plain::line(elided(oneLine(run.reason), kLongestReason)));
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

/// "+0.31 points"; nothing if one of the values is not a number.
QString changeText(double now, double before) {
    const double points = 100 * (now - before);
    if (!std::isfinite(points)) {
        return {};
    }
    const QString size = QLocale().toString(std::abs(points), 'f', 2);
    // The signs have the same width, and no change is not a negative zero.
    return RunHeader::tr("%1 points")
        .arg((points < 0 ? QStringLiteral("−") : QStringLiteral("+")) + size);
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
    : QWidget(parent), title_(new PlainLabel(this)), subtitle_(new PlainLabel(this)),
      since_(new PlainLabel(this)), failure_(new PlainLabel(this)) {
    setObjectName("runHeader");
    title_->setObjectName("runTitle");
    subtitle_->setObjectName("runSubtitle");
    style::setText(*title_, style::Text::title);
    style::setFaint(*subtitle_);
    for (QLabel* label : {title_, subtitle_}) {
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // fit() cuts it
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    since_->setObjectName("runSince");
    style::setFaint(*since_);
    style::setText(*since_, style::Text::small);
    auto* names = new QVBoxLayout;
    names->setSpacing(0);
    names->addStretch(); // the line below the name is in line with the changes of results
    names->addWidget(title_);
    names->addWidget(subtitle_);
    failure_->setObjectName("runFailure");
    failure_->setWordWrap(true);
    failure_->setMargin(style::kTight);
    failure_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    failure_->hide();
    row_ = new QHBoxLayout;
    row_->setSpacing(style::kGap);
    row_->addLayout(names, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(style::kTight);
    column->addLayout(row_);
    column->addWidget(failure_);
    row_->addWidget(since_, 0, Qt::AlignBottom);
    for (const Place prediction : kPredictionPlaces) {
        tiles_.push_back(makeTile(prediction));
        row_->addWidget(tiles_.back().box);
    }
}

void RunHeader::addCorner(QWidget* corner) {
    corner_ = corner;
    corner->installEventFilter(this);
    row_->addWidget(corner, 0, Qt::AlignTop); // its label is in line with those of the results
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
    auto* rows = new QVBoxLayout(tile.box);
    rows->setContentsMargins(style::kTight, 0, style::kTight, 0);
    rows->setSpacing(0);
    rows->addWidget(tile.name);
    rows->addWidget(tile.value);
    rows->addWidget(tile.change);
    for (QLabel* part : {tile.name, tile.value, tile.change}) {
        part->show(); // otherwise the layout counts it only after the box was shown once
    }
    // The tiles keep their places when digits change.
    tile.value->setMinimumWidth(tile.value->fontMetrics().horizontalAdvance("100.00 %"));
    tile.change->setMinimumWidth(
        tile.change->fontMetrics().horizontalAdvance(tr("%1 points").arg("−00.00")));
    return tile;
}

void RunHeader::showTile(Tile& tile, Place prediction, const PredictionText& text,
                         const RunSummary& run, const MetricValues* before) {
    tile.isUsed = true;
    tile.title = text.title;
    tile.longTitle = prediction == kBestPlace ? tr("%1 by validation").arg(text.title) : text.title;
    tile.value->setText(text.value);
    const auto accuracy = [prediction](const MetricValues& values) {
        return values.at(MetricId::accuracy, Split::test, prediction);
    };
    tile.isResult = text.isResult;
    tile.note = text.isResult ? QString() : tr("untrained");
    tile.difference = !text.isResult || before == nullptr
                          ? QString()
                          : changeText(accuracy(run.values), accuracy(*before));
    tile.box->setToolTip(
        text.isResult
            ? tr("%1: test accuracy, and its change since the previous epoch in percentage "
                 "points")
                      .arg(text.tip) +
                  otherMetrics(run, prediction)
            : text.tip);
}

void RunHeader::showRun(const RunSummary& run, const RunState* state) {
    name_ = QString::fromStdString(elided(oneLine(run.name), kWidestName));
    title_->setToolTip(plain::line(run.name));
    parts_ = partsOf(run);
    status_ = run.status;
    reason_ = QString::fromStdString(run.reason);
    showFailure(failureOf(run));
    const MetricValues* before = valuesBefore(run, state);
    since_->setText(before == nullptr ? QString() : tr("since epoch %1").arg(run.epochsDone - 1));
    const std::vector<PredictionText> texts = predictionTexts(run, MetricId::accuracy);
    const Place main = scoreFactsOf(run).mainPlace();
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
        tiles_[i].isUsed = false;
        tiles_[i].isMain = kPredictionPlaces[i] == main;
        if (i < texts.size()) {
            showTile(tiles_[i], kPredictionPlaces[i], texts[i], run, before);
        }
    }
    fit();
}

void RunHeader::showNone(const QString& what) {
    name_ = tr("No run is open");
    title_->setToolTip({});
    parts_ = QStringList{what};
    status_.reset();
    reason_.clear();
    showFailure({});
    since_->clear();
    for (Tile& tile : tiles_) {
        tile.isUsed = false;
    }
    fit();
}

QSize RunHeader::minimumSizeHint() const {
    return {kLeastNameWidth + leastCorner(), QWidget::minimumSizeHint().height()};
}

/// What the corner would like to show may have changed.
bool RunHeader::eventFilter(QObject* watched, QEvent* event) {
    if (watched == corner_ && event->type() == QEvent::LayoutRequest) {
        fit();
    }
    return QWidget::eventFilter(watched, event);
}

void RunHeader::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

/// The note about a failure has colours of the theme.
void RunHeader::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && failure_ != nullptr) {
        showFailure(failure_->text());
    }
}

/// Says in every view why the run has no more results.
void RunHeader::showFailure(const QString& text) {
    failure_->setText(text);
    failure_->setStyleSheet(
        style::noteSheet(failure_->objectName(), style::Note::error, palette()));
    failure_->setVisible(!text.isEmpty());
}

/// The least width of the corner and of the gap before it.
int RunHeader::leastCorner() const {
    return corner_ == nullptr
               ? 0
               : corner_->minimumSizeHint().expandedTo(corner_->minimumSize()).width() +
                     row_->spacing();
}

/// Gives the corner what it needs more than the least width, as far as there is room; returns what
/// is left of that.
int RunHeader::widenCorner(int spare) {
    if (corner_ == nullptr) {
        return spare;
    }
    const int least = leastCorner() - row_->spacing();
    const int wider = std::clamp(corner_->sizeHint().width() - least, 0, std::max(spare, 0));
    if (corner_->minimumWidth() < least + wider) { // else its width is fixed
        corner_->setMaximumWidth(least + wider);
    }
    return spare - wider;
}

/// Results outlive words: of a line that is too narrow for everything, the parts behind the status
/// go first, then since which epoch the values have changed, together with the changes, then the
/// run's number, and then the results that are not the main one. A name is shortened for a result;
/// of the status at least the symbol stays.
void RunHeader::fit() {
    int left = width() - leastCorner();
    const int name = std::clamp(title_->fontMetrics().horizontalAdvance(name_), kShortestNameWidth,
                                kLeastNameWidth);
    const int tiles = fitTiles(left, name);
    left -= tiles;
    const int since = since_->sizeHint().width() + row_->spacing();
    const int status = subtitle_->fontMetrics().horizontalAdvance(joined(parts_.mid(0, 2)));
    const bool saysSince =
        !since_->text().isEmpty() && tiles > 0 && since <= left - std::max(name, status);
    since_->setVisible(saysSince);
    left -= saysSince ? since : 0;
    for (Tile& tile : tiles_) {
        // A change of which nothing says since when could be the difference from B.
        tile.change->setText(saysSince ? tile.note + tile.difference : tile.note);
    }
    const int room = std::max(kShortestNameWidth, left);
    title_->setText(title_->fontMetrics().elidedText(name_, Qt::ElideRight, room));
    fitSubtitle(room);
    const auto spare = [&](const QString& name, const QString& parts) {
        return room - std::max(title_->fontMetrics().horizontalAdvance(name),
                               subtitle_->fontMetrics().horizontalAdvance(parts));
    };
    const int taken = spare(title_->text(), subtitle_->text());
    nameChoices(spare(name_, joined(parts_)) - (taken - widenCorner(taken)));
}

/// As many parts as there is room for, and at least the symbol of the status. What is left out is
/// in the tool tip.
void RunHeader::fitSubtitle(int room) {
    const QFontMetrics metrics = subtitle_->fontMetrics();
    const auto fits = [&](const QString& text) { return metrics.horizontalAdvance(text) <= room; };
    QStringList shown = parts_;
    while (shown.size() > 2 && !fits(joined(shown))) {
        shown.removeLast();
    }
    if (status_ && !fits(joined(shown))) {
        const QString symbol = statusSymbol(*status_);
        shown = fits(joined({parts_[0], symbol})) ? QStringList{parts_[0], symbol}
                : fits(parts_[1])                 ? QStringList{parts_[1]}
                                                  : QStringList{symbol};
    }
    subtitle_->setText(metrics.elidedText(joined(shown), Qt::ElideRight, room));
    QStringList help;
    help << (subtitle_->text() == joined(parts_) ? QString() : joined(parts_)) << reason_;
    help.removeAll(QString());
    subtitle_->setToolTip(plain::block(help.join(u'\n')));
}

/// Says what has chosen the best layer if that takes no other words.
void RunHeader::nameChoices(int spare) {
    const auto widthWith = [](Tile& tile, const QString& title) {
        tile.name->setText(title);
        tile.box->layout()->activate();
        return tile.box->sizeHint().width();
    };
    for (Tile& tile : tiles_) {
        const int before = widthWith(tile, tile.title);
        const int wider = widthWith(tile, tile.longTitle) - before;
        if (wider + style::kGap > spare) {
            widthWith(tile, tile.title);
        } else {
            spare -= tile.box->isHidden() ? 0 : wider;
        }
    }
}

/// Shows the tiles that have room beside that wide a name, from the most important: the main
/// result, other results, and those without a value. Returns the width of those that are shown.
int RunHeader::fitTiles(int room, int name) {
    std::vector<Tile*> ranked;
    for (Tile& tile : tiles_) {
        ranked.push_back(&tile);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const Tile* a, const Tile* b) {
        const auto rank = [](const Tile* each) {
            return each->isMain ? 0 : each->isResult ? 1 : 2;
        };
        return rank(a) < rank(b);
    });
    int used = 0;
    for (Tile* each : ranked) {
        Tile& tile = *each;
        tile.name->setText(tile.title);
        tile.change->setText(tile.note + tile.difference);
        tile.box->layout()->activate(); // also if it is hidden; its caption may be new
        const int needed = tile.box->sizeHint().width() + style::kGap;
        const bool fits =
            tile.isUsed && used + needed <= room - (used == 0 ? kShortestNameWidth : name);
        tile.box->setVisible(fits);
        used += fits ? needed : 0;
    }
    return used;
}

QString RunHeader::text() const {
    QString text = name_ + QStringLiteral(" · ") + joined(parts_);
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
        if (tiles_[i].isUsed) {
            text += QStringLiteral(" · %1 %2").arg(tiles_[i].name->text(), tiles_[i].value->text());
        }
    }
    return text;
}

} // namespace asge
