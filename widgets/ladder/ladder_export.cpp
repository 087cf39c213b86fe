// SPDX-License-Identifier: GPL-3.0-or-later

// The picture that the ladder is exported as.
#include "widgets/common/theme.h"
#include "widgets/ladder/ladder_page.h"

#include <QLabel>
#include <QPainter>
#include <QTableWidget>

#include <algorithm>

namespace asge {

namespace {

constexpr int kLadderPadding = 10;
constexpr int kLadderColumnGap = 12;
constexpr int kLadderKeyColumns = 2; ///< that say what a row is about
constexpr int kLadderTitleLines = 2;
constexpr int kLadderUsualWidth = 420, kLadderUsualHeight = 340;

/// The lines of a column's title; the last one is next to the numbers.
QStringList ladderTitle(const QTableWidget& table, int column) {
    QStringList lines = table.horizontalHeaderItem(column)->text().split(u'\n');
    while (lines.size() < kLadderTitleLines) {
        lines.prepend(QString());
    }
    return lines;
}

} // namespace

std::vector<int> LadderPage::tableWidths() const {
    const QFontMetrics metrics(font());
    std::vector<int> widths;
    for (int column = 0; column < table_->columnCount(); ++column) {
        int width = 0;
        for (const QString& line : ladderTitle(*table_, column)) {
            width = std::max(width, metrics.horizontalAdvance(line));
        }
        for (int row = 0; row < table_->rowCount(); ++row) {
            width = std::max(width, metrics.horizontalAdvance(table_->item(row, column)->text()));
        }
        widths.push_back(width + 1); // files and screens measure texts differently
    }
    return widths;
}

/// The columns of the tables below each other into which the table is divided where it is wider
/// than `width`: each has those that name a row, and as many others as fit, at least one.
std::vector<LadderPage::TablePart> LadderPage::tableParts(int width) const {
    const std::vector<int> widths = tableWidths();
    std::vector<TablePart> parts;
    for (int column = kLadderKeyColumns; column < table_->columnCount(); ++column) {
        const int wide = widths[static_cast<std::size_t>(column)] + kLadderColumnGap;
        const bool isFull = !parts.empty() && parts.back().width + wide > width;
        if (parts.empty() || isFull) {
            TablePart& part = parts.emplace_back();
            for (int key = 0; key < kLadderKeyColumns; ++key) {
                part.columns.push_back(key);
                part.width +=
                    widths[static_cast<std::size_t>(key)] + (key > 0 ? kLadderColumnGap : 0);
            }
        }
        parts.back().columns.push_back(column);
        parts.back().width += wide;
    }
    return parts;
}

void LadderPage::paintTable(QPainter& painter, QPoint at, int line, const TablePart& part) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const std::vector<int> widths = tableWidths();
    painter.setFont(font());
    int x = at.x();
    for (const int column : part.columns) {
        const int width = widths[static_cast<std::size_t>(column)];
        const auto place = [&](int row) { return QRect(x, at.y() + row * line, width, line); };
        const Qt::Alignment side = column >= kLadderKeyColumns ? Qt::AlignRight : Qt::AlignLeft;
        painter.setPen(colors.faint);
        const QStringList title = ladderTitle(*table_, column);
        for (int row = 0; row < kLadderTitleLines; ++row) {
            painter.drawText(place(row), side | Qt::AlignVCenter, title[row]);
        }
        painter.setPen(colors.text);
        for (int row = 0; row < table_->rowCount(); ++row) {
            painter.drawText(place(row + kLadderTitleLines), side | Qt::AlignVCenter,
                             table_->item(row, column)->text());
        }
        x += width + kLadderColumnGap;
    }
    const int rule = at.y() + kLadderTitleLines * line;
    painter.setPen(QPen(colors.axis, 0));
    painter.drawLine(at.x(), rule, at.x() + part.width, rule);
}

/// The size of the plot. On paper, all texts keep their size: the table is divided.
QSize LadderPage::plotSize(const ExportTarget& target) const {
    QSize size = figureSize(target, plot_->size(), font());
    const QSize least =
        target.paper() ? plot_->minimumSizeHint() : QSize(kLadderUsualWidth, kLadderUsualHeight);
    size = size.expandedTo(least);
    const int room = target.paper() ? size.width() - 2 * kLadderPadding : QWIDGETSIZE_MAX;
    for (const TablePart& part : tableParts(room)) {
        size.setWidth(std::max(size.width(), part.width + 2 * kLadderPadding));
    }
    return size;
}

PlotPicture LadderPage::picture(const ExportTarget& target) const {
    const QSize one = plotSize(target);
    const int width = one.width() - 2 * kLadderPadding;
    const int line = QFontMetrics(font()).height() + 6;
    const QFontMetrics metrics(font());
    const std::vector<ladder::Choice>& choices = plot_->content().choices;
    const bool isChosen = std::any_of(choices.begin(), choices.end(), [](const auto& choice) {
        return choice.kind == ladder::Kind::bestLayer || choice.kind == ladder::Kind::bestRange;
    });
    const QString chosen = // a picture has no tool tips
        isChosen ? tr("Best layer and best range are those with the highest accuracy on validation "
                      "images.")
                 : QString();
    const QString note = (note_->text() + u' ' + chosen).trimmed();
    const QFontMetrics bold(headline_->font());
    const int head =
        bold.boundingRect(QRect(0, 0, width, 1000), Qt::TextWordWrap, headline_->text()).height() +
        6;
    const int noteHeight =
        note.isEmpty()
            ? 0
            : metrics.boundingRect(QRect(0, 0, width, 1000), Qt::TextWordWrap, note).height() + 4;
    const int top = kLadderPadding + head;
    const std::vector<TablePart> parts = tableParts(width);
    const int tall = (table_->rowCount() + kLadderTitleLines) * line + kLadderPadding;
    const int keyHeight = std::max(key_->heightForWidth(width), line);
    const theme::PlotColors colors = theme::plotColors(palette());
    const int height = top + one.height() + keyHeight + noteHeight + kLadderPadding +
                       static_cast<int>(parts.size()) * tall;
    return {figureTitle(title(), compared() != Compared::own),
            {one.width(), height},
            colors.background,
            [=, this](QCPPainter& painter) {
                painter.setFont(headline_->font());
                painter.setPen(colors.text);
                painter.drawText(QRect(kLadderPadding, kLadderPadding, width, head),
                                 Qt::AlignLeft | Qt::TextWordWrap, headline_->text());
                int y = top + one.height();
                key_->paint(painter, QRect(kLadderPadding, y, width, keyHeight));
                y += keyHeight;
                painter.setFont(font());
                painter.setPen(colors.faint);
                painter.drawText(QRect(kLadderPadding, y, width, noteHeight),
                                 Qt::AlignLeft | Qt::TextWordWrap, note);
                y += noteHeight + kLadderPadding;
                for (const TablePart& part : parts) {
                    paintTable(painter, {kLadderPadding, y}, line, part);
                    y += tall;
                }
                painter.translate(0, top);
                plot_->toPainter(&painter, one.width(), one.height());
            }};
}

bool LadderPage::exportTo(const ExportTarget& target, QString* reason) const {
    return exportShown(
        target, [this](const ExportTarget& to) { return picture(to); }, [this] { return csv(); },
        {plot_}, reason);
}

} // namespace asge
