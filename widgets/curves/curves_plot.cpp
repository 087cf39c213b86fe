#include "widgets/curves/curves_plot.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/curves/curves_drawing.h"
#include "widgets/curves/curves_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace asge {

using curves::Axis;
using curves::Kind;
using curves::Options;
using curves::Quantity;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr int kFewPoints = 60; // with no more, every point of a line gets a dot
constexpr double kCalm =
    0.93; // part of a loss's batches, the highest left out, that sets the range
constexpr double kRangePad = 0.05; // of the automatic range, above and below

Split splitOf(Kind kind) {
    return kind == Kind::test    ? Split::test
           : kind == Kind::train ? Split::train
                                 : Split::validation;
}

double rawOf(const LayerScore& score, Quantity quantity) {
    return quantity == Quantity::accuracy ? score.accuracy : score.loss;
}

/// The place of the first known event that doesn't lie before a step.
struct Moment {
    int epoch = 1;
    double seconds = 0;
};

Moment momentOf(const RunCurves& run, std::int64_t step) {
    if (const std::size_t at = run.steps.find(step); at < run.steps.size()) {
        return {run.steps[at].epoch, run.steps[at].seconds};
    }
    const auto end = std::lower_bound(
        run.epochs.begin(), run.epochs.end(), step,
        [](const EpochEvent& event, std::int64_t wanted) { return event.step < wanted; });
    if (end != run.epochs.end()) {
        return {end->epoch, end->seconds};
    }
    return run.epochs.empty() ? Moment{}
                              : Moment{run.epochs.back().epoch + 1, run.epochs.back().seconds};
}

} // namespace

double CurvePlot::Source::place(std::size_t run, int epoch, std::int64_t step,
                                double seconds) const {
    switch (options.axis) {
    case Axis::steps:
        return static_cast<double>(step);
    case Axis::time:
        return seconds;
    case Axis::epochs:
        break;
    }
    return clocks[run].place(epoch, step);
}

CurvePlot::CurvePlot(PlotCanvas* canvas, Quantity quantity)
    : canvas_(canvas), quantity_(quantity),
      title_(new QCPTextElement(canvas, quantity == Quantity::accuracy
                                            ? CurvesText::tr("Local accuracy (%)")
                                            : CurvesText::tr("Local loss (nats)"))) {
    canvas_->setAccessibleName(title_->text());
    title_->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    title_->setMargins({8, 6, 6, 0});
    canvas_->plotLayout()->insertRow(0);
    canvas_->plotLayout()->addElement(0, 0, title_);
    // Marks stand on a hidden upright axis from 0 to 1, so that zooming never moves them off.
    canvas_->yAxis2->setRange(0, 1);
    canvas_->yAxis2->setVisible(false);
    canvas_->axisRect()->setMinimumMargins({8, 4, 14, 4});
    // Once the axes have their places, and before the lines are drawn.
    QObject::connect(canvas_, &QCustomPlot::afterLayout, canvas_, [this] { feedLines(); });
}

void CurvePlot::feedLines() {
    const int density = std::max(1, static_cast<int>(std::ceil(canvas_->bufferDevicePixelRatio())));
    const std::vector<double> edges =
        curves::columnEdges(*canvas_->xAxis, std::max(detail_, density));
    for (const Line& line : lines_) {
        if (line.graph->realVisibility()) {
            curves::feed(*line.graph, line.points, edges);
        }
    }
    if (broken_) {
        brokenMarks_.feed(*broken_, edges);
    }
}

