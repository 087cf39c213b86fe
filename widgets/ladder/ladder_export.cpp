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
constexpr int kLadderColumnGap = 18;

/// The title of a column in one line.
QString ladderTitle(const QTableWidget& table, int column) {
    return table.horizontalHeaderItem(column)->text().replace(u'\n', u' ');
}

} // namespace

std::vector<int> LadderPage::tableWidths() const {
    const QFontMetrics metrics(font());
    std::vector<int> widths;
    for (int column = 0; column < table_->columnCount(); ++column) {
        int width = metrics.horizontalAdvance(ladderTitle(*table_, column));
        for (int row = 0; row < table_->rowCount(); ++row) {
            width = std::max(width, metrics.horizontalAdvance(table_->item(row, column)->text()));
        }
        widths.push_back(width);
    }
    return widths;
}

void LadderPage::paintTable(QPainter& painter, QPoint at, int line) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const std::vector<int> widths = tableWidths();
    painter.setFont(font());
    int x = at.x();
    for (int column = 0; column < table_->columnCount(); ++column) {
        const int width = widths[static_cast<std::size_t>(column)];
        const auto place = [&](int row) { return QRect(x, at.y() + row * line, width + 1, line); };
        const Qt::Alignment side = column >= 2 ? Qt::AlignRight : Qt::AlignLeft;
        painter.setPen(colors.faint);
        painter.drawText(place(0), side | Qt::AlignVCenter, ladderTitle(*table_, column));
        painter.setPen(colors.text);
        for (int row = 0; row < table_->rowCount(); ++row) {
            painter.drawText(place(row + 1), side | Qt::AlignVCenter,
                             table_->item(row, column)->text());
        }
        x += width + kLadderColumnGap;
    }
    painter.setPen(QPen(colors.axis, 0));
    painter.drawLine(at.x(), at.y() + line, x - kLadderColumnGap, at.y() + line);
}

PlotPicture LadderPage::picture(const ExportTarget& target) const {
    const std::vector<int> widths = tableWidths();
    int table = 0;
    for (const int width : widths) {
        table += width + kLadderColumnGap;
    }
    const QSize one =
        figureSize(target, plot_->size(), font()).expandedTo({std::max(420, table), 340});
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
    const int rows = (table_->rowCount() + 1) * line;
    const theme::PlotColors colors = theme::plotColors(palette());
    const int height = top + one.height() + line + noteHeight + kLadderPadding + rows;
    return {figureTitle(title(), compared() != Compared::own),
            {one.width(), height + kLadderPadding},
            colors.background,
            [=, this](QCPPainter& painter) {
                painter.setFont(headline_->font());
                painter.setPen(colors.text);
                painter.drawText(QRect(kLadderPadding, kLadderPadding, width, head),
                                 Qt::AlignLeft | Qt::TextWordWrap, headline_->text());
                int y = top + one.height();
                key_->paint(painter, QRect(kLadderPadding, y, width, line));
                y += line;
                painter.setFont(font());
                painter.setPen(colors.faint);
                painter.drawText(QRect(kLadderPadding, y, width, noteHeight),
                                 Qt::AlignLeft | Qt::TextWordWrap, note);
                y += noteHeight + kLadderPadding;
                paintTable(painter, {kLadderPadding, y}, line);
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
