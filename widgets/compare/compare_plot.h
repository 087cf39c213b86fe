// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/compare/compare_metric.h"
#include "widgets/plot/line_scene.h"

#include <QPalette>

#include <set>
#include <vector>

namespace asge::compare {

/// What is drawn as one line: a run, or the runs of a group.
struct Entry {
    QString name;
    QString tip;                   ///< the full name; `name` may be shortened
    std::vector<std::size_t> runs; ///< at least one
};

/// What the user has chosen to see.
struct ChartOptions {
    Metric metric = Metric::testAccuracy;
    std::set<int> layers = {curves::Options::kLastLayer}; ///< 0-based, or kLastLayer
    Horizontal x;
    bool logX = false;
    bool logY = false;
    int smoothing = 20; ///< horizon in steps, for values of single batches; 1 is no smoothing
    bool members = false;
    std::set<int> hidden; ///< indices of hidden entries

    bool smooths() const { return isPerStep(metric) && smoothing > 1; }
};

inline constexpr int kNoLayer = -2; ///< for a metric that is not per layer

/// Describes any metric of any layers of several runs or groups as a panel.
class ChartPlot {
  public:
    struct Source {
        std::vector<RunCurves> runs;
        std::vector<curves::EpochClock> clocks; ///< one per run
        std::vector<Entry> entries;
        ChartOptions options;

        /// The layers to draw; only kNoLayer if the metric is not per layer.
        std::vector<int> layers() const;
        /// The values of a run that are drawn; none if they are another quantity, or those of a
        /// readout that never learned.
        std::vector<Sample> samples(std::size_t run, int layer) const;
        Omission omission(std::size_t run, int layer) const; ///< on either axis
        /// Of the entries, see plot::endMarks; empty texts if an entry has several lines.
        QStringList endMarks() const;
    };

    ChartPlot(const Source& source, const QPalette& palette) : source_(source), palette_(palette) {}

    PlotPanel panel();
    QColor colorOf(std::size_t entry, int layer) const;
    /// The pen of a layer's line; `place` is the layer's index among those that are drawn.
    static QPen penOf(std::size_t place, const QColor& color);

  private:
    struct OwnLine { ///< the line of a run, not of a group
        std::size_t run;
        int layer;
        QColor color;
        std::vector<Sample> samples;
    };

    PlotAxis horizontal() const;
    LineMoment momentOf(std::int64_t number) const;
    std::shared_ptr<LinePoints> pointsOf(const std::vector<Sample>& samples) const;
    void addEntry(std::size_t entry, std::size_t place);
    QString endLabel(std::size_t entry, int choice) const;
    void addRun(PlotSeries series, OwnLine line, bool isGroup);
    void addMean(PlotSeries series, const std::vector<std::vector<Sample>>& members);
    void addBreaks(std::size_t run, int layer, const std::vector<Sample>& samples);
    void addLevels();
    void addLinks();
    void addLink(const OwnLine& line);
    QString nameOf(const QString& whose, int layer) const;

    const Source& source_;
    QPalette palette_;
    PlotPanel panel_;
    std::vector<OwnLine> own_;
    std::set<std::size_t> drawn_; ///< the runs that have values in a line
};

/// CSV of every value of the shown runs and of the means of their groups:
/// run,epoch_or_step,name,shown_as,metric,layer,x,value_mean,value_sd,n. Layers are counted from 1;
/// shares and accuracies are fractions. The rows of means have no run, the rows of values no
/// standard deviation.
QByteArray csvOf(const ChartPlot::Source& source);

} // namespace asge::compare
