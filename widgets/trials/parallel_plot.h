// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/trials/trial_axis.h"
#include "widgets/trials/trials_part.h"

#include <QPolygonF>

#include <optional>
#include <utility>
#include <vector>

namespace asge {

/// Parallel coordinates of trials: an axis for each setting that differs and one for the accuracy,
/// a line for each combination of settings, in the colour of its mean accuracy. Trials without a
/// result are dashed and end before the last axis.
///
/// Mouse: pointing at a line says its values, a click opens its run; dragging along an axis shows
/// only the lines within that range, a click on the axis shows all again.
class ParallelPlot : public TrialsPart {
    Q_OBJECT

  public:
    explicit ParallelPlot(QWidget* parent = nullptr);

    void setContent(TrialsContentPtr content) override;
    PlotPicture picture() override;
    QByteArray csv() const override; ///< the trials within all chosen ranges

    /// Shows only trials whose place on an axis is within a range of 0 to 1; none: all.
    void setBrush(std::size_t axis, std::optional<std::pair<double, double>> range);
    std::vector<std::size_t> shownRows() const; ///< within all ranges
    std::optional<std::size_t> rowAt(QPointF at) const;
    QPointF axisEnd(std::size_t axis, double place) const; ///< in the widget's pixels
    QString readoutText() const { return readout_; }       ///< of the line under the cursor

    QSize sizeHint() const override { return {640, 360}; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    QRectF areaIn(const QRectF& rect) const;
    QPointF pointOn(const QRectF& area, std::size_t axis, double place) const;
    QPolygonF lineOf(const QRectF& area, const Trial& trial) const;
    double placeOf(const Trial& trial, std::size_t axis) const;
    double offsetOf(const Trial& trial, std::size_t axis) const;
    bool isWithin(const Trial& trial) const;
    std::optional<std::size_t> axisAt(QPointF at) const;
    double placeAt(double y) const;
    QColor colorOf(const Trial& trial) const;
    void draw(QPainter& painter, const QRectF& rect) const;
    void drawLine(QPainter& painter, const QRectF& area, std::size_t row) const;
    void drawAxis(QPainter& painter, const QRectF& area, std::size_t axis) const;
    void point(std::optional<std::size_t> row, const QPoint& global);

    TrialsContentPtr content_;
    std::vector<TrialAxis> axes_;
    std::vector<std::optional<std::pair<double, double>>> brushes_; ///< one per axis
    std::vector<std::string> paths_; ///< of the axes; brushes stay while they are the same
    TrialRange range_;
    std::optional<std::size_t> pointed_; ///< row
    std::optional<std::size_t> dragged_; ///< axis
    double dragFrom_ = 0;
    QPointF pressed_;
    QString readout_;
};

} // namespace asge
