// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/learned_strip.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/theme.h"
#include "widgets/common/untrained_note.h"
#include "widgets/inspector/inspector_text.h"
#include "widgets/maps/map_values.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace asge {

namespace {

constexpr int kNameGap = 10;           ///< between a name and the cells
constexpr int kSummaryGap = 8;         ///< between the cells and a summary
constexpr int kLeastSummary = 40;      ///< pixels; less says nothing
constexpr int kHeadingNameWidth = 200; ///< longer names of classes are shortened
constexpr int kRowGap = 2;
constexpr int kTickGap = 6; ///< between the numbers of epochs
constexpr int kStripMargin = 6;
constexpr int kStripSides = 12; ///< the margins at the left and right, as in ReadingBlock
/// Columns that are at least so wide have a mark if the scorer was wrong.
constexpr int kMarkWidth = 7;
/// An epoch is drawn at least so wide, also if it covers a gap.
constexpr int kLeastCellWidth = 2;

// The key of the colours.
const QString kLeastStripText = QStringLiteral("0");
constexpr int kKeyWidth = 80; ///< of the colours between the texts
constexpr int kKeyGap = 4;
constexpr int kKeyRoom = 24; ///< between another text and the key

/// Whether all epochs have the image, the class and the same layers.
bool isWhole(const ImageHistory& history) {
    const auto fits = [&](const EpochProbabilities& each) {
        return history.label >= 0 && history.label < each.classes && history.sample >= 0 &&
               history.sample < each.samples && !each.layers.empty() &&
               each.layers.size() == history.epochs.front().layers.size();
    };
    return !history.epochs.empty() &&
           std::all_of(history.epochs.begin(), history.epochs.end(), fits);
}

/// "4, 7" or "4, 7, … 31".
QString shortList(const std::vector<int>& epochs) {
    constexpr std::size_t kShown = 3;
    QString text;
    for (std::size_t i = 0; i < epochs.size(); ++i) {
        if (epochs.size() <= kShown || i + 1 < kShown || i + 1 == epochs.size()) {
            text += (i == 0 ? QString() : QStringLiteral(", ")) + QString::number(epochs[i]);
        } else if (i + 1 == kShown) {
            text += QStringLiteral(", …");
        }
    }
    return text;
}

} // namespace

Learned learnedOf(const std::vector<int>& epochs, const std::vector<bool>& right) {
    Learned learned;
    for (std::size_t i = 0; i < epochs.size(); ++i) {
        if (right[i]) {
            learned.first = learned.first.value_or(epochs[i]);
            learned.since = learned.since.value_or(epochs[i]);
        } else {
            if (learned.since) {
                learned.forgotten.push_back(epochs[i]);
            }
            learned.since.reset();
        }
    }
    return learned;
}

LearnedStrip::LearnedStrip(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("inspectorHistory"));
    setAccessibleName(InspectorText::tr("The image over the epochs"));
    setMouseTracking(true);
    constexpr double kSmaller = 0.9; // as in ReadingView
    QFont small = font();
    small.setPointSizeF(kSmaller * small.pointSizeF());
    setFont(small);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

void LearnedStrip::clear() {
    epochs_.clear();
    cells_.clear();
    summaries_.clear();
    rows_ = 0;
    note_.clear();
    updateGeometry();
    update();
}

void LearnedStrip::wait() {
    epochs_.clear();
    cells_.clear();
    summaries_.clear();
    update();
}

void LearnedStrip::setHistory(const ImageHistory& history) {
    clear();
    if (!isWhole(history)) { // a store may have lost the class names of its labels
        return;
    }
    isLabel_ = history.isLabel;
    className_ = history.className;
    run_ = history.run;
    note_ = history.note;
    lastEpoch_ = std::max(history.lastEpoch, history.epochs.back().epoch);
    untrained_ = history.untrained;
    fill(history);
    chooseScale();
    measure();
    updateGeometry();
    update();
}

