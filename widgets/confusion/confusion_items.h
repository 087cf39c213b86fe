// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/confusion/confusion_plot.h"

#include <qcustomplot.h>

#include <utility>
#include <vector>

namespace asge {

namespace confusion {

/// Pixels; cells of this size are separated by lines.
inline constexpr double kLinedCell = 9;

/// The positions that an axis shows; the second is below the first if there are none.
std::pair<int, int> visiblePositions(const QCPAxis* axis, int classes);
double cellPixels(const QCPAxis* axis);

} // namespace confusion

// For the plot and its parts, which are the only ones that include this file.
using confusion::cellPixels;
using confusion::kLinedCell;
using confusion::Matrix;
using confusion::visiblePositions;

/// The cells of the matrix, or its blocks.
class ConfusionPlot::Cells : public QCPAbstractItem {
  public:
    explicit Cells(ConfusionPlot* plot);
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override;

  private:
    struct Number {
        QRectF place;
        QColor ground;
        double value;
    };

    std::vector<Number> drawClasses(QCPPainter& painter);
    void drawNumbers(QCPPainter& painter, const std::vector<Number>& numbers) const;
    void drawLines(QCPPainter& painter, int firstRow, int lastRow, int firstColumn, int lastColumn);
    void drawBlocks(QCPPainter& painter, int size);
    void drawHalves(QCPPainter& painter, const QRectF& cell, double correct, double wrong);
    void outlineCorrect(QCPPainter& painter, int size);

    ConfusionPlot* plot_;
};

/// The recall of each label, or the mean of a block's.
class ConfusionPlot::Recalls : public QCPAbstractItem {
  public:
    explicit Recalls(ConfusionPlot* plot);
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override;

  private:
    void drawBar(QCPPainter& painter, int from, int to, double recall);

    ConfusionPlot* plot_;
};

} // namespace asge
