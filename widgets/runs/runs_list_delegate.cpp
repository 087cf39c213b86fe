// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_list_delegate.h"

#include "core/run/epoch_progress.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/prediction_text.h"
#include "widgets/common/theme.h"
#include "widgets/runs/runs_sparkline.h"
#include "widgets/runs/runs_text.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace asge {
namespace {

constexpr int kListPadding = 8;
constexpr int kListAbove = 5; ///< and below the two lines
constexpr int kBetweenLines = 2;
constexpr int kStatusRoom = 22; ///< width of the status symbol with its margin
constexpr int kDotRoom = 15;    ///< width of the dot in a run's colour with its margin
constexpr int kOpenBar = 3;     ///< width of the open run's bar, and height of the progress
constexpr int kListGap = 6;
constexpr int kChipRoom = 5; ///< between a chip's text and its ends
constexpr int kWidestChip = 90;
constexpr int kNarrowestChip = 34;
constexpr QSize kSparkline{56, 14};
constexpr int kLeastNameRoom = 110; ///< of a longer name, beside a sparkline

QFont listSmallFont(QFont font) {
    font.setPointSizeF(font.pointSizeF() * 0.88);
    return font;
}

/// "run 12 · asge · 10 epochs"; a run that has not finished all of them says how far it is.
QString secondLine(const RunSummary& run) {
    const bool isComplete = !isLive(run.status) && finishedEpochs(run) == run.epochs;
    const QString epochs =
        isComplete ? countedText(run.epochs, "epoch") : QString::fromStdString(progressText(run));
    return RunsText::tr("run %1 · %2 · %3").arg(run.id).arg(plain::line(run.method), epochs);
}

} // namespace

/// "83.58 %", and "last" below it for a prediction other than the usual one: values stay below each
/// other.
struct RunsListDelegate::Result {
    QString value;
    QString prediction;
};

RunsListDelegate::Result RunsListDelegate::resultOf(const RunSummary& run) {
    const auto result = mainResult(run);
    if (!result) {
        return {QStringLiteral("–"), {}};
    }
    return {mainResultValue(*result),
            result->place == kFusionPlace ? QString() : predictionTitle(result->place).toLower()};
}

/// The same for a group: mean ± standard deviation.
RunsListDelegate::Result RunsListDelegate::resultOf(const RunEntries& runs, const RunGroup& group) {
    const auto first = mainResult(runs[group.members.front()]->summary());
    const bool last = first && first->place == kLastPlace;
    const QString value = plain::line(shownOfGroup(
        RunField::ofSource(last ? RunField::Source::last : RunField::Source::fusion), runs, group));
    if (value == QStringLiteral("–")) {
        return {value, {}};
    }
    return {RunsText::tr("%1 %").arg(value),
            last ? predictionTitle(kLastPlace).toLower() : QString()};
}

/// A row while it is painted.
struct RunsListDelegate::Row {
    QPainter& painter;
    QFont font;
    QRect first;  ///< the first line, without margins
    QRect second; ///< the second line
    QRect whole;
    QColor text;
    QColor faint;
    QColor accent; ///< of the open run
    QColor ground;
    bool selected;
    bool dark;
};

QSize RunsListDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {200, 2 * kListAbove + option.fontMetrics.height() + kBetweenLines +
                     QFontMetrics(listSmallFont(option.font)).height() + kOpenBar};
}

void RunsListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    const QWidget* widget = option.widget;
    QStyle* style = widget != nullptr ? widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, widget);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QPalette::ColorGroup group =
        option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    const theme::PlotColors colors = theme::plotColors(option.palette);
    const QColor text =
        option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    const int left =
        option.rect.left() + kListPadding + (model().isMember(index.row()) ? kStatusRoom : 0);
    const int right = option.rect.right() - kListPadding;
    const int below = option.rect.top() + kListAbove + option.fontMetrics.height() + kBetweenLines;
    Row row{
        *painter,
        option.font,
        {QPoint(left, option.rect.top() + kListAbove), QPoint(right, below - kBetweenLines - 1)},
        {QPoint(left, below), QPoint(right, option.rect.bottom() - kListAbove - kOpenBar)},
        option.rect,
        text,
        selected ? text : colors.faint,
        selected ? text : option.palette.color(QPalette::Highlight),
        option.palette.color(group, QPalette::Base),
        selected,
        theme::isDark(option.palette)};
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      colors.grid);
    if (const RunEntry* run = model().runAt(index.row())) {
        paintRun(row, *run);
    } else {
        paintGroup(row, index.row());
    }
    painter->restore();
}