void LearnedStrip::fill(const ImageHistory& history) {
    const std::size_t layers = history.epochs.front().layers.size();
    const std::size_t columns = history.epochs.size();
    const auto label = static_cast<std::size_t>(history.label);
    rows_ = static_cast<int>(layers) + 1;
    cells_.resize(static_cast<std::size_t>(rows_) * columns);
    for (std::size_t column = 0; column < columns; ++column) {
        const EpochProbabilities& epoch = history.epochs[column];
        epochs_.push_back(epoch.epoch);
        const auto classes = static_cast<std::size_t>(epoch.classes);
        std::vector<float> sum(classes);
        const auto set = [&](std::size_t row, const std::vector<float>& scores, float parts) {
            const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
            cells_[row * columns + column] = {scores[label] / parts,
                                              static_cast<std::size_t>(best) == label};
        };
        for (std::size_t layer = 0; layer < layers; ++layer) {
            const auto begin =
                epoch.layers[layer].begin() +
                static_cast<std::ptrdiff_t>(static_cast<std::size_t>(history.sample) * classes);
            const std::vector<float> own(begin, begin + static_cast<std::ptrdiff_t>(classes));
            std::transform(sum.begin(), sum.end(), own.begin(), sum.begin(), std::plus());
            set(layer, own, 1);
        }
        set(layers, sum, static_cast<float>(layers));
    }
}

void LearnedStrip::chooseScale() {
    float most = 0;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        if (isTrained(static_cast<int>(i / epochs_.size()))) {
            most = std::max(most, cells_[i].probability);
        }
    }
    constexpr double kRounding = 1e-6; // of a float
    constexpr std::array kEnds{0.01, 0.02, 0.05, 0.1, 0.2, 0.5};
    const auto* const end = std::find_if(kEnds.begin(), kEnds.end(), [most](double each) {
        return static_cast<double>(most) <= each + kRounding;
    });
    scaleEnd_ = end == kEnds.end() ? 1 : *end;
}

QString LearnedStrip::scaleEndText() const {
    return InspectorText::tr("%1 %").arg(QLocale().toString(100 * scaleEnd_));
}

int LearnedStrip::keyWidth(const QFontMetrics& metrics) const {
    return metrics.horizontalAdvance(kLeastStripText) + metrics.horizontalAdvance(scaleEndText()) +
           kKeyWidth + 2 * kKeyGap;
}

/// Makes the texts, whose widths the layout depends on.
void LearnedStrip::measure() {
    const QFontMetrics metrics = fontMetrics();
    headingWidth_ = metrics.horizontalAdvance(heading());
    nameWidth_ = 0;
    summaries_.assign(epochs_.empty() ? 0 : static_cast<std::size_t>(rows_), {});
    summaryWidths_.fill(0);
    for (int row = 0; row < rows_; ++row) {
        nameWidth_ = std::max(nameWidth_, metrics.horizontalAdvance(rowName(row)) + kNameGap);
        for (int form = 0; form < kForms && !summaries_.empty(); ++form) {
            QString& text =
                summaries_[static_cast<std::size_t>(row)][static_cast<std::size_t>(form)];
            text = summary(row, static_cast<Form>(form));
            int& width = summaryWidths_[static_cast<std::size_t>(form)];
            width = std::max(width, metrics.horizontalAdvance(text) + 1);
        }
    }
}

/// The longest form of the summaries beside which the cells keep their part of the width.
LearnedStrip::Summaries LearnedStrip::summariesIn(int width) const {
    const int room = width - 2 * kStripSides - nameWidth_ - kSummaryGap -
                     static_cast<int>(std::ceil(kLeastCells * width));
    for (const Form form : {kWhole, kBrief, kShortest}) {
        const int needed = summaryWidths_[static_cast<std::size_t>(form)];
        if (needed <= room) {
            return {form, needed};
        }
    }
    return {kShortest, room >= kLeastSummary ? room : 0};
}

const LearnedStrip::Cell& LearnedStrip::at(int row, int column) const {
    return cells_[static_cast<std::size_t>(row) * epochs_.size() +
                  static_cast<std::size_t>(column)];
}

double LearnedStrip::probability(int row, int column) const {
    return static_cast<double>(at(row, column).probability);
}

bool LearnedStrip::isRight(int row, int column) const {
    return at(row, column).right;
}

Learned LearnedStrip::learned(int row) const {
    std::vector<bool> right;
    for (int column = 0; column < static_cast<int>(epochs_.size()); ++column) {
        right.push_back(isRight(row, column));
    }
    return learnedOf(epochs_, right);
}

/// Fusion needs the readouts of all layers.
bool LearnedStrip::isTrained(int row) const {
    return row + 1 == rows_ ? untrained_ == 0 : static_cast<std::size_t>(row) >= untrained_;
}

QSize LearnedStrip::sizeHint() const {
    constexpr int kWidth = 400;
    return {kWidth, heightForWidth(kWidth)};
}

int LearnedStrip::heightForWidth(int width) const {
    const int line = fontMetrics().height() + kRowGap;
    const int lines = headingLines(width) + rows_ + 1 + lastLines(width);
    return rows_ == 0 ? 0 : lines * line + 2 * kStripMargin;
}

