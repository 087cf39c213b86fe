// SPDX-License-Identifier: GPL-3.0-or-later

// The picture that the table of trials is exported as.
#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/trials/trials_table.h"
#include "widgets/trials/trials_text.h"

#include <qcustomplot.h>

#include <QFontInfo>
#include <QFontMetricsF>
#include <QPagedPaintDevice>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <utility>

namespace asge {
namespace {

constexpr int kMostPaintedRows = 200;
constexpr int kCellGap = 14; ///< pixels between columns
constexpr int kTrialsMargin = 10;
constexpr int kBetweenParts = 12;          ///< pixels
constexpr double kLeastTrialsPoints = 6.6; ///< of the text on paper
constexpr double kPixelsPerInch = 96;      ///< of a picture
constexpr double kBoldWidth = 1.1;         ///< of a bold text, × the usual one

struct PaintedColumn {
    QString title;
    QStringList cells;
    std::set<int> bold; ///< rows
    Qt::Alignment side = Qt::AlignLeft;
    double width = 0;
};

/// Columns that are beside each other: those that say which row it is, then some of the others.
struct PaintedPart {
    std::vector<const PaintedColumn*> columns;
    double width = 0;

    void add(const PaintedColumn& column) {
        width += column.width + (columns.empty() ? 0 : kCellGap);
        columns.push_back(&column);
    }
};

void measure(PaintedColumn& column, const QFontMetricsF& metrics) {
    column.width = metrics.horizontalAdvance(column.title);
    for (int row = 0; row < column.cells.size(); ++row) {
        const double wide = metrics.horizontalAdvance(column.cells[row]);
        column.width = std::max(column.width, column.bold.contains(row) ? kBoldWidth * wide : wide);
    }
    column.width += 1; // files and screens measure texts differently
}

/// The width in which the text has a readable size on paper; nothing if it is not for paper.
double widthOnPaper(const ExportTarget& target, const QFont& font) {
    if (target.paper()) {
        return figureSize(target, {}, font).width() * target.paper()->points / kLeastTrialsPoints;
    }
    if (target.kind() == ExportTarget::Kind::printed) {
        const QRectF page = target.device()->pageLayout().paintRect(QPageLayout::Inch);
        return page.width() * kPixelsPerInch * QFontInfo(font).pointSizeF() / kLeastTrialsPoints;
    }
    return QWIDGETSIZE_MAX;
}

/// The first `keys` columns are in each part, of the others as many as have room, at least one.
std::vector<PaintedPart> partsOf(const std::vector<PaintedColumn>& columns, std::size_t keys,
                                 double width) {
    std::vector<PaintedPart> parts;
    for (std::size_t i = keys; i < columns.size(); ++i) {
        if (parts.empty() || parts.back().width + kCellGap + columns[i].width > width) {
            PaintedPart& part = parts.emplace_back();
            for (std::size_t key = 0; key < keys; ++key) {
                part.add(columns[key]);
            }
        }
        parts.back().add(columns[i]);
    }
    return parts;
}

} // namespace

/// The table in its shown order. On paper, columns for which the text would be too small are below
/// the others.
PlotPicture TrialsTable::picture(const ExportTarget& target) {
    const TextTable text = model_->text();
    const int rows = std::min(static_cast<int>(text.rows.size()), kMostPaintedRows);
    const QFont font = this->font();
    const QFontMetricsF metrics(font);
    const bool hasSets = model_->dataColumn() >= 0;
    std::vector<PaintedColumn> columns;
    columns.push_back({TrialsText::tr("Rank"), {}, {}, Qt::AlignRight | Qt::AlignVCenter, 0});
    for (int row = 0; row < rows; ++row) {
        columns.front().cells << model_->rankText(row);
    }
    std::vector<int> order = model_->shownOrder();
    if (hasSets) { // it is a part of the rank
        std::erase(order, model_->dataColumn());
        order.insert(order.begin(), model_->dataColumn());
    }
    for (const int shown : order) {
        const auto i = static_cast<std::size_t>(shown);
        PaintedColumn& column = columns.emplace_back();
        column.title = QString::fromStdString(text.columns[i]);
        column.side = model_->alignmentOf(shown);
        for (int row = 0; row < rows; ++row) {
            const auto place = static_cast<std::size_t>(row);
            column.cells << plain::line(text.rows[place][i]);
            if (text.bold.contains({place, i})) {
                column.bold.insert(row);
            }
        }
    }
    for (PaintedColumn& column : columns) {
        measure(column, metrics);
    }
    const double room = widthOnPaper(target, font) - 2 * kTrialsMargin;
    const auto shared = std::make_shared<const std::vector<PaintedColumn>>(std::move(columns));
    const std::vector<PaintedPart> parts = partsOf(*shared, hasSets ? 2 : 1, room);
    const double line = metrics.height() + 4;
    double width = 0;
    for (const PaintedPart& part : parts) {
        width = std::max(width, part.width);
    }
    const double tall = line * (rows + 1) + kBetweenParts;
    const theme::PlotColors colors = theme::plotColors(palette());
    return {TrialsText::tr("Trials, ranked by validation accuracy · %1").arg(content_->title),
            QSize(static_cast<int>(std::ceil(width)) + 2 * kTrialsMargin,
                  static_cast<int>(tall * static_cast<double>(parts.size())) + 2 * kTrialsMargin -
                      kBetweenParts),
            colors.background, [=](QCPPainter& painter) {
                double top = kTrialsMargin;
                for (const PaintedPart& part : parts) {
                    double left = kTrialsMargin;
                    painter.setPen(colors.text);
                    for (const PaintedColumn* column : part.columns) {
                        const auto write = [&](const QString& what, int place, bool bold) {
                            QFont cell = font;
                            cell.setBold(bold);
                            painter.setFont(cell);
                            painter.drawText(QRectF(left, top + line * place, column->width, line),
                                             static_cast<int>(column->side) | Qt::TextDontClip,
                                             what);
                        };
                        write(column->title, 0, false);
                        for (int row = 0; row < rows; ++row) {
                            write(column->cells[row], row + 1, column->bold.contains(row));
                        }
                        left += column->width + kCellGap;
                    }
                    painter.setPen(QPen(colors.axis, 1));
                    painter.drawLine(QPointF(kTrialsMargin, top + line),
                                     QPointF(kTrialsMargin + part.width, top + line));
                    top += tall;
                }
                static_cast<void>(shared); // the parts point into it
            }};
}

} // namespace asge
