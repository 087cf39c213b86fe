// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/confusion/confusion_items.h"

#include "widgets/common/theme.h"
#include "widgets/confusion/confusion_readout.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/plot/seamless.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace asge {

namespace {

/// The pixels from the beginning of the position `from` to the end of the position `to`.
std::pair<double, double> pixelsOf(const QCPAxis* axis, double from, double to) {
    const double a = std::round(axis->coordToPixel(from - 0.5));
    const double b = std::round(axis->coordToPixel(to + 0.5));
    return {std::min(a, b), std::max(a, b)};
}

void fillCell(QCPPainter& painter, const QRectF& cell, const QColor& color) {
    const bool lined = cell.width() >= kLinedCell && cell.height() >= kLinedCell;
    if (lined) {
        painter.fillRect(cell.adjusted(1, 1, 0, 0), color);
    } else {
        plot::fillSeamless(painter, cell, color);
    }
}

} // namespace

namespace confusion {

std::pair<int, int> visiblePositions(const QCPAxis* axis, int classes) {
    const QCPRange range = axis->range();
    const double first = std::clamp(std::floor(range.lower + 0.5), 0.0, classes - 0.0);
    const double last = std::clamp(std::floor(range.upper + 0.5), -1.0, classes - 1.0);
    return {static_cast<int>(first), static_cast<int>(last)};
}

double cellPixels(const QCPAxis* axis) {
    return std::abs(axis->coordToPixel(1) - axis->coordToPixel(0));
}

} // namespace confusion

ConfusionPlot::Cells::Cells(ConfusionPlot* plot) : QCPAbstractItem(plot), plot_(plot) {
    setSelectable(false);
}

void ConfusionPlot::Cells::draw(QCPPainter* painter) {
    if (plot_->matrix_->classes() == 0) {
        return;
    }
    painter->setAntialiasing(false);
    const int size = plot_->blockSize();
    std::vector<Number> numbers;
    if (size == 1) {
        numbers = drawClasses(*painter);
    } else {
        drawBlocks(*painter, size);
    }
    if (plot_->outlinesCorrect()) {
        outlineCorrect(*painter, size);
    }
    drawNumbers(*painter, numbers); // an outline must not cover them
}

/// Returns the numbers of the cells; none if they have no room.
std::vector<ConfusionPlot::Cells::Number> ConfusionPlot::Cells::drawClasses(QCPPainter& painter) {
    const Matrix& matrix = *plot_->matrix_;
    const auto [firstRow, lastRow] = visiblePositions(plot_->yAxis, matrix.classes());
    const auto [firstColumn, lastColumn] = visiblePositions(plot_->xAxis, matrix.classes());
    drawLines(painter, firstRow, lastRow, firstColumn, lastColumn);
    const bool hasNumbers = plot_->numberFont().has_value();
    std::vector<Number> numbers;
    for (int row = firstRow; row <= lastRow; ++row) {
        const auto [top, bottom] = pixelsOf(plot_->yAxis, row, row);
        const auto [begin, end] = matrix.row(row);
        const Matrix::Cell* cell =
            std::lower_bound(begin, end, firstColumn, [](const Matrix::Cell& each, int column) {
                return each.column < column;
            });
        for (; cell != end && cell->column <= lastColumn; ++cell) {
            const auto [left, right] = pixelsOf(plot_->xAxis, cell->column, cell->column);
            const double value = matrix.value(row, *cell);
            if (!std::isnan(value) && value != 0) {
                const QRectF place(left, top, right - left, bottom - top);
                const QColor color = plot_->colorOf(value, cell->column == row);
                fillCell(painter, place, color);
                if (hasNumbers) {
                    numbers.push_back({place, color, value});
                }
            }
        }
    }
    return numbers;
}

void ConfusionPlot::Cells::drawNumbers(QCPPainter& painter,
                                       const std::vector<Number>& numbers) const {
    if (numbers.empty()) {
        return;
    }
    painter.setFont(*plot_->numberFont());
    for (const Number& number : numbers) {
        painter.setPen(plot::textOn(number.ground));
        painter.drawText(number.place, Qt::AlignCenter | Qt::TextDontClip,
                         plot_->textOf(number.value));
    }
}

void ConfusionPlot::Cells::drawLines(QCPPainter& painter, int firstRow, int lastRow,
                                     int firstColumn, int lastColumn) {
    if (cellPixels(plot_->xAxis) < kLinedCell || cellPixels(plot_->yAxis) < kLinedCell) {
        return;
    }
    painter.setPen(QPen(theme::plotColors(plot_->palette()).grid, 1));
    const double left = pixelsOf(plot_->xAxis, firstColumn, firstColumn).first;
    const double right = pixelsOf(plot_->xAxis, lastColumn, lastColumn).second;
    const double top = pixelsOf(plot_->yAxis, firstRow, firstRow).first;
    const double bottom = pixelsOf(plot_->yAxis, lastRow, lastRow).second;
    for (int row = firstRow; row <= lastRow + 1; ++row) {
        const double y = pixelsOf(plot_->yAxis, row, row).first;
        painter.drawLine(QLineF(left, y, right, y));
    }
    for (int column = firstColumn; column <= lastColumn + 1; ++column) {
        const double x = pixelsOf(plot_->xAxis, column, column).first;
        painter.drawLine(QLineF(x, top, x, bottom));
    }
}

