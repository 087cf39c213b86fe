// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/line_points.h"
#include "widgets/plot/plot_legend.h"

#include <QColor>
#include <QPen>
#include <QPointF>
#include <QString>
#include <QStringList>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

/// What a LinePlot draws, as plain values.
namespace asge {

/// What an axis measures. Its ticks, its automatic range and the format of its values depend on it.
/// Epochs begin at the first that has a point, steps and time (seconds) at 0; percent stays within
/// 0 to 100.
enum class Measure { epochs, steps, time, percent, number };

struct PlotAxis {
    Measure measure = Measure::number;
    QString name = {};  ///< of a value in the read-out: "Test loss"
    QString label = {}; ///< of the axis; if empty, that of epochs, steps or time
    bool logarithmic = false;
    int decimals = -1;  ///< of values that are read out; -1: four significant digits
    bool grows = false; ///< a run still trains: the axis has room, so that it changes rarely
};

/// A line.
struct PlotSeries {
    QString name;   ///< in the read-out; the same for all series of a row
    int row = 0;    ///< row of the read-out's table
    int column = 0; ///< column of that table: index in PlotPanel::columns
    int entry = -1; ///< legend entry that highlights the line; -1: none
    QColor color;
    /// A pen of width 0 is not antialiased, which makes hundreds of thousands of points fast to
    /// draw.
    QPen pen;
    double dots = 0; ///< diameter of the dots, drawn if there are few points; 0: no dots
    std::shared_ptr<const LinePoints> points = {};
    /// draw a band of one standard deviation on either side (points that are means)
    bool band = false;
    bool shown = true;
    /// behind all others, not read out; of automatic ranges, it sets that of percents
    bool backdrop = false;
    bool scattered =
        false;          ///< extremes, such as of the first batches, don't set the automatic range
    QString label = {}; ///< beside the end of the line, short; empty: none
};

/// Values of a line that can't be drawn: marks at the top of the plot.
struct PlotBreaks {
    QString name; ///< of the line
    std::shared_ptr<const std::vector<LinePoints::Break>> at;
};

/// Something that happened: a mark above the axes with a tool tip.
struct PlotEvent {
    double x = 0;
    QString text;
    QColor color = {}; ///< invalid: that of the plot's text
};

/// A dotted line from a point of one line to a point of another.
struct PlotLink {
    QPointF from, to; ///< in the axes' coordinates
    QColor color;
};

/// A value that lines are compared with, such as the accuracy of guessing: a faint horizontal line.
/// It does not set the automatic range.
struct PlotLevel {
    double y = 0;
    QString text;
    std::size_t pattern = 0; ///< of the line; LinePlot gives each level another one

    bool operator==(const PlotLevel&) const = default;
};

/// One pair of axes with its lines.
struct PlotPanel {
    QString title;
    PlotAxis x, y;
    QStringList columns = {};            ///< headings of the read-out's table; empty: no headings
    std::vector<PlotSeries> series = {}; ///< later ones are drawn over earlier ones
    std::vector<PlotBreaks> breaks = {};
    std::vector<PlotEvent> events = {};
    std::optional<double> pointedOut = {}; ///< a place on the x axis that a line points out
    std::vector<PlotLink> links = {};
    std::vector<PlotLevel> levels = {};
    /// The read-out's text for a place on the x axis; if null or empty, the value on the axis is
    /// shown.
    std::function<QString(double x)> placeText = {};
};

struct PlotScene {
    QString title;                 ///< of exported pictures
    std::vector<PlotPanel> panels; ///< as many as the plot has canvases, or fewer
    std::vector<PlotLegend::Entry> legend;
    QString figures; ///< explanation of the legend's values, one or several lines
    std::vector<LegendKey::Style> styles;
};

} // namespace asge