/// The key of the colours is at the right end of the heading or, without room there, in a last line
/// with the note.
bool LearnedStrip::isKeyBesideHeading(int width) const {
    return headingWidth_ + kKeyRoom + keyWidth(fontMetrics()) <= width - 2 * kStripSides;
}

/// The lines of the key and the note below the epochs: one if both fit beside each other.
int LearnedStrip::lastLines(int width) const {
    if (isKeyBesideHeading(width)) {
        return note_.isEmpty() ? 0 : 1;
    }
    const QFontMetrics metrics = fontMetrics();
    const int both = metrics.horizontalAdvance(note_) + kKeyRoom + keyWidth(metrics);
    return note_.isEmpty() || both <= width - 2 * kStripSides ? 1 : 2;
}

/// The lines of the heading, which names a class and may be too long for one.
int LearnedStrip::headingLines(int width) const {
    return headingWidth_ <= width - 2 * kStripSides ? 1 : 2;
}

QRect LearnedStrip::cells(const QRect& place) const {
    const int line = fontMetrics().height() + kRowGap;
    const int summary = summariesIn(place.width()).width;
    return {place.left() + kStripSides + nameWidth_,
            place.top() + kStripMargin + headingLines(place.width()) * line,
            std::max(place.width() - nameWidth_ - 2 * kStripSides -
                         (summary > 0 ? summary + kSummaryGap : 0),
                     1),
            rows_ * line};
}

std::pair<int, int> LearnedStrip::sidesOf(qint64 epoch, const QRect& area) const {
    return {static_cast<int>(area.left() + (epoch - 1) * area.width() / lastEpoch_),
            static_cast<int>(area.left() + epoch * area.width() / lastEpoch_)};
}

QRect LearnedStrip::cellRect(int row, int column, const QRect& place) const {
    const QRect area = cells(place);
    const int line = area.height() / rows_;
    const auto [left, right] = sidesOf(epochs_[static_cast<std::size_t>(column)], area);
    return {left, area.top() + row * line, std::max(right - left, kLeastCellWidth), line - kRowGap};
}

/// The first and the last epoch and, between them, those that are round and have room.
std::vector<std::pair<int, QRect>> LearnedStrip::ticks(const QRect& place,
                                                       const QFontMetrics& metrics) const {
    const QRect area = cells(place);
    const int number = metrics.horizontalAdvance(QLocale().toString(lastEpoch_)) + kTickGap;
    std::vector<std::pair<int, QRect>> ticks;
    const auto add = [&](int epoch) {
        const auto [left, right] = sidesOf(epoch, area);
        const QRect at((left + right - number) / 2, area.bottom() + 1, number,
                       area.height() / rows_);
        if (std::none_of(ticks.begin(), ticks.end(),
                         [&](const auto& each) { return each.second.intersects(at); })) {
            ticks.emplace_back(epoch, at);
        }
    };
    add(1);
    add(lastEpoch_);
    const int most = std::max(area.width() / number, 1);
    const std::vector<double> round = roundTicks(lastEpoch_, most);
    const double step = round.size() > 1 ? std::max(round[1], 1.0) : 1.0;
    for (double epoch = step; epoch < lastEpoch_; epoch += step) {
        add(static_cast<int>(epoch));
    }
    return ticks;
}

QString LearnedStrip::rowName(int row) const {
    return row + 1 == rows_ ? InspectorText::tr("Fusion")
                            : InspectorText::tr("Layer %1").arg(row + 1);
}

QString LearnedStrip::summary(int row, Form form) const {
    if (!isTrained(row)) {
        return form == kShortest ? InspectorText::tr("untrained") : untrainedReadout();
    }
    const Learned learned = this->learned(row);
    if (!learned.first) {
        return neverText(form);
    }
    if (form == kShortest) {
        return learned.since ? InspectorText::tr("since %1").arg(*learned.since)
                             : InspectorText::tr("first in %1").arg(*learned.first);
    }
    const QString since = isLabel_ ? InspectorText::tr("right since epoch %1")
                                   : InspectorText::tr("predicted since epoch %1");
    const QString first = isLabel_ ? InspectorText::tr("first right in epoch %1")
                                   : InspectorText::tr("first predicted in epoch %1");
    const QString forgotten =
        isLabel_ ? InspectorText::tr("forgotten in %1") : InspectorText::tr("not in %1");
    if (form == kBrief && !learned.since && !learned.forgotten.empty()) {
        return forgotten.arg(learned.forgotten.back()); // what holds now
    }
    const QString last = learned.since ? since.arg(*learned.since) : first.arg(*learned.first);
    return form == kBrief || learned.forgotten.empty()
               ? last
               : last + QStringLiteral(", ") + forgotten.arg(shortList(learned.forgotten));
}

