// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <qcustomplot.h>

#include <vector>

namespace asge {

/// The cells of a map of channels. Into a file of vectors they are drawn up to the axes:
/// QSvgGenerator ignores clipping.
class ChannelCells : public QCPColorMap {
    Q_OBJECT

  public:
    ChannelCells(QCPAxis* keys, QCPAxis* values) : QCPColorMap(keys, values) {}

  protected:
    void draw(QCPPainter* painter) override;

  private:
    QRectF imagePlace() const;
    QImage picture(const QRectF& place, const QRectF& seen, const QSize& size);
};

/// Marks beside the rows of a map, on the right of its axes: crosses for dead channels, diamonds
/// for dominating ones. Rows that are out of view have none.
class ChannelMarks : public QCPAbstractItem {
    Q_OBJECT

  public:
    static constexpr int kWidth = 14; ///< pixels between the axes and what is beside them

    explicit ChannelMarks(QCustomPlot* plot); ///< the plot owns it

    void setRows(std::vector<int> dead, std::vector<int> dominating);
    void setColors(const QColor& dead, const QColor& dominating);
    const std::vector<int>& dead() const { return dead_; }
    const std::vector<int>& dominating() const { return dominating_; }
    QPointF placeOf(int row) const; ///< the middle of a row's mark, in pixels

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override;

  private:
    void drawRows(QCPPainter& painter, const std::vector<int>& rows,
                  const QCPScatterStyle& style) const;

    std::vector<int> dead_, dominating_;
    QColor deadColor_, dominatingColor_;
};

} // namespace asge
