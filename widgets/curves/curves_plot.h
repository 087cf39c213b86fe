#pragma once

#include "widgets/curves/curves_model.h"
#include "widgets/plot/curve_marks.h"
#include "widgets/plot/curve_pyramid.h"
#include "widgets/plot/plot_canvas.h"

#include <QDeadlineTimer>

#include <vector>

namespace asge {

/// One quantity of the shown runs, as lines on a canvas.
class CurvePlot {
  public:
    CurvePlot(PlotCanvas* canvas, curves::Quantity quantity);

    /// What all calls share; the caller keeps it alive while the plot lives.
    struct Source {
        std::vector<RunCurves> runs;
        std::vector<curves::EpochClock> clocks; ///< one a run
        curves::Options options;

        bool isOne() const { return runs.size() == 1; }
        double place(std::size_t run, int epoch, std::int64_t step, double seconds) const;
    };

    /// Begins to lay every line out anew: they are empty.
    void rebuild(const Source& source);
    /// Adds the steps and epochs that the lines don't have yet, at their end, as many as there is
    /// time for; true once they have all.
    bool extend(const Source& source, const QDeadlineTimer& deadline);
    /// Shows and hides lines, sets the automatic ranges. No drawing.
    void arrange(const Source& source);
    /// What is at a place, for the panel at the cursor.
    PlotReadout readout(const Source& source, double x) const;
    QString tip(const Source& source, QPoint pixel) const;
    /// Columns a pixel that are told apart, for pictures that are enlarged; 1 on a screen.
    void setDetail(int columns) { detail_ = columns; }

    PlotCanvas* canvas() const { return canvas_; }

  private:
    struct Line {
        std::size_t run;
        int layer; ///< -1 for the network's predictions
        curves::Kind kind;
        QColor color;
        QCPGraph* graph; ///< holds no more of the points than what shows
        curves::Smoother smoother;
        CurvePyramid points;
        bool broken = false; ///< whether the last value could not be drawn
    };
    struct Broken { ///< where a line's values begin to have no place
        double x;
        std::size_t run;
        int layer;
        curves::Kind kind;
        int epoch;
        std::int64_t step;
        double value;
    };
    struct Act {
        double x;
        QString text;
    };
    struct Seen { ///< how much of a run the lines and marks hold
        std::size_t steps = 0, epochs = 0, interventions = 0, segments = 0;
        bool branch = false;
    };
    struct Row;

    void setUpAxes(const Source& source);
    void addLines(const Source& source, curves::Kind kind);
    void addLine(const Source& source, std::size_t run, int layer, curves::Kind kind);
    void addBatches(const Source& source, Line& line, std::size_t begin, std::size_t end);
    void addEpochs(const Source& source, Line& line, std::size_t from);
    void addPoint(const Source& source, Line& line, double x, double raw, int epoch,
                  std::int64_t step);
    bool extendRun(const Source& source, std::size_t run, const QDeadlineTimer& deadline);
    void addMarks();
    QString textOf(const Source& source, const Broken& mark) const;
    void addAct(const Source& source, std::size_t run, double x, const QString& text);
    void addActs(const Source& source, std::size_t run);
    void feedLines();
    const Line* find(std::size_t run, int layer, curves::Kind kind) const;
    std::size_t pointAt(const Source& source, const Line& line, std::int64_t step) const;
    void connectBranches(const Source& source);
    bool isShown(const Source& source, const Line& line) const;
    void setBatchPens(const Source& source);
    QCPRange homeX(const Source& source) const;
    QCPRange homeY(const Source& source) const;
    QColor colorOf(const Source& source, std::size_t run, int layer) const;
    std::vector<Row> rowsAt(const Source& source, double x, PlotReadout& readout) const;

    PlotCanvas* canvas_;
    curves::Quantity quantity_;
    QCPTextElement* title_;
    std::vector<Line> lines_;
    std::vector<Seen> seen_;
    std::vector<double> stepPlaces_; ///< of the steps that are being added
    QCPGraph* broken_ = nullptr;     ///< marks where values can't be drawn
    QCPGraph* acts_ = nullptr;       ///< upright lines where someone acted
    curves::Marks<Broken> brokenMarks_;
    std::vector<Act> actMarks_;
    std::vector<QCPItemLine*> connections_; ///< from a parent's line to a branch's
    int detail_ = 1;
};

} // namespace asge
