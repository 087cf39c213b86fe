// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/compare/compare_metric.h"
#include "widgets/plot/line_scene.h"

#include <QPalette>

#include <set>
#include <vector>

namespace asge::compare {

/// What is drawn as one: a run, or the runs of a group.
struct Entry {
    QString name;
    QString tip;                   ///< all that the name may leave out
    std::vector<std::size_t> runs; ///< at least one
};

/// What a person has chosen to see.
struct ChartOptions {
    Metric metric = Metric::testAccuracy;
    std::set<int> layers = {curves::Options::kLastLayer}; ///< 0-based, or the last
    Horizontal x;
    bool logX = false;
    bool logY = false;
    int smoothing = 20; ///< steps, of values of single batches; 1 is none
    bool members = false;
    std::set<int> hidden; ///< entries

    bool smooths() const { return isPerStep(metric) && smoothing > 1; }
};

inline constexpr int kNoLayer = -2; ///< of a metric that layers don't have

/// Describes any metric of any layers of several runs or groups as a panel.
class ChartPlot {
  public:
    struct Source {
        std::vector<RunCurves> runs;
        std::vector<curves::EpochClock> clocks; ///< one a run
        std::vector<Entry> entries;
        ChartOptions options;

        /// Layers to draw: one that means none where the metric has no layers.
        std::vector<int> layers() const;
    };

    ChartPlot(const Source& source, const QPalette& palette) : source_(source), palette_(palette) {}

    PlotPanel panel();
    QColor colorOf(std::size_t entry, int layer) const;
    /// The pen of a layer's line, by the layer's place among those that are drawn.
    static QPen penOf(std::size_t place, const QColor& color);

  private:
    struct OwnLine { ///< a run's, not a group's
        std::size_t run;
        int layer;
        QColor color;
        std::vector<Sample> samples;
    };

    PlotAxis horizontal() const;
    LineMoment momentOf(std::int64_t number) const;
    std::shared_ptr<LinePoints> pointsOf(const std::vector<Sample>& samples) const;
    void addEntry(std::size_t entry, std::size_t place);
    void addRun(PlotSeries series, OwnLine line, bool isGroup);
    void addMean(PlotSeries series, const std::vector<std::vector<Sample>>& members);
    void addBreaks(std::size_t run, int layer, const std::vector<Sample>& samples);
    void addLinks();
    void addLink(const OwnLine& line);
    QString nameOf(const QString& whose, int layer) const;

    const Source& source_;
    QPalette palette_;
    PlotPanel panel_;
    std::vector<OwnLine> own_;
};

/// Every value of the shown runs, and the means of their groups: shown as,run,name,metric,layer,
/// epoch or step,x,value,deviation,n. Layers are counted from 1; means have no run, values no
/// deviation.
QByteArray csvOf(const ChartPlot::Source& source);

} // namespace asge::compare