int RunsListDelegate::nameLeft(const Row& row, const RunSummary& run) {
    return row.first.left() + kStatusRoom + (run.color.empty() ? 0 : kDotRoom);
}

/// Paints the result at the right end of the first line, and of the second one, which gets
/// narrower, of which prediction it is; returns the left end of what is in the first line.
int RunsListDelegate::paintResult(Row& row, const Result& result) {
    if (!result.prediction.isEmpty()) {
        const QFont small = listSmallFont(row.font);
        row.painter.setFont(small);
        row.painter.setPen(row.faint);
        row.painter.drawText(row.second, Qt::AlignRight | Qt::AlignVCenter, result.prediction);
        row.second.setRight(row.second.right() - kListGap -
                            QFontMetrics(small).horizontalAdvance(result.prediction));
    }
    QFont bold = row.font;
    bold.setBold(true);
    row.painter.setFont(bold);
    row.painter.setPen(row.text);
    row.painter.drawText(row.first, Qt::AlignRight | Qt::AlignVCenter, result.value);
    return row.first.right() - QFontMetrics(bold).horizontalAdvance(result.value) - kListGap;
}

/// Paints the run's accuracy by epoch, if it is known, and if enough of the name remains; returns
/// the left end of what is at the right. Lines are below each other, since the usual results are
/// equally wide.
int RunsListDelegate::paintHistory(const Row& row, const RunSummary& run, int right) const {
    const AccuracyHistory* history = model().historyOf(run);
    QFont bold = row.font;
    bold.setBold(true);
    const int usual = row.first.right() - kListGap -
                      QFontMetrics(bold).horizontalAdvance(QStringLiteral("88.88 %"));
    const int end = std::min(right, usual);
    const int left = end - kSparkline.width() - kListGap;
    const int badge = run.id == model().otherRun() ? row.first.height() + kListGap : 0;
    const int room = left - badge - nameLeft(row, run);
    const int name = QFontMetrics(bold).horizontalAdvance(plain::line(run.name));
    if (history == nullptr || room < std::min(name, kLeastNameRoom)) {
        return right;
    }
    const QRectF place(
        QPointF(end - kSparkline.width(), row.first.center().y() - kSparkline.height() / 2),
        kSparkline);
    const QColor own = run.color.empty() ? row.faint
                                         : theme::legible(QColor(QString::fromStdString(run.color)),
                                                          row.ground, theme::kGraphicContrast);
    drawSparkline(row.painter, place, history->accuracies, row.selected ? row.text : own);
    return left;
}

/// Paints the B of the run that the open one is compared with; returns its left end.
int RunsListDelegate::paintBadge(const Row& row, int right) {
    QPainter& painter = row.painter;
    const QRect badge(right - row.first.height(), row.first.top(), row.first.height(),
                      row.first.height());
    painter.setPen(row.text);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(badge).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    QFont bold = row.font;
    bold.setBold(true);
    painter.setFont(bold);
    painter.drawText(badge, Qt::AlignCenter, RunsText::tr("B"));
    return badge.left() - kListGap;
}

void RunsListDelegate::paintRun(Row& row, const RunEntry& run) const {
    const RunSummary& summary = run.summary();
    QPainter& painter = row.painter;
    const bool open = summary.id == model().shownRun();
    if (open) {
        painter.fillRect(QRect(row.whole.left(), row.whole.top(), kOpenBar, row.whole.height()),
                         row.accent);
    }
    int right = paintHistory(row, summary, paintResult(row, resultOf(summary)));
    const QColor status = row.selected ? row.text : statusColor(summary.status, row.dark);
    if (summary.id == model().otherRun()) {
        right = paintBadge(row, right);
    }
    QFont font = row.font;
    painter.setFont(font);
    painter.setPen(status);
    painter.drawText(row.first, Qt::AlignLeft | Qt::AlignVCenter, statusSymbol(summary.status));
    if (!summary.color.empty()) {
        drawDot(painter,
                {row.first.left() + kStatusRoom, row.first.top(), kDotRoom - 4, row.first.height()},
                QColor(QString::fromStdString(summary.color)), row.selected);
    }
    const int left = nameLeft(row, summary);
    font.setBold(open);
    painter.setFont(font);
    painter.setPen(summary.archived ? row.faint : row.text);
    const QRect room(left, row.first.top(), std::max(0, right - left), row.first.height());
    // Without its middle, "CIFAR-100, 100 classes" would be "CIFAR-10… classes".
    painter.drawText(
        room, Qt::AlignLeft | Qt::AlignVCenter,
        plain::wholeParts(plain::line(summary.name), QFontMetrics(font), room.width()));
    const QFont small = listSmallFont(row.font);
    painter.setFont(small);
    painter.setPen(row.faint);
    const QRect below = row.second.adjusted(kStatusRoom, 0, 0, 0);
    const QString line = plain::wholeParts(secondLine(summary), QFontMetrics(small), below.width());
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter, line);
    paintTags(row, summary.tags,
              below.left() + QFontMetrics(small).horizontalAdvance(line) + kListGap);
    if (isLive(summary.status)) {
        paintProgress(row, summary);
    }
}