/// Draws an outline with borders in the colour of the background, so that it is seen on any cell.
void ConfusionPlot::Cells::outlineCorrect(QCPPainter& painter, int size) {
    const int classes = plot_->matrix_->classes();
    const QPen casing(theme::plotColors(plot_->palette()).background, 3, Qt::SolidLine,
                      Qt::SquareCap, Qt::MiterJoin);
    painter.setBrush(Qt::NoBrush);
    for (int from = 0; from < classes; from += size) {
        const int to = std::min(from + size, classes) - 1;
        const auto [left, right] = pixelsOf(plot_->xAxis, from, to);
        const auto [top, bottom] = pixelsOf(plot_->yAxis, from, to);
        const QRectF outline(left + 1, top + 1, right - left - 2, bottom - top - 2);
        for (const QPen& pen : {casing, QPen(plot_->outlineColor(), 1)}) {
            painter.setPen(pen);
            painter.drawRect(outline);
        }
    }
}

/// A block on the diagonal has correct and wrong predictions, and a half for each of them. All
/// others show their wrong ones.
void ConfusionPlot::Cells::drawBlocks(QCPPainter& painter, int size) {
    const Matrix::Blocks& blocks = plot_->matrix_->blocks(size);
    const int classes = plot_->matrix_->classes();
    const auto [firstRow, lastRow] = visiblePositions(plot_->yAxis, classes);
    const auto [firstColumn, lastColumn] = visiblePositions(plot_->xAxis, classes);
    for (int row = firstRow / size; row <= lastRow / size && firstRow <= lastRow; ++row) {
        const auto [top, bottom] = pixelsOf(plot_->yAxis, row * size, (row + 1) * size - 1);
        for (int column = firstColumn / size;
             column <= lastColumn / size && firstColumn <= lastColumn; ++column) {
            const auto place = static_cast<std::size_t>(row);
            const double wrong = blocks.errors[place * static_cast<std::size_t>(blocks.side) +
                                               static_cast<std::size_t>(column)];
            const auto [left, right] =
                pixelsOf(plot_->xAxis, column * size, (column + 1) * size - 1);
            const QRectF cell(left, top, right - left, bottom - top);
            if (row == column) {
                drawHalves(painter, cell, blocks.correct[place], wrong);
            } else if (wrong != 0) {
                plot::fillSeamless(painter, cell, plot_->colorOf(wrong, false));
            }
        }
    }
}

/// What is correct is in the lower left half of the cell, what is wrong in the upper right one.
void ConfusionPlot::Cells::drawHalves(QCPPainter& painter, const QRectF& cell, double correct,
                                      double wrong) {
    const QColor ground = theme::plotColors(plot_->palette()).background;
    plot::fillSeamless(painter, cell, correct != 0 ? plot_->colorOf(correct, true) : ground);
    painter.setPen(Qt::NoPen);
    painter.setBrush(wrong != 0 ? plot_->colorOf(wrong, false) : ground);
    painter.drawPolygon(QPolygonF({cell.topLeft(), cell.topRight(), cell.bottomRight()}));
}

ConfusionPlot::Recalls::Recalls(ConfusionPlot* plot) : QCPAbstractItem(plot), plot_(plot) {
    setSelectable(false);
    setClipAxisRect(plot->bars_);
}

void ConfusionPlot::Recalls::draw(QCPPainter* painter) {
    const Matrix& matrix = *plot_->matrix_;
    if (matrix.classes() == 0) {
        return;
    }
    painter->setAntialiasing(false);
    const int size = plot_->blockSize();
    const auto [first, last] = visiblePositions(plot_->yAxis, matrix.classes());
    for (int block = first / size; block <= last / size && first <= last; ++block) {
        const int end = std::min((block + 1) * size, matrix.classes());
        double sum = 0;
        int known = 0;
        for (int row = block * size; row < end; ++row) {
            const double recall = matrix.recall(row);
            sum += std::isnan(recall) ? 0 : recall;
            known += std::isnan(recall) ? 0 : 1;
        }
        if (known > 0) {
            drawBar(*painter, block * size, end - 1, sum / known);
        }
    }
    painter->setPen(QPen(theme::plotColors(plot_->palette()).axis, 1));
    const double zero = std::round(plot_->bars_->axis(QCPAxis::atBottom)->coordToPixel(0));
    painter->drawLine(QLineF(zero, plot_->bars_->top(), zero, plot_->bars_->bottom()));
}

void ConfusionPlot::Recalls::drawBar(QCPPainter& painter, int from, int to, double recall) {
    const QCPAxis* axis = plot_->bars_->axis(QCPAxis::atBottom);
    const auto [top, bottom] = pixelsOf(plot_->yAxis, from, to);
    const double gap = bottom - top >= kLinedCell ? std::round((bottom - top) * 0.14) : 0;
    const double zero = std::round(axis->coordToPixel(0));
    const double end = axis->coordToPixel(100 * recall);
    const QRectF bar(std::min(zero, end), top + gap, std::abs(end - zero), bottom - top - 2 * gap);
    const theme::PlotColors colors = theme::plotColors(plot_->palette());
    const QColor color = plot_->barColor(recall);
    painter.fillRect(bar, color);
    const QFont font = plot_->yAxis->tickLabelFont();
    const QFontMetricsF metrics(font);
    if (bottom - top >= metrics.height() - 2) {
        const QString text = confusion::percentText(recall, plot_->matrix_->isDifference());
        const double width = metrics.horizontalAdvance(text) + 1;
        const bool difference = plot_->matrix_->isDifference();
        const bool inBar = !difference && end + 4 + width > plot_->bars_->right();
        const double left = inBar         ? end - 4 - width
                            : !difference ? end + 4
                            : recall > 0  ? zero - 4 - width
                                          : zero + 4;
        painter.setFont(font);
        painter.setPen(inBar ? plot::textOn(color) : colors.text);
        painter.drawText(QRectF(left, top, width, bottom - top), Qt::AlignCenter, text);
    }
}

} // namespace asge
