// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/curves/curves_source.h"
#include "widgets/plot/line_scene.h"

#include <QDeadlineTimer>
#include <QPalette>

#include <memory>
#include <optional>
#include <vector>

namespace asge::curves {

/// The pen of a kind of line.
QPen penOf(Kind kind, const QColor& color);

/// One quantity of the shown runs. It keeps the points of its lines, which grow with the runs, and
/// describes the lines as a panel. The caller owns the source, which must live as long as a panel
/// is shown.
class Lines {
  public:
    /// `ofTraining`: the lines of training batches that can't be drawn with those of test images,
    /// because they are another quantity.
    explicit Lines(Quantity quantity, bool ofTraining = false)
        : quantity_(quantity), ofTraining_(ofTraining) {}

    /// Clears every line, so that it is laid out again.
    void rebuild(const Source& source);
    /// Appends the steps and epochs that the lines don't have yet, until the deadline; true once
    /// the lines have all of them.
    bool extend(const Source& source, const QDeadlineTimer& deadline);
    PlotPanel panel(const Source& source, const QPalette& palette) const;

  private:
    struct Line {
        std::size_t run;
        int layer; ///< -1 for the network's predictions
        Kind kind;
        std::shared_ptr<LinePoints> points;
    };
    struct Covered { ///< how much of a run the lines and events hold
        std::size_t steps = 0, epochs = 0, interventions = 0, segments = 0;
        bool branch = false;
    };

    void addLines(const Source& source, Kind kind);
    void addLine(const Source& source, std::size_t run, int layer, Kind kind);
    bool extendRun(const Source& source, std::size_t run, const QDeadlineTimer& deadline);
    std::vector<const Line*> batchLines(const Source& source, std::size_t run) const;
    void addStep(const Source& source, std::size_t run, const StepSeries::Step& step,
                 const std::vector<const Line*>& lines) const;
    void addEpochs(const Source& source, const Line& line, std::size_t from);
    void addEvent(const Source& source, std::size_t run, int layer, double x, const QString& text);
    void addInterventions(const Source& source, std::size_t run);
    void labelEnds(const Source& source, PlotPanel& panel) const;
    std::vector<PlotEvent> eventsOf(const Source& source, const QPalette& palette) const;
    static void addPinned(const Source& source, std::size_t run, const QPalette& palette,
                          std::vector<PlotEvent>& events);
    void addEvents(const Source& source, std::size_t run);
    bool isShown(const Source& source, const Line& line) const;
    bool hasLine(const Source& source, std::size_t run) const;
    PlotSeries seriesOf(const Source& source, const Line& line, const QPalette& palette) const;
    void setBatchPens(const Source& source, PlotPanel& panel, const QPalette& palette) const;
    PlotAxis horizontal(const Source& source) const;
    const Line* parentOf(const Source& source, const Line& line) const;
    std::size_t pointAt(const Source& source, const Line& line, std::int64_t step) const;
    void addLink(const Source& source, const Line& line, PlotPanel& panel,
                 const QPalette& palette) const;

    const asge::Quantity* drawnQuantity(const Source& source) const;
    bool isDrawn(const Source& source, std::size_t run, Kind kind) const;
    QString title(const Source& source) const;
    std::vector<PlotLevel> levels(const Source& source) const;

    Quantity quantity_;
    bool ofTraining_;
    std::vector<Line> lines_;
    std::vector<Covered> covered_;
    struct Mark {
        PlotEvent event; ///< without a colour, which depends on the palette
        std::size_t run;
        int layer; ///< from 0; -1 for the network
    };

    std::vector<Mark> marks_;
    std::vector<std::shared_ptr<PointList::Keys>> stepKeys_; ///< per run, shared by its lines
};

} // namespace asge::curves