/// Paints the tags that fit, and how many do not.
void RunsListDelegate::paintTags(const Row& row, const std::vector<std::string>& tags,
                                 int left) const {
    const QFont small = listSmallFont(row.font);
    const QFontMetrics metrics(small);
    QColor fill = row.text;
    fill.setAlphaF(0.12F);
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const QString more =
            i + 1 < tags.size() ? QStringLiteral("+%1").arg(tags.size() - i - 1) : QString();
        const int kept = more.isEmpty() ? 0 : metrics.horizontalAdvance(more) + kListGap;
        const QString tag = plain::line(tags[i]);
        const int wanted =
            std::min(metrics.horizontalAdvance(tag) + 2 * kChipRoom + 2, kWidestChip);
        const int width = std::min(wanted, row.second.right() - kept - left);
        row.painter.setPen(row.text);
        if (width < std::min(wanted, kNarrowestChip)) {
            row.painter.drawText(
                QRect(left, row.second.top(), row.second.right() - left, row.second.height()),
                Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("+%1").arg(tags.size() - i));
            return;
        }
        const QRect chip(left, row.second.top(), width, row.second.height());
        row.painter.setPen(Qt::NoPen);
        row.painter.setBrush(fill);
        row.painter.drawRoundedRect(chip, chip.height() / 2.0, chip.height() / 2.0);
        row.painter.setPen(row.text);
        row.painter.drawText(chip, Qt::AlignCenter,
                             metrics.elidedText(tag, Qt::ElideRight, width - 2 * kChipRoom));
        left += width + kListGap / 2;
    }
}

void RunsListDelegate::paintProgress(const Row& row, const RunSummary& run) const {
    const QRect track(row.first.left(), row.whole.bottom() - kOpenBar - 1, row.first.width(),
                      kOpenBar);
    QColor faint = row.text;
    faint.setAlphaF(0.2F);
    row.painter.fillRect(track, faint);
    const double done =
        run.epochs > 0 ? std::clamp(static_cast<double>(finishedEpochs(run)) / run.epochs, 0.0, 1.0)
                       : 0;
    row.painter.fillRect(QRectF(track.left(), track.top(), track.width() * done, track.height()),
                         row.selected ? row.text : statusColor(run.status, row.dark));
}

void RunsListDelegate::paintGroup(Row& row, int heading) const {
    const RunGroup& group = *model().headingAt(heading);
    const int right = paintResult(row, resultOf(model().runs(), group));
    drawArrow(row.painter, arrowRect(row.whole), model().isOpen(heading), row.text);
    const int left = row.first.left() + kStatusRoom;
    const QRect room(left, row.first.top(), std::max(0, right - left), row.first.height());
    row.painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                         plain::wholeParts(plain::line(model().titleAt(heading)),
                                           row.painter.fontMetrics(), room.width()));
    row.painter.setFont(listSmallFont(row.font));
    row.painter.setPen(row.faint);
    row.painter.drawText(row.second.adjusted(kStatusRoom, 0, 0, 0),
                         Qt::AlignLeft | Qt::AlignVCenter, runCount(model().runs(), group));
}

void RunsListDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                            const QModelIndex&) const {
    const int left = option.rect.left() + kListPadding + kStatusRoom;
    editor->setGeometry(left, option.rect.top() + 1, option.rect.right() - kListPadding - left,
                        option.fontMetrics.height() + 2 * kListAbove);
}

} // namespace asge