/// Of epochs without a value nothing is said.
QString LearnedStrip::neverText(Form form) const {
    const auto count = std::ssize(epochs_);
    const bool isWhole = count >= lastEpoch_;
    if (form == kShortest) {
        return isWhole ? InspectorText::tr("never") : InspectorText::tr("0 of %1").arg(count);
    }
    const QString never =
        isLabel_ ? InspectorText::tr("never right") : InspectorText::tr("never predicted");
    const QString epochs = form == kBrief ? countedText(count, "epoch")
                                          : countedText(count, "stored epoch", "stored epochs");
    return isWhole ? never : InspectorText::tr("%1 in %2").arg(never, epochs);
}

QString LearnedStrip::heading() const {
    if (epochs_.empty()) {
        return InspectorText::tr("The history of the image is being computed…");
    }
    const QString name = fontMetrics().elidedText(className_, Qt::ElideRight, kHeadingNameWidth);
    const QString text =
        isLabel_
            ? InspectorText::tr("Probability of the label, %1 · dot: wrong prediction").arg(name)
            : InspectorText::tr("Probability of %1 · dot: another prediction").arg(name);
    return run_.isEmpty() ? text : run_ + QStringLiteral(": ") + text;
}

void LearnedStrip::paintRow(QPainter& painter, int row, const QRect& place,
                            const QPalette& palette) const {
    const theme::PlotColors colors = theme::plotColors(palette);
    const QRect area = cells(place);
    const int line = area.height() / rows_;
    const int top = area.top() + row * line;
    painter.setPen(!isTrained(row) ? colors.faint
                   : row + 1 == rows_
                       ? colors.text
                       : theme::legible(theme::layerColor(row, rows_ - 1, theme::isDark(palette)),
                                        colors.background, theme::kTextContrast));
    painter.drawText(QRect(place.left() + kStripSides, top, nameWidth_, line), Qt::AlignLeft,
                     rowName(row));
    painter.setPen(QPen(colors.grid, 1)); // where there is no epoch
    const int middle = top + (line - kRowGap) / 2;
    painter.drawLine(area.left(), middle, area.right(), middle);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int column = 0; isTrained(row) && column < static_cast<int>(epochs_.size()); ++column) {
        const QRect cell = cellRect(row, column, place);
        const double shown = probability(row, column) / scaleEnd_;
        painter.fillRect(cell, theme::sequential(shown));
        if (!isRight(row, column) && cell.width() >= kMarkWidth) {
            painter.setBrush(shown > 0.6 ? Qt::black : Qt::white);
            painter.drawEllipse(QPointF(cell.center()) + QPointF(0.5, 0.5), 2, 2);
        }
    }
    painter.restore();
    const Summaries summaries = summariesIn(place.width());
    if (summaries.width > 0 && !summaries_.empty()) {
        painter.setPen(colors.faint);
        painter.drawText(
            QRect(area.right() + 1 + kSummaryGap, top, summaries.width, line), Qt::AlignLeft,
            painter.fontMetrics().elidedText(
                summaries_[static_cast<std::size_t>(row)][static_cast<std::size_t>(summaries.form)],
                Qt::ElideRight, summaries.width));
    }
}

/// The colours of probabilities, at the right end of a line.
void LearnedStrip::paintKey(QPainter& painter, const QRect& line, const QColor& color) const {
    const QFontMetrics metrics = painter.fontMetrics();
    const int width = keyWidth(metrics);
    const QRect place(line.right() + 1 - width, line.top(), width, line.height());
    const int left = place.left() + metrics.horizontalAdvance(kLeastStripText) + kKeyGap;
    for (int x = 0; x < kKeyWidth; ++x) {
        painter.fillRect(left + x, place.top() + 3, 1, place.height() - 8,
                         theme::sequential(static_cast<double>(x) / (kKeyWidth - 1)));
    }
    painter.setPen(color);
    painter.drawText(place, Qt::AlignLeft, kLeastStripText);
    painter.drawText(place, Qt::AlignRight, scaleEndText());
}

