// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/end_labels.h"
#include "widgets/plot/event_marks.h"
#include "widgets/plot/level_lines.h"
#include "widgets/plot/line_scene.h"
#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_title.h"

#include <map>
#include <optional>
#include <vector>

namespace asge {

/// Draws a PlotPanel on a canvas and reads it out. A graph holds only the points that the screen
/// can show. Graphs are reused as long as a new description has lines of the same kinds.
class LinePanel {
  public:
    explicit LinePanel(PlotCanvas* canvas);

    /// The x coordinates of the points of a panel's shown lines and of its events; none if no line
    /// has a point.
    static std::optional<QCPRange> keysOf(const PlotPanel& panel);
    /// The values of a panel's lines without their extremes; none if no line has a point.
    static std::optional<QCPRange> valuesOf(const PlotPanel& panel);
    /// Whether its values, such as the losses of a run that diverged, reach so many powers of ten
    /// that all lines are one vertical line on a linear axis.
    static bool hasDiverged(const PlotPanel& panel);
    /// Takes over a description, except the points, which the caller keeps adding to, and sets the
    /// automatic ranges: x shows `keys`, y all values. Does not draw.
    void show(PlotPanel panel, const std::optional<QCPRange>& keys);
    bool isEmpty() const; ///< no line has a point
    /// Fades the lines of all other legend entries; −1 fades none. Does not draw.
    void highlight(int entry);
    PlotReadout readout(double x, double y) const;
    QString tip(QPoint pixel) const;
    /// Whether marks say that values are above the axis; known after the drawing.
    bool hasAbove() const { return above_ != nullptr && !above_->data()->isEmpty(); }
    /// The levels in view that are not named in the plot.
    std::vector<PlotLevel> unnamedLevels() const { return levels_->leftOut(); }
    /// The margins of the axes that the labels of lines and axes and the marks of events need.
    QMargins neededMargins() const;
    /// The least margins of the axes.
    QMargins margins() const { return canvas_->axisRect()->minimumMargins(); }
    void setMargins(const QMargins& margins) { canvas_->axisRect()->setMinimumMargins(margins); }
    /// The lines that the title needs in a plot of that width, and those for which it has room.
    int neededTitleLines(int width) const { return title_->linesIn(width); }
    int titleLines() const { return title_->leastLines(); }
    void setTitleLines(int lines) { title_->setLeastLines(lines); }
    /// Sets the font of all texts, for a picture or, later, for the screen again.
    void setFont(const QFont& font);
    /// Paints for a file, with more columns per pixel than on a screen.
    void paint(QCPPainter& painter, QSize size);

    PlotCanvas* canvas() const { return canvas_; }

  private:
    /// The objects that draw a series.
    struct Drawn {
        QCPGraph* graph = nullptr;
        QCPCurve* curve = nullptr;   ///< used instead of the graph if x is unordered
        QCPGraph* outline = nullptr; ///< below the graph, if its colour can hardly be seen
        QCPGraph* low = nullptr;     ///< edges of the band
        QCPGraph* high = nullptr;
    };
    struct Hit { ///< the point of a series that is read out at a place
        const PlotSeries* series;
        std::size_t point;
        double distance; ///< pixels
    };

    bool hasGraphsFor(const PlotPanel& panel) const;
    void makeGraphs();
    Drawn makeLine(const PlotSeries& series);
    void styleTitle();
    void styleLines();
    void styleLine(const Drawn& drawn, const PlotSeries& series) const;
    void showLinks();
    void setClosest();
    void feed();
    void feedLabels();
    void feedAbove();
    void addAbove(const LinePoints& line, std::map<int, double>& marks) const;
    QStringList shownLabels() const;
    void feedBreaks(const std::vector<double>& edges);
    std::vector<double> columnEdges() const;
    QCPRange homeX(const std::optional<QCPRange>& keys) const;
    static std::optional<QCPRange> allValuesOf(const PlotPanel& panel, bool backdrop);
    QCPRange homeY() const;
    QCPRange wholeY() const;
    QCPRange paddedY(const std::optional<QCPRange>& values) const;
    std::vector<Hit> hitsAt(double x, double y) const;
    bool needsOutline(const PlotSeries& series) const;
    int entryAt(QPointF pixel) const;
    double distanceTo(const PlotSeries& series, QPointF pixel) const;
    void findHit(const PlotSeries& series, QPointF pixel, std::vector<Hit>& hits) const;
    QString placeOf(const Hit& hit) const;
    int nameRoom(const std::vector<Hit>& hits) const;
    std::size_t rowRoom() const;
    QString htmlOf(const std::vector<Hit>& hits, const QString& place, int entry) const;
    QString textOf(const Hit& hit) const;
    QStringList aboveAround(double low, double high) const;

    PlotCanvas* canvas_;
    PlotTitle* title_;
    PlotPanel panel_;
    std::vector<Drawn> drawn_;
    PointedOut* pointed_;
    EventMarks* marks_;
    LevelLines* levels_;
    EndLabels* labels_;
    QCPGraph* breaks_ = nullptr;
    QCPGraph* above_ = nullptr; ///< marks of values above the axis
    std::vector<QCPItemLine*> links_;
    int highlighted_ = -1;
    int detail_ = 1; ///< columns per pixel
};

} // namespace asge
