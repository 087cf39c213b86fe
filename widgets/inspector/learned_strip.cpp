// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/learned_strip.h"

#include "widgets/common/theme.h"
#include "widgets/inspector/inspector_text.h"

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace asge {

namespace {

constexpr int kNameWidth = 70;
constexpr int kSummaryWidth = 190;
constexpr int kRowGap = 2;
constexpr int kStripMargin = 6;
/// Columns that are at least so wide have a mark if the scorer was wrong.
constexpr int kMarkWidth = 7;

} // namespace

Learned learnedOf(const std::vector<int>& epochs, const std::vector<bool>& right) {
    Learned learned;
    for (std::size_t i = 0; i < epochs.size(); ++i) {
        if (right[i]) {
            learned.first = learned.first.value_or(epochs[i]);
            learned.since = learned.since.value_or(epochs[i]);
        } else {
            learned.forgotten += learned.since ? 1 : 0;
            learned.since.reset();
        }
    }
    return learned;
}

LearnedStrip::LearnedStrip(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("inspectorHistory"));
    setAccessibleName(InspectorText::tr("The image over the epochs"));
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void LearnedStrip::clear() {
    epochs_.clear();
    cells_.clear();
    rows_ = 0;
    updateGeometry();
    update();
}

void LearnedStrip::setHistory(const std::vector<EpochProbabilities>& epochs, int sample,
                              int label) {
    clear();
    // Labels may come from a store that has lost its class names.
    const bool fits =
        std::all_of(epochs.begin(), epochs.end(), [&](const EpochProbabilities& each) {
            return label >= 0 && label < each.classes && sample >= 0 && sample < each.samples &&
                   each.layers.size() == epochs.front().layers.size();
        });
    if (epochs.empty() || !fits) {
        return;
    }
    const std::size_t layers = epochs.front().layers.size();
    rows_ = static_cast<int>(layers) + 1;
    cells_.resize(static_cast<std::size_t>(rows_) * epochs.size());
    for (std::size_t column = 0; column < epochs.size(); ++column) {
        const EpochProbabilities& epoch = epochs[column];
        epochs_.push_back(epoch.epoch);
        const auto classes = static_cast<std::size_t>(epoch.classes);
        std::vector<float> sum(classes);
        const auto set = [&](std::size_t row, const std::vector<float>& scores, float parts) {
            const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
            cells_[row * epochs.size() + column] = {scores[static_cast<std::size_t>(label)] / parts,
                                                    best == label};
        };
        for (std::size_t layer = 0; layer < layers; ++layer) {
            const auto begin =
                epoch.layers[layer].begin() +
                static_cast<std::ptrdiff_t>(static_cast<std::size_t>(sample) * classes);
            const std::vector<float> own(begin, begin + static_cast<std::ptrdiff_t>(classes));
            std::transform(sum.begin(), sum.end(), own.begin(), sum.begin(), std::plus());
            set(layer, own, 1);
        }
        set(layers, sum, static_cast<float>(layers));
    }
    updateGeometry();
    update();
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

QSize LearnedStrip::sizeHint() const {
    const int line = fontMetrics().height() + kRowGap;
    return {400, rows_ == 0 ? 0 : (rows_ + 2) * line + 2 * kStripMargin};
}

QRect LearnedStrip::cells(const QRect& place) const {
    const int line = fontMetrics().height() + kRowGap;
    return {place.left() + kStripMargin + kNameWidth, place.top() + kStripMargin + line,
            std::max(place.width() - kNameWidth - kSummaryWidth - 2 * kStripMargin, 1),
            rows_ * line};
}

QString LearnedStrip::rowName(int row) const {
    return row + 1 == rows_ ? InspectorText::tr("Fusion")
                            : InspectorText::tr("Layer %1").arg(row + 1);
}

QString LearnedStrip::summary(int row) const {
    std::vector<bool> right;
    for (int column = 0; column < static_cast<int>(epochs_.size()); ++column) {
        right.push_back(isRight(row, column));
    }
    const Learned learned = learnedOf(epochs_, right);
    if (!learned.first) {
        return InspectorText::tr("never right");
    }
    const QString last = learned.since
                             ? InspectorText::tr("right since epoch %1").arg(*learned.since)
                             : InspectorText::tr("first right in epoch %1").arg(*learned.first);
    return learned.forgotten == 0 ? last
                                  : last + QStringLiteral(", ") +
                                        InspectorText::tr("forgot %1×").arg(learned.forgotten);
}

void LearnedStrip::paint(QPainter& painter, const QRect& place, const QPalette& palette) const {
    const theme::PlotColors colors = theme::plotColors(palette);
    const bool dark = theme::isDark(palette);
    painter.fillRect(place, colors.background);
    if (rows_ == 0) {
        return;
    }
    const QFontMetrics metrics = painter.fontMetrics();
    const int line = metrics.height() + kRowGap;
    const QRect area = cells(place);
    const auto columns = static_cast<int>(epochs_.size());
    painter.setPen(colors.text);
    painter.drawText(QRect(place.left() + kStripMargin, place.top() + kStripMargin,
                           place.width() - 2 * kStripMargin, line),
                     Qt::AlignLeft,
                     InspectorText::tr("Probability of the label by epoch; a dot marks a wrong "
                                       "prediction"));
    for (int row = 0; row < rows_; ++row) {
        const int top = area.top() + row * line;
        painter.setPen(row + 1 == rows_ ? colors.text : theme::layerColor(row, rows_ - 1, dark));
        painter.drawText(QRect(place.left() + kStripMargin, top, kNameWidth, line), Qt::AlignLeft,
                         rowName(row));
        for (int column = 0; column < columns; ++column) {
            const int left = area.left() + column * area.width() / columns;
            const int right = area.left() + (column + 1) * area.width() / columns;
            const QRect cell(left, top, std::max(right - left, 1), line - kRowGap);
            painter.fillRect(cell, theme::sequential(probability(row, column)));
            if (!isRight(row, column) && cell.width() >= kMarkWidth) {
                painter.setPen(Qt::NoPen);
                painter.setBrush(probability(row, column) > 0.6 ? Qt::black : Qt::white);
                painter.drawEllipse(QPointF(cell.center()) + QPointF(0.5, 0.5), 2, 2);
                painter.setBrush(Qt::NoBrush);
            }
        }
        painter.setPen(colors.faint);
        painter.drawText(QRect(area.right() + 8, top, kSummaryWidth - 8, line), Qt::AlignLeft,
                         metrics.elidedText(summary(row), Qt::ElideRight, kSummaryWidth - 8));
    }
    painter.setPen(colors.faint);
    const QRect below(area.left(), area.bottom() + 1, area.width(), line);
    painter.drawText(below, Qt::AlignLeft, InspectorText::tr("epoch %1").arg(epochs_.front()));
    painter.drawText(below, Qt::AlignRight, QLocale().toString(epochs_.back()));
}

void LearnedStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(font());
    paint(painter, rect(), palette());
}

std::optional<std::pair<int, int>> LearnedStrip::cellAt(const QPoint& point) const {
    const QRect area = cells(rect());
    if (rows_ == 0 || !area.contains(point)) {
        return std::nullopt;
    }
    const auto columns = static_cast<int>(epochs_.size());
    const int column = std::min((point.x() - area.left()) * columns / area.width(), columns - 1);
    return std::pair((point.y() - area.top()) * rows_ / area.height(), column);
}

void LearnedStrip::mouseMoveEvent(QMouseEvent* event) {
    const auto cell = cellAt(event->position().toPoint());
    emit readout(
        !cell ? QString()
              : InspectorText::tr("%1, epoch %2: probability of the label %3 %, %4")
                    .arg(rowName(cell->first))
                    .arg(epochs_[static_cast<std::size_t>(cell->second)])
                    .arg(QLocale().toString(100 * probability(cell->first, cell->second), 'f', 1))
                    .arg(isRight(cell->first, cell->second) ? InspectorText::tr("right")
                                                            : InspectorText::tr("wrong")));
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
