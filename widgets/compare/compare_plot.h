#pragma once

#include "widgets/compare/compare_metric.h"
#include "widgets/plot/curve_marks.h"
#include "widgets/plot/curve_pyramid.h"
#include "widgets/plot/plot_canvas.h"

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

/// Any metric of any layers of several runs or groups, as lines on a canvas.
class ChartPlot {
  public:
    explicit ChartPlot(PlotCanvas* canvas);

    /// What all calls share; the caller keeps it alive while the plot lives.
    struct Source {
        std::vector<RunCurves> runs;
        std::vector<curves::EpochClock> clocks; ///< one a run
        std::vector<Entry> entries;
        ChartOptions options;

        /// Layers to draw: one that means none where the metric has no layers.
        std::vector<int> layers() const;
    };

    /// Lays every line out anew and sets the automatic ranges. No drawing.
    void show(const Source& source);
    bool isEmpty() const; ///< no line has a point
    PlotReadout readout(const Source& source, double x, double y) const;
    QString tip(const Source& source, QPoint pixel) const;
    /// For a picture, with more columns to a pixel than a screen has.
    void paint(QCPPainter& painter, QSize size, const QFont& font);

    QColor colorOf(const Source& source, std::size_t entry, int layer) const;
    /// The pen of a layer's line, by the layer's place among those that are drawn.
    static QPen penOf(std::size_t place, const QColor& color);

    PlotCanvas* canvas() const { return canvas_; }

  private:
    enum class Role { backdrop, member, main };
    struct Line {
        std::size_t entry;
        std::size_t run; ///< of a run's own line
        int layer;
        Role role;
        QColor color;
        CurvePyramid points;     ///< over an axis that never goes back
        std::vector<Mean> means; ///< of a group's main line
        QCPGraph* graph = nullptr;
        QCPCurve* curve = nullptr; ///< in its place where the chart is drawn over a metric
        std::vector<Sample> samples;
    };
    struct Band {
        CurvePyramid low, high;
        QCPGraph* lower;
        QCPGraph* upper;
    };
    /// Where a line breaks, since a value can't be drawn.
    struct Mark {
        double x;
        std::size_t run;
        int layer; ///< 0-based; kNoLayer where the metric has none
        std::int64_t number;
        double value;
    };

    void setUpAxes(const Source& source);
    void addEntry(const Source& source, std::size_t entry, std::size_t place);
    void addMean(const Source& source, std::size_t entry, std::size_t place,
                 const std::vector<std::vector<Sample>>& members);
    void addBand(const Source& source, const Line& line);
    void addLine(const Source& source, Line line, QPen pen);
    void addMarks(const Source& source, std::size_t run, int layer,
                  const std::vector<Sample>& samples);
    void connectBranches(const Source& source);
    void connectBranch(const Source& source, const Line& line);
    void feedLines();
    QString textOf(const Source& source, const Mark& mark) const;
    QCPRange homeX(const Source& source) const;
    QCPRange homeY(const Source& source) const;
    QString nameOf(const Source& source, const Line& line) const;

    PlotCanvas* canvas_;
    QCPTextElement* title_;
    std::vector<Line> lines_;
    std::vector<Band> bands_;
    curves::Marks<Mark> marks_;
    QCPGraph* broken_ = nullptr;
    int detail_ = 1;
};

/// Every value of the shown runs, and the means of their groups: shown as,run,name,metric,layer,
/// epoch or step,x,value,deviation,n. Layers are counted from 1; means have no run, values no
/// deviation.
QByteArray csvOf(const ChartPlot::Source& source);

} // namespace asge::compare