void LearnedStrip::paint(QPainter& painter, const QRect& place, const QPalette& palette) const {
    const theme::PlotColors colors = theme::plotColors(palette);
    painter.fillRect(place, colors.background);
    if (rows_ == 0) {
        return;
    }
    const QRect area = cells(place);
    const int line = area.height() / rows_;
    const int width = place.width() - 2 * kStripSides;
    painter.setPen(colors.text);
    painter.drawText(QRect(place.left() + kStripSides, place.top() + kStripMargin, width,
                           headingLines(place.width()) * line),
                     Qt::AlignLeft | Qt::TextWordWrap, heading());
    for (int row = 0; row < rows_; ++row) {
        paintRow(painter, row, place, palette);
    }
    painter.setPen(colors.faint);
    const int below = area.bottom() + 1;
    painter.drawText(QRect(place.left() + kStripSides, below, nameWidth_, line), Qt::AlignLeft,
                     InspectorText::tr("Epoch"));
    for (const auto& [epoch, at] : ticks(place, painter.fontMetrics())) {
        painter.drawText(at, Qt::AlignHCenter, QLocale().toString(epoch));
    }
    const QRect last(place.left() + kStripSides, below + line, width, line);
    const bool isAbove = isKeyBesideHeading(place.width());
    paintKey(painter, isAbove ? QRect(last.left(), place.top() + kStripMargin, width, line) : last,
             colors.faint);
    if (!note_.isEmpty() && !epochs_.empty()) {
        const int lines = lastLines(place.width());
        const int beside = isAbove || lines > 1 ? 0 : keyWidth(painter.fontMetrics()) + kKeyRoom;
        painter.setPen(colors.faint);
        painter.drawText(last.translated(0, (lines - 1) * line), Qt::AlignLeft,
                         painter.fontMetrics().elidedText(note_, Qt::ElideRight, width - beside));
    }
}

void LearnedStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(font());
    paint(painter, rect(), palette());
}

std::optional<int> LearnedStrip::rowAt(const QPoint& point) const {
    const QRect area = cells(rect());
    if (summaries_.empty() || point.y() < area.top() || point.y() > area.bottom()) {
        return std::nullopt;
    }
    return std::min((point.y() - area.top()) * rows_ / area.height(), rows_ - 1);
}

std::optional<std::pair<int, int>> LearnedStrip::cellAt(const QPoint& point) const {
    const std::optional<int> found = rowAt(point);
    if (!found || !isTrained(*found) || !cells(rect()).contains(point)) {
        return std::nullopt;
    }
    const int row = *found;
    for (int column = 0; column < static_cast<int>(epochs_.size()); ++column) {
        const QRect cell = cellRect(row, column, rect());
        if (point.x() >= cell.left() && point.x() <= cell.right()) {
            return std::pair(row, column);
        }
    }
    return std::nullopt;
}

QString LearnedStrip::wholeSummary(int row) const {
    return QStringLiteral("%1: %2").arg(rowName(row),
                                        summaries_[static_cast<std::size_t>(row)][kWhole]);
}

bool LearnedStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const std::optional<int> row = rowAt(help->pos());
        QToolTip::showText(help->globalPos(), row ? wholeSummary(*row) : QString(), this);
        return true;
    }
    return QWidget::event(event);
}

void LearnedStrip::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        measure();
        updateGeometry();
    }
}

void LearnedStrip::mouseMoveEvent(QMouseEvent* event) {
    const auto cell = cellAt(event->position().toPoint());
    if (!cell) {
        const std::optional<int> row = rowAt(event->position().toPoint());
        emit readout(row ? wholeSummary(*row) : QString());
        return;
    }
    const bool right = isRight(cell->first, cell->second);
    const QString verdict = isLabel_
                                ? (right ? InspectorText::tr("right") : InspectorText::tr("wrong"))
                                : (right ? InspectorText::tr("predicted")
                                         : InspectorText::tr("another class is predicted"));
    emit readout(InspectorText::tr("%1, epoch %2: probability of %3 %4 %, %5")
                     .arg(rowName(cell->first))
                     .arg(epochs_[static_cast<std::size_t>(cell->second)])
                     .arg(className_,
                          QLocale().toString(100 * probability(cell->first, cell->second), 'f', 1),
                          verdict));
}

void LearnedStrip::mousePressEvent(QMouseEvent* event) {
    if (const auto cell = cellAt(event->position().toPoint())) {
        emit epochClicked(epochs_[static_cast<std::size_t>(cell->second)]);
    }
}

void LearnedStrip::leaveEvent(QEvent*) {
    emit readout({});
}

} // namespace asge
