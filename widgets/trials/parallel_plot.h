// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/trials/trial_axis.h"
#include "widgets/trials/trials_part.h"

#include <QPoint>
#include <QPolygonF>
#include <QRectF>
#include <QStringList>

#include <optional>
#include <utility>
#include <vector>

namespace asge {

/// Parallel coordinates of trials: an axis for each setting that differs and one for the accuracy,
/// a line for each combination of settings, in the colour of its mean accuracy. Trials without a
/// result are dashed and end before the last axis. Of more than twelve settings, and if their
/// axes do not fit, those in which most trials differ are drawn; a note says how many.
///
/// Mouse: pointing at a line says its values, a click opens its run; dragging along an axis shows
/// only the lines within that range, a click on the axis shows all again.
class ParallelPlot : public TrialsPart {
    Q_OBJECT

  public:
    explicit ParallelPlot(QWidget* parent = nullptr);

    void setContent(TrialsContentPtr content) override;
    PlotPicture picture(const ExportTarget& target) override;
    ExportedTable table() const override; ///< the trials within all chosen ranges

    /// Axes are those of the settings, then that of the accuracy; not all need to be drawn.
    /// Shows only trials whose place on an axis is within a range of 0 to 1; none: all.
    void setBrush(std::size_t axis, std::optional<std::pair<double, double>> range);
    std::vector<std::size_t> shownRows() const; ///< within all ranges
    std::optional<std::size_t> rowAt(QPointF at) const;
    QPointF axisEnd(std::size_t axis, double place) const;  ///< in the widget's pixels
    std::vector<std::size_t> shownAxes() const;             ///< those that fit, from the left
    std::vector<QRectF> labelRects(std::size_t axis) const; ///< of the ticks that have a label
    QRectF titleRect(std::size_t axis) const;               ///< the room of an axis's title
    QString noteText() const;                               ///< what the lines and axes leave out
    QString readoutText() const { return readout_; }        ///< of the line under the cursor

    QSize sizeHint() const override { return {640, 360}; }
    QSize minimumSizeHint() const override { return {240, 200}; }

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    static constexpr int kPlotSide = 70;  ///< pixels beside the outer axes, at least
    static constexpr int kPlotTop = 60;   ///< pixels above the axes, for titles
    static constexpr int kTitles = 38;    ///< the height of their strip, which labels do not enter
    static constexpr double kSpread = 16; ///< pixels over which the lines of one value spread

    /// Where the axes are in a picture.
    struct Frame {
        QRectF rect; ///< the picture
        QRectF area; ///< between the outer axes
        /// Those that are drawn, from the left; the last one is that of the accuracy.
        std::vector<std::size_t> axes;

        double room() const; ///< pixels between axes
        double labelRoom(std::size_t nth) const;
        QPointF at(std::size_t nth, double place) const;
    };
    /// The text beside a tick.
    struct TickLabel {
        QRectF rect;
        QString text;
    };
    Frame frameIn(const QRectF& rect) const;
    static std::size_t nthOf(const Frame& frame, std::size_t axis);
    std::vector<TickLabel> labelsOf(const Frame& frame, std::size_t nth) const;
    QString titleOf(const Frame& frame, std::size_t nth) const;
    QRectF titleRoom(const Frame& frame, std::size_t nth) const;
    void rankAxes();
    void spreadLines();
    QPolygonF lineOf(const Frame& frame, const Trial& trial) const;
    double placeOf(const Trial& trial, std::size_t axis) const;
    double offsetOf(const Frame& frame, const Trial& trial, std::size_t axis) const;
    bool isWithin(const Trial& trial) const;
    bool hasMany() const;
    std::optional<std::size_t> axisAt(QPointF at) const;
    double placeAt(double y) const;
    QColor colorOf(const Trial& trial) const;
    QString notesOf(const Frame& frame) const;
    QRectF notesRect(const Frame& frame) const;
    QStringList leftOut(const Frame& frame) const;
    void draw(QPainter& painter, const QRectF& rect) const;
    void drawLines(QPainter& painter, const Frame& frame) const;
    void drawLine(QPainter& painter, const Frame& frame, std::size_t row) const;
    void drawAxis(QPainter& painter, const Frame& frame, std::size_t nth) const;
    void drawLabels(QPainter& painter, const Frame& frame, std::size_t nth) const;
    void drawTitle(QPainter& painter, const Frame& frame, std::size_t nth) const;
    void drawKey(QPainter& painter, const Frame& frame) const;
    void point(std::optional<std::size_t> row, std::optional<QPoint> global);

    TrialsContentPtr content_;
    std::vector<TrialAxis> axes_;
    std::vector<std::optional<std::pair<double, double>>> brushes_; ///< one per axis
    std::vector<std::string> paths_;  ///< of the settings' axes, to keep ranges
    std::vector<std::size_t> ranked_; ///< settings, from the one in which most trials differ
    /// How the lines of a setting's values are moved apart.
    struct AxisSpread {
        double room = 0;            ///< of the axis: what the lines of a value may take
        std::vector<double> places; ///< one per row, from -0.5 to 0.5; empty: no line is moved
    };
    std::vector<AxisSpread> spreads_; ///< one per setting
    TrialRange range_;
    std::optional<std::size_t> pointed_; ///< row
    std::optional<QPointF> cursor_;      ///< over the widget
    std::optional<std::size_t> dragged_; ///< axis
    double dragFrom_ = 0;
    QPointF pressed_;
    QString readout_;
};

} // namespace asge
