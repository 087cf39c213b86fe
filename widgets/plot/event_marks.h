// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/line_scene.h"

#include <qcustomplot.h>

#include <optional>
#include <vector>

namespace asge {

/// A place on the x axis that is pointed out by a solid line.
class PointedOut : public QCPAbstractItem {
    Q_OBJECT

  public:
    explicit PointedOut(QCustomPlot* plot); ///< the plot owns it

    void setPlace(std::optional<double> x) { place_ = x; } ///< empty: none
    std::optional<double> place() const { return place_; }

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override;

  private:
    std::optional<double> place_;
};

/// Marks above the axes of a plot where something happened, each with a dashed line down to the x
/// axis: a triangle, or the number of events that are too close together to be told apart. The
/// axes need a top margin of kStrip, so that no mark covers data.
class EventMarks : public QCPAbstractItem {
    Q_OBJECT

  public:
    /// Events that share a mark. Pixels.
    struct Group {
        double first = 0, last = 0;
        std::size_t begin = 0, end = 0; ///< in events()
        QColor color;                   ///< that of all of its events; invalid if they differ
    };

    static constexpr int kStrip = 18; ///< pixels above the axes

    explicit EventMarks(QCustomPlot* plot); ///< the plot owns it

    void setEvents(std::vector<PlotEvent> events);
    const std::vector<PlotEvent>& events() const { return events_; } ///< ascending in x
    std::vector<Group> groups() const;        ///< of the visible events, from left to right
    QRectF placeOf(const Group& group) const; ///< of the triangle or badge, in pixels
    /// The plot is a map of colours from dark to bright: lines are drawn so that they are seen on
    /// each of them.
    void setOnMap(bool onMap) { onMap_ = onMap; }
    /// The texts of the events at a place in pixels, a line each; empty if there are none.
    QStringList textsAt(double pixel) const;
    /// The axes and the marks above them, in pixels.
    QRect area() const;

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override;

  private:
    void drawLine(QCPPainter& painter, const QLineF& line, const QColor& color) const;
    QFont badgeFont() const;
    static QString countText(const Group& group);
    void drawGroup(QCPPainter& painter, const Group& group, const QRect& area) const;
    QColor colorOf(const Group& group) const;

    std::vector<PlotEvent> events_;
    bool onMap_ = false;
};

} // namespace asge
