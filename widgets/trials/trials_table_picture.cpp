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

/// The rank, the data set if there are several, and the other columns in their shown order.
std::vector<PaintedColumn> columnsOf(const TrialsModel& model, const QFontMetricsF& metrics) {
    const TextTable text = model.text();
    const int rows = std::min(static_cast<int>(text.rows.size()), kMostPaintedRows);
    std::vector<PaintedColumn> columns;
    columns.push_back({TrialsText::tr("Rank"), {}, {}, Qt::AlignRight | Qt::AlignVCenter, 0});
    for (int row = 0; row < rows; ++row) {
        columns.front().cells << model.rankText(row);
    }
    std::vector<int> order = model.shownOrder();
    if (model.dataColumn() >= 0) { // the rank is within it
        std::erase(order, model.dataColumn());
        order.insert(order.begin(), model.dataColumn());
    }
    for (const int shown : order) {
        const auto i = static_cast<std::size_t>(shown);
        PaintedColumn& column = columns.emplace_back();
        column.title = QString::fromStdString(text.columns[i]);
        column.side = model.alignmentOf(shown);
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
    return columns;
}

/// The table in parts below each other.
class PaintedTable {
  public:
    PaintedTable(const TrialsModel& model, const QFont& font)
        : font_(font), line_(QFontMetricsF(font).height() + 4),
          columns_(columnsOf(model, QFontMetricsF(font))), keys_(model.dataColumn() >= 0 ? 2 : 1) {}
    PaintedTable(const PaintedTable&) = delete; // the parts point to the columns
    PaintedTable& operator=(const PaintedTable&) = delete;

    void divide(double width) { parts_ = partsOf(columns_, keys_, width - 2 * kTrialsMargin); }
    QSize size() const {
        double width = 0;
        for (const PaintedPart& part : parts_) {
            width = std::max(width, part.width);
        }
        return {static_cast<int>(std::ceil(width)) + 2 * kTrialsMargin,
                static_cast<int>(partHeight() * static_cast<double>(parts_.size())) +
                    2 * kTrialsMargin - kBetweenParts};
    }
    void paint(QCPPainter& painter, const theme::PlotColors& colors) const {
        double top = kTrialsMargin;
        for (const PaintedPart& part : parts_) {
            double left = kTrialsMargin;
            painter.setPen(colors.text);
            for (const PaintedColumn* column : part.columns) {
                paintColumn(painter, *column, {left, top});
                left += column->width + kCellGap;
            }
            painter.setPen(QPen(colors.axis, 1));
            painter.drawLine(QPointF(kTrialsMargin, top + line_),
                             QPointF(kTrialsMargin + part.width, top + line_));
            top += partHeight();
        }
    }

  private:
    double partHeight() const {
        return line_ * static_cast<double>(columns_.front().cells.size() + 1) + kBetweenParts;
    }
    void paintColumn(QCPPainter& painter, const PaintedColumn& column, QPointF at) const {
        const auto write = [&](const QString& what, int place, bool bold) {
            QFont cell = font_;
            cell.setBold(bold);
            painter.setFont(cell);
            painter.drawText(QRectF(at.x(), at.y() + line_ * place, column.width, line_),
                             static_cast<int>(column.side) | Qt::TextDontClip, what);
        };
        write(column.title, 0, false);
        for (int row = 0; row < column.cells.size(); ++row) {
            write(column.cells[row], row + 1, column.bold.contains(row));
        }
    }

    QFont font_;
    double line_;
    std::vector<PaintedColumn> columns_;
    std::size_t keys_; ///< the first columns, which are in each part
    std::vector<PaintedPart> parts_;
};

/// A page has a height, too: parts below each other may be smaller there than a wide table.
void fitPage(PaintedTable& table, const QSizeF& page, double readable) {
    const auto scale = [&] {
        const QSizeF size = table.size();
        return std::min(page.width() / size.width(), page.height() / size.height());
    };
    table.divide(QWIDGETSIZE_MAX);
    const double whole = scale();
    table.divide(readable);
    if (scale() < whole) {
        table.divide(QWIDGETSIZE_MAX);
    }
}

} // namespace

/// The table in its shown order. On paper, columns for which the text would be too small are below
/// the others.
PlotPicture TrialsTable::picture(const ExportTarget& target) {
    const auto table = std::make_shared<PaintedTable>(*model_, font());
    const double shrink = 1 / kLeastTrialsPoints;
    if (target.kind() == ExportTarget::Kind::printed) {
        const QSizeF page =
            kPixelsPerInch * target.device()->pageLayout().paintRect(QPageLayout::Inch).size();
        fitPage(*table, page, page.width() * QFontInfo(font()).pointSizeF() * shrink);
    } else {
        table->divide(target.paper()
                          ? figureSize(target, {}, font()).width() * target.paper()->points * shrink
                          : QWIDGETSIZE_MAX);
    }
    const theme::PlotColors colors = theme::plotColors(palette());
    return {TrialsText::tr("Trials, ranked by validation accuracy · %1").arg(content_->title),
            table->size(), colors.background,
            [table, colors](QCPPainter& painter) { table->paint(painter, colors); }};
}

} // namespace asge
