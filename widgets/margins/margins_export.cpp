// SPDX-License-Identifier: GPL-3.0-or-later

// What the page writes to files, to the clipboard and to printers.

#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/margins/margins_page.h"
#include "widgets/plot/color_key.h"
#include "widgets/plot/line_plot.h"

#include <QLabel>

#include <algorithm>

namespace asge {

namespace {

constexpr int kExportedGap = 8; // pixels, between layers
constexpr int kExportedPadding = 10;

} // namespace

/// The columns of an exported picture, and the size of each plot: those of the screen, or as many
/// as a paper has room for.
std::pair<int, QSize> MarginsPage::gridOf(const ExportTarget& target) const {
    constexpr QSize kLeast(300, 240);
    if (!target.paper()) {
        const QSize shown = panels_.empty() ? kLeast : panels_.front().plot->size();
        return {std::max(columns_, 1), shown.expandedTo(kLeast)};
    }
    const int width = figureSize(target, {}, font()).width();
    const int columns =
        std::clamp(width / (kLeast.width() + kExportedGap), 1, std::max(columns_, 1));
    return {columns, QSize(width / columns - kExportedGap, kLeast.height()).expandedTo(kLeast)};
}

PlotPicture MarginsPage::picture(const ExportTarget& target) const {
    const std::pair<int, QSize> grid = gridOf(target);
    const int columns = grid.first;
    const QSize one = grid.second;
    const int rows = (static_cast<int>(panels_.size()) + columns - 1) / columns;
    const int line =
        QFontMetrics(panels_.empty() ? font() : panels_.front().headline->font()).height() + 4;
    const PlotPicture shares = shares_->figure(target);
    const int width = std::max(columns * (one.width() + kExportedGap), shares.size.width());
    const QString lines =
        plain::partsInLines(lines_->text(), QFontMetrics(font()), width - 2 * kExportedPadding);
    const int below = line * (1 + static_cast<int>(lines.count(u'\n')));
    const int key = key_->heightForWidth(width - 2 * kExportedPadding) + below;
    const int top = kExportedPadding + key + kExportedGap;
    const theme::PlotColors colors = theme::plotColors(palette());
    const QString title = figureTitle(tr("Margins, %1, epoch %2").arg(splitText()).arg(epoch()),
                                      compared() != Compared::own);
    const int plots = rows * (line + one.height() + kExportedGap);
    return {title,
            {width, top + plots + shares.size.height()},
            colors.background,
            [=, this](QCPPainter& painter) {
                QFont bold = font();
                bold.setBold(true);
                key_->paint(painter, QRect(kExportedPadding, kExportedPadding,
                                           width - 2 * kExportedPadding, key - below));
                painter.setFont(font());
                painter.setPen(colors.faint);
                painter.drawText(QRect(kExportedPadding, kExportedPadding + key - below,
                                       width - 2 * kExportedPadding, below),
                                 Qt::AlignLeft, lines);
                for (int i = 0; i < static_cast<int>(panels_.size()); ++i) {
                    const Panel& panel = panels_[static_cast<std::size_t>(i)];
                    painter.save();
                    painter.translate(i % columns * (one.width() + kExportedGap),
                                      top + i / columns * (line + one.height() + kExportedGap));
                    painter.setFont(bold);
                    painter.setPen(panel.headline->foregroundRole() == QPalette::PlaceholderText
                                       ? colors.faint
                                       : colors.text);
                    painter.drawText(
                        QRect(kExportedPadding, 0, one.width() - kExportedPadding, line),
                        Qt::AlignLeft,
                        panel.headline->text().replace(u'\n', QStringLiteral(" · ")));
                    painter.translate(0, line);
                    panel.plot->toPainter(&painter, one.width(), one.height());
                    painter.restore();
                }
                painter.translate(0, top + plots);
                shares.paint(painter);
            }};
}

QByteArray MarginsPage::csv() const {
    const margins::TableRun own{run()->id(), run()->curves().scores.untrained};
    if (otherHistory_.empty()) {
        return margins::csvOf(own, run()->outcomes());
    }
    return margins::csvOf(
        own, run()->outcomes(), [this](int epoch) { return otherCounts(epoch); },
        other() != nullptr ? other()->id() : 0);
}

bool MarginsPage::exportTo(const ExportTarget& target, QString* reason) const {
    std::vector<PlotCanvas*> plots = shares_->canvases();
    for (const Panel& panel : panels_) {
        plots.push_back(panel.plot);
    }
    return exportShown(
        target, [this](const ExportTarget& to) { return picture(to); }, [this] { return csv(); },
        plots, reason);
}

} // namespace asge