void CurvePlot::setUpAxes(const Source& source) {
    const theme::PlotColors colors = theme::plotColors(canvas_->palette());
    QFont bold = canvas_->font();
    bold.setBold(true);
    title_->setFont(bold);
    title_->setTextColor(colors.text);
    const bool logarithmic = quantity_ == Quantity::loss && source.options.logLoss;
    canvas_->yAxis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    canvas_->yAxis->setTicker(logarithmic ? curves::logTicker()
                                          : QSharedPointer<QCPAxisTicker>::create());
    QCPAxis* x = canvas_->xAxis;
    x->setScaleType(source.options.logX ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    x->setNumberFormat(source.options.axis == Axis::steps ? QStringLiteral("f")
                                                          : QStringLiteral("gb"));
    x->setNumberPrecision(source.options.axis == Axis::steps ? 0 : 6);
    canvas_->setLocale(QLocale());
}

QColor CurvePlot::colorOf(const Source& source, std::size_t run, int layer) const {
    const bool dark = theme::isDark(canvas_->palette());
    if (!source.isOne()) {
        return theme::runColor(static_cast<int>(run), dark);
    }
    return layer < 0 ? theme::plotColors(canvas_->palette()).text
                     : theme::layerColor(layer, curves::layerCount(source.runs[run]), dark);
}

void CurvePlot::rebuild(const Source& source) {
    canvas_->clearGraphs();
    canvas_->clearItems();
    connections_.clear();
    lines_.clear();
    brokenMarks_.clear();
    actMarks_.clear();
    seen_.assign(source.runs.size(), {});
    setUpAxes(source);
    const theme::PlotColors colors = theme::plotColors(canvas_->palette());
    acts_ = canvas_->addGraph(canvas_->xAxis, canvas_->yAxis2);
    acts_->setLineStyle(QCPGraph::lsImpulse);
    acts_->setPen(curves::dashes(colors.faint, 1, {2, 3}));
    // Later lines lie over earlier ones: batches at the bottom, the test lines on top.
    for (const Kind kind : {Kind::batch, Kind::smoothed, Kind::train, Kind::heldOut, Kind::test,
                            Kind::last, Kind::fusion}) {
        addLines(source, kind);
    }
    broken_ = canvas_->addGraph(canvas_->xAxis, canvas_->yAxis2);
    broken_->setLineStyle(QCPGraph::lsNone);
    broken_->setScatterStyle(curves::brokenStyle(theme::isDark(canvas_->palette())));
}

void CurvePlot::addLines(const Source& source, Kind kind) {
    const bool predicts = kind == Kind::fusion || kind == Kind::last;
    if (predicts && quantity_ == Quantity::loss) {
        return;
    }
    for (std::size_t run = 0; run < source.runs.size(); ++run) {
        if (predicts) {
            addLine(source, run, -1, kind);
        } else if (source.isOne()) {
            for (int layer = 0; layer < curves::layerCount(source.runs[run]); ++layer) {
                addLine(source, run, layer, kind);
            }
        } else if (const int layer = curves::chosenLayer(source.runs[run], source.options);
                   layer >= 0) {
            addLine(source, run, layer, kind);
        }
    }
}

void CurvePlot::addLine(const Source& source, std::size_t run, int layer, Kind kind) {
    QCPGraph* graph = canvas_->addGraph();
    const QColor color = colorOf(source, run, layer);
    graph->setPen(curves::penOf(kind, color));
    graph->setAntialiased(!curves::isBatchKind(kind));
    graph->setAdaptiveSampling(false); // it is given no more than shows
    lines_.push_back({run,
                      layer,
                      kind,
                      color,
                      graph,
                      curves::Smoother(kind == Kind::smoothed ? source.options.smoothing : 1),
                      {}});
}

/// All lines of a run together, some steps at a time: each of those is looked up once.
bool CurvePlot::extendRun(const Source& source, std::size_t run, const QDeadlineTimer& deadline) {
    constexpr std::size_t kAtATime = 2048;
    const std::size_t all = source.runs[run].steps.size();
    while (seen_[run].steps < all) {
        const std::size_t end = std::min(all, seen_[run].steps + kAtATime);
        stepPlaces_.clear();
        for (std::size_t i = seen_[run].steps; i < end; ++i) {
            const StepSeries::Step step = source.runs[run].steps[i];
            stepPlaces_.push_back(source.place(run, step.epoch, step.step, step.seconds));
        }
        for (Line& line : lines_) {
            if (line.run == run && curves::isBatchKind(line.kind)) {
                addBatches(source, line, seen_[run].steps, end);
            }
        }
        seen_[run].steps = end;
        if (deadline.hasExpired()) {
            return false;
        }
    }
    return true;
}

bool CurvePlot::extend(const Source& source, const QDeadlineTimer& deadline) {
    for (std::size_t run = 0; run < source.runs.size(); ++run) {
        if (!extendRun(source, run, deadline)) {
            return false;
        }
    }
    for (Line& line : lines_) {
        if (!curves::isBatchKind(line.kind)) {
            addEpochs(source, line, seen_[line.run].epochs);
        }
    }
    for (std::size_t run = 0; run < source.runs.size(); ++run) {
        const RunCurves& curves = source.runs[run];
        addActs(source, run);
        seen_[run] = {curves.steps.size(), curves.epochs.size(), curves.interventions.size(),
                      curves.segments.size(), curves.branch.has_value()};
    }
    addMarks();
    return true;
}

void CurvePlot::addPoint(const Source& source, Line& line, double x, double raw, int epoch,
                         std::int64_t step) {
    const bool logarithmic = quantity_ == Quantity::loss && source.options.logLoss;
    double value = curves::drawn(raw, logarithmic);
    const bool broken = std::isnan(value);
    if (line.kind == Kind::smoothed) {
        value = line.smoother.next(value);
    } else if (broken && !line.broken) {
        brokenMarks_.add({x, line.run, line.layer, line.kind, epoch, step, raw});
    }
    line.broken = broken;
    line.points.append(x, quantity_ == Quantity::accuracy ? 100.0 * value : value);
}

void CurvePlot::addBatches(const Source& source, Line& line, std::size_t begin, std::size_t end) {
    if (line.kind == Kind::smoothed && source.options.smoothing <= 1) {
        return;
    }
    const StepSeries& steps = source.runs[line.run].steps;
    const auto layer = static_cast<std::size_t>(line.layer);
    if (begin == 0) {
        line.points.reserve(steps.size());
    }
    for (std::size_t i = begin; i < end; ++i) {
        const StepSeries::Step step = steps[i];
        if (layer < step.layers.size()) {
            addPoint(source, line, stepPlaces_[i - begin], rawOf(step.layers[layer], quantity_),
                     step.epoch, step.step);
        }
    }
}

void CurvePlot::addEpochs(const Source& source, Line& line, std::size_t from) {
    const std::vector<EpochEvent>& epochs = source.runs[line.run].epochs;
    const auto layer = static_cast<std::size_t>(line.layer);
    for (std::size_t i = from; i < epochs.size(); ++i) {
        const EpochEvent& e = epochs[i];
        double raw = kNone;
        if (line.layer < 0) {
            raw = line.kind == Kind::fusion ? e.accuracy().fusion : e.accuracy().last;
        } else if (layer < e.values.layers(MetricId::loss, splitOf(line.kind))) {
            raw = rawOf(e.values.score(splitOf(line.kind), layer), quantity_);
        } else {
            continue;
        }
        addPoint(source, line, source.place(line.run, e.epoch, e.step, e.seconds), raw, e.epoch,
                 e.step);
    }
    const bool few = line.points.size() <= kFewPoints;
    line.graph->setScatterStyle(few ? QCPScatterStyle(QCPScatterStyle::ssDisc, line.color,
                                                      line.kind == Kind::test ? 4.5 : 3)
                                    : QCPScatterStyle());
}

void CurvePlot::addAct(const Source& source, std::size_t run, double x, const QString& text) {
    actMarks_.push_back(
        {x,
         source.isOne() ? text : CurvesText::tr("%1, %2").arg(source.runs[run].shownName(), text)});
}

void CurvePlot::addActs(const Source& source, std::size_t run) {
    const RunCurves& curves = source.runs[run];
    const auto number = [](std::int64_t step) {
        return QLocale().toString(static_cast<qlonglong>(step));
    };
    for (std::size_t i = seen_[run].interventions; i < curves.interventions.size(); ++i) {
        const Intervention& act = curves.interventions[i];
        QString text = CurvesText::tr("%1 at step %2").arg(plain::line(act.kind), number(act.step));
        if (!act.text.empty()) {
            text += CurvesText::tr(": %1").arg(plain::line(act.text));
        }
        const int epoch = momentOf(curves, act.step).epoch;
        addAct(source, run, source.place(run, epoch, act.step, act.seconds), text);
    }
    // The first stretch is the run's beginning.
    for (std::size_t i = std::max<std::size_t>(seen_[run].segments, 1); i < curves.segments.size();
         ++i) {
        const Segment& segment = curves.segments[i];
        const Moment at = momentOf(curves, segment.firstStep);
        addAct(source, run, source.place(run, at.epoch, segment.firstStep - 1, at.seconds),
               CurvesText::tr("resumed after step %1, on %2")
                   .arg(number(segment.firstStep - 1), plain::line(segment.device)));
    }
    if (curves.branch && !seen_[run].branch) {
        const BranchPoint& from = *curves.branch;
        const Moment at = momentOf(curves, from.step + 1);
        addAct(source, run, source.place(run, from.epoch, from.step, at.seconds),
               CurvesText::tr("branches off %1 after epoch %2, step %3")
                   .arg(from.parentName, QString::number(from.epoch), number(from.step)));
    }
}

void CurvePlot::addMarks() {
    brokenMarks_.settle();
    QVector<double> keys;
    for (const Act& act : actMarks_) {
        keys.append(act.x);
    }
    std::sort(keys.begin(), keys.end());
    acts_->setData(keys, QVector<double>(keys.size(), 1.0), true);
}

bool CurvePlot::isShown(const Source& source, const Line& line) const {
    const Options& options = source.options;
    if (source.isOne() ? line.layer >= 0 && options.hiddenLayers.contains(line.layer)
                       : options.hiddenRuns.contains(static_cast<int>(line.run))) {
        return false;
    }
    switch (line.kind) {
    case Kind::batch:
        return options.batches;
    case Kind::smoothed:
        return options.batches && options.smoothing > 1;
    case Kind::train:
        return options.train;
    case Kind::heldOut:
        return options.heldOut;
    case Kind::fusion:
        return options.fusion;
    case Kind::last:
        return options.last;
    case Kind::test:
        break;
    }
    return options.test;
}

void CurvePlot::setBatchPens(const Source& source) {
    const QColor background = theme::plotColors(canvas_->palette()).background;
    const bool smoothing = source.options.smoothing > 1;
    const auto raw = std::count_if(lines_.begin(), lines_.end(), [](const Line& line) {
        return line.kind == Kind::batch && line.graph->visible();
    });
    const bool alone = std::none_of(lines_.begin(), lines_.end(), [](const Line& line) {
        return !curves::isBatchKind(line.kind) && line.graph->visible() && !line.points.empty();
    });
    // What the batches scatter is a backdrop: the more lines, the fainter. Smoothed lines step back
    // behind those by epoch, once there are any.
    for (const Line& line : lines_) {
        if (line.kind == Kind::batch && smoothing) {
            line.graph->setPen(
                QPen(curves::over(line.color, background, raw <= 2 ? 0.25 : 0.11), 0));
        } else if (line.kind == Kind::smoothed) {
            line.graph->setPen(QPen(curves::over(line.color, background, alone ? 0.95 : 0.55), 0));
        }
    }
}

void CurvePlot::arrange(const Source& source) {
    bool guessed = false;
    for (const Line& line : lines_) {
        line.graph->setVisible(isShown(source, line));
    }
    setBatchPens(source);
    for (std::size_t run = 0; run < source.runs.size(); ++run) {
        guessed = guessed || (!source.clocks[run].isExact() && !source.runs[run].steps.empty());
    }
    const QCPRange x = homeX(source);
    const bool logX = source.options.logX;
    QString label = curves::xLabel(source.options.axis, logX, x.upper);
    if (guessed && source.options.axis == Axis::epochs) {
        label = CurvesText::tr("epoch (length of the first one estimated)");
    }
    canvas_->xAxis->setTicker(curves::xTicker(source.options.axis, logX, x.upper));
    canvas_->xAxis->setLabel(label);
    canvas_->setHome(x, homeY(source));
    connectBranches(source);
}

const CurvePlot::Line* CurvePlot::find(std::size_t run, int layer, Kind kind) const {
    const auto line = std::find_if(lines_.begin(), lines_.end(), [&](const Line& l) {
        return l.run == run && l.layer == layer && l.kind == kind;
    });
    return line == lines_.end() ? nullptr : &*line;
}

/// Where a line stood when its run had done a step; a point at its end where it had none.
std::size_t CurvePlot::pointAt(const Source& source, const Line& line, std::int64_t step) const {
    const RunCurves& run = source.runs[line.run];
    const auto pointOf = [&](const auto& event) {
        const double x = source.place(line.run, event.epoch, event.step, event.seconds);
        const std::size_t place = line.points.find(x);
        const bool there = place < line.points.size() && line.points.points()[place].key == x;
        return there ? place : line.points.size();
    };
    if (curves::isBatchKind(line.kind)) {
        const std::size_t next = run.steps.find(step + 1);
        return next == 0 ? line.points.size() : pointOf(run.steps[next - 1]);
    }
    const auto next = std::upper_bound(
        run.epochs.begin(), run.epochs.end(), step,
        [](std::int64_t wanted, const EpochEvent& event) { return wanted < event.step; });
    return next == run.epochs.begin() ? line.points.size() : pointOf(*std::prev(next));
}

void CurvePlot::connectBranches(const Source& source) {
    for (QCPItemLine* connection : connections_) {
        canvas_->removeItem(connection);
    }
    connections_.clear();
    for (const Line& line : lines_) {
        const std::optional<BranchPoint>& branch = source.runs[line.run].branch;
        const bool standsIn = line.kind == Kind::batch && source.options.smoothing > 1;
        if (!branch || !line.graph->realVisibility() || line.points.empty() || standsIn) {
            continue;
        }
        const auto parent =
            std::find_if(source.runs.begin(), source.runs.end(), [&](const RunCurves& run) {
                return branch->parent != 0 && run.id == branch->parent;
            });
        const Line* from = parent == source.runs.end()
                               ? nullptr
                               : find(static_cast<std::size_t>(parent - source.runs.begin()),
                                      line.layer, line.kind);
        if (!from || !from->graph->realVisibility()) {
            continue;
        }
        const std::size_t place = pointAt(source, *from, branch->step);
        const CurvePyramid::Point first = line.points.points().front();
        if (place == from->points.size() || from->points.points()[place].key > first.key) {
            continue; // the parent had no point yet, or its time began later
        }
        const CurvePyramid::Point last = from->points.points()[place];
        if (std::isfinite(last.value) && std::isfinite(first.value)) {
            connections_.push_back(new QCPItemLine(canvas_)); // the canvas owns it
            connections_.back()->start->setCoords(last.key, last.value);
            connections_.back()->end->setCoords(first.key, first.value);
            connections_.back()->setPen(curves::dashes(line.color, 1.6, {1, 2}));
            connections_.back()->setSelectable(false);
        }
    }
}

QCPRange CurvePlot::homeX(const Source& source) const {
    double first = std::numeric_limits<double>::max();
    double last = 0;
    for (const Line& line : lines_) {
        if (!line.graph->realVisibility() || line.points.empty()) {
            continue;
        }
        last = std::max(last, line.points.points().back().key);
        const auto positive = line.points.find(std::numeric_limits<double>::min());
        if (positive < line.points.size()) {
            first = std::min(first, line.points.points()[positive].key);
        }
    }
    if (source.options.logX) {
        return first < last ? QCPRange(first / 1.05, last * 1.05) : QCPRange(0.1, 10);
    }
    if (source.options.axis == Axis::epochs && last > 0 && last < 1) {
        // A long first epoch's beginning fills half of the plot at least; it is laid out anew only
        // when it has doubled.
        last = std::exp2(std::ceil(std::log2(last)));
    } else {
        last = std::max(last, source.options.axis == Axis::steps ? 10.0 : 1.0);
    }
    return {0, last * 1.02};
}

QCPRange CurvePlot::homeY(const Source& source) const {
    double low = std::numeric_limits<double>::max();
    double high = -low;
    const bool smoothing = source.options.smoothing > 1;
    for (const Line& line : lines_) {
        // The faint raw batches don't count where a smoothed line stands for them, and the first
        // few wild batches of a run must not squeeze all that follows.
        if (!line.graph->realVisibility() || (smoothing && line.kind == Kind::batch)) {
            continue;
        }
        const std::vector<double> values = curves::sampled(line.points);
        if (!values.empty()) {
            const double part =
                curves::isBatchKind(line.kind) && quantity_ == Quantity::loss ? kCalm : 1.0;
            low = std::min(low, values.front());
            high = std::max(
                high,
                values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))]);
        }
    }
    const bool logarithmic = canvas_->yAxis->scaleType() == QCPAxis::stLogarithmic;
    if (low > high) {
        return logarithmic                       ? QCPRange(0.1, 10)
               : quantity_ == Quantity::accuracy ? QCPRange(0, 100)
                                                 : QCPRange(0, 1);
    }
    if (logarithmic) {
        const double pad = std::max(std::pow(high / low, kRangePad), 1.05);
        return {low / pad, high * pad};
    }
    const double pad =
        std::max(kRangePad * (high - low), quantity_ == Quantity::accuracy ? 0.5 : 1e-3);
    QCPRange range(low - pad, high + pad);
    if (quantity_ == Quantity::accuracy) {
        range = {std::max(range.lower, -1.0), std::min(range.upper, 101.0)};
    }
    return range;
}

} // namespace asge
