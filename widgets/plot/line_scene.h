// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/line_points.h"
#include "widgets/plot/plot_legend.h"

#include <QColor>
#include <QPen>
#include <QPointF>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

/// What a LinePlot draws, as plain values.
namespace asge {

/// What an axis measures, by which its ticks, its automatic range and values on it are written.
/// Epochs, steps and time (seconds) begin at 0; percent stays within 0 to 100.
enum class Measure { epochs, steps, time, percent, number };

struct PlotAxis {
    Measure measure = Measure::number;
    QString name = {};  ///< of a value on it that is read out: "Test loss"
    QString label = {}; ///< beside the axis; empty: that of epochs, steps or time
    bool logarithmic = false;
    int decimals = -1; ///< of values that are read out; -1: four significant digits
};

/// A line.
struct PlotSeries {
    QString name;   ///< in the read-out; the same for all series of a row
    int row = 0;    ///< of the read-out's table, in ascending order
    int column = 0; ///< of that table: index in PlotPanel::columns
    int entry = -1; ///< of the legend, which highlights it; -1: none
    QColor color;
    /// Of width 0 it isn't antialiased: only so hundreds of thousands of points are drawn fast.
    QPen pen;
    double dots = 0; ///< diameter of the dot at each point if there are few; 0: no dots
    std::shared_ptr<const LinePoints> points = {};
    bool band = false; ///< of one standard deviation on either side, if the points are means
    bool shown = true;
    bool backdrop = false;  ///< behind all others; not read out and not in the automatic range
    bool scattered = false; ///< the highest few percent of its values don't set the range
};

/// Where values of a line can't be drawn: marks at the top of the plot.
struct PlotBreaks {
    QString name; ///< of the line
    std::shared_ptr<const std::vector<LinePoints::Break>> at;
};

/// Something that happened: a dashed vertical line with a tool tip.
struct PlotEvent {
    double x = 0;
    QString text;
};

/// A dotted line from a point of one line to a point of another.
struct PlotLink {
    QPointF from, to; ///< in the axes' coordinates
    QColor color;
};

/// One pair of axes with its lines.
struct PlotPanel {
    QString title;
    PlotAxis x, y;
    QStringList columns = {};            ///< headings of the read-out's table; empty: no headings
    std::vector<PlotSeries> series = {}; ///< later ones are drawn over earlier ones
    std::vector<PlotBreaks> breaks = {};
    bool hasEvents = false; ///< whether there can be events, now or later
    std::vector<PlotEvent> events = {};
    std::vector<PlotLink> links = {};
    /// What the read-out says of a place on the x axis; none or empty: the value on the axis.
    std::function<QString(double x)> placeText = {};
};

struct PlotScene {
    QString title; ///< of exported pictures
    std::vector<PlotPanel> panels;
    std::vector<PlotLegend::Entry> legend;
    QString figures; ///< what the legend's values mean, in lines
    std::vector<LegendKey::Style> styles;
};

} // namespace asge
