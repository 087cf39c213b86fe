// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/curves/curves_lines.h"

#include "widgets/common/intervention_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/curves/curves_text.h"
#include "widgets/plot/line_style.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace asge::curves {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::array kColumns = {Kind::test, Kind::train, Kind::validation, Kind::batch};

Split splitOf(Kind kind) {
    switch (kind) {
    case Kind::batch:
    case Kind::smoothed:
    case Kind::train:
        return Split::train;
    case Kind::validation:
        return Split::validation;
    case Kind::test:
    case Kind::fusion:
    case Kind::last:
        break;
    }
    return Split::test;
}

/// The value in the unit of the axis: percent or nats.
double valueOf(const LayerScore& score, Quantity quantity) {
    return quantity == Quantity::accuracy ? 100.0 * score.accuracy : score.loss;
}

Measure measureOf(Axis axis) {
    return axis == Axis::epochs  ? Measure::epochs
           : axis == Axis::steps ? Measure::steps
                                 : Measure::time;
}

/// "epoch 12 · step 2,400" for the step that is nearest to x.
QString stepText(const Source& source, double x) {
    const std::optional<StepSeries::Step> step = source.stepAt(x);
    return step ? CurvesText::tr("epoch %1 · step %2")
                      .arg(step->epoch)
                      .arg(QLocale().toString(static_cast<qlonglong>(step->step)))
                : QString();
}

std::int64_t lastStepOf(const RunCurves& run) {
    return std::max<std::int64_t>(run.steps.empty() ? 0 : run.steps.back().step,
                                  run.epochs.empty() ? 0 : run.epochs.back().step);
}

int columnOf(Kind kind) {
    const Kind column = isBatchKind(kind) ? Kind::batch : kind;
    const auto at = std::find(kColumns.begin(), kColumns.end(), column);
    return at == kColumns.end() ? 0 : static_cast<int>(at - kColumns.begin());
}

/// The row in the read-out's table: layers by depth, each with its runs; predictions below them.
int rowOf(const Source& source, std::size_t run, int layer, Kind kind) {
    int deepest = 0;
    for (const RunCurves& curves : source.runs) {
        deepest = std::max(deepest, layerCount(curves));
    }
    const int block = layer >= 0 ? layer : kind == Kind::last ? deepest : deepest + 1;
    return block * static_cast<int>(source.runs.size()) + static_cast<int>(run);
}

QString nameOf(const Source& source, std::size_t run, int layer, Kind kind) {
    const QString name = layer < 0 ? kindText(kind) : CurvesText::tr("layer %1").arg(layer + 1);
    return source.isOne() ? name : CurvesText::tr("%1, %2").arg(source.runs[run].shownName(), name);
}

} // namespace

QPen penOf(Kind kind, const QColor& color) {
    switch (kind) {
    case Kind::batch:
    case Kind::smoothed:
        return plot::fastPen(color);
    case Kind::train:
        return plot::linePen(1, color, 1.5);
    case Kind::validation:
        return plot::linePen(2, color, 1.7);
    case Kind::fusion:
        return plot::linePen(3, color, 1.8);
    case Kind::last:
        return plot::linePen(5, color, 1.8);
    case Kind::test:
        break;
    }
    return plot::linePen(0, color, 1.9);
}

void Lines::rebuild(const Source& source) {
    for (const Line& line : lines_) {
        // frees the old points now: keeping both copies would double the memory
        line.points->clear();
    }
    lines_.clear();
    marks_.clear();
    covered_.assign(source.runs.size(), {});
    stepKeys_.clear();
    for (std::size_t run = 0; run < source.runs.size(); ++run) {
        stepKeys_.push_back(std::make_shared<PointList::Keys>());
    }
    // Later lines are drawn over earlier ones: single batches at the bottom, test lines on top.
    for (const Kind kind : {Kind::batch, Kind::smoothed, Kind::train, Kind::validation, Kind::test,
                            Kind::last, Kind::fusion}) {
        addLines(source, kind);
    }
}

void Lines::addLines(const Source& source, Kind kind) {
    const bool predicts = kind == Kind::fusion || kind == Kind::last;
    if (predicts && quantity_ == Quantity::loss) {
        return;
    }
    for (std::size_t run = 0; run < source.runs.size(); ++run) {
        if (!isDrawn(source, run, kind)) {
            continue;
        }
        if (predicts) {
            addLine(source, run, -1, kind);
        } else if (source.isOne()) {
            for (int layer = 0; layer < layerCount(source.runs[run]); ++layer) {
                addLine(source, run, layer, kind);
            }
        } else if (const int layer = chosenLayer(source.runs[run], source.options); layer >= 0) {
            addLine(source, run, layer, kind);
        }
    }
}

/// The quantity of the panel; null for a panel that has no lines.
const asge::Quantity* Lines::drawnQuantity(const Source& source) const {
    const MetricId metric = quantity_ == Quantity::accuracy ? MetricId::accuracy : MetricId::loss;
    if (ofTraining_) {
        const RunCurves* run = source.withOtherTraining();
        return run == nullptr ? nullptr : run->scores.quantity(metric, Split::train);
    }
    return source.runs.empty() ? nullptr : source.runs.front().scores.quantity(metric, Split::test);
}

/// Whether a kind of line of a run is the panel's quantity.
bool Lines::isDrawn(const Source& source, std::size_t run, Kind kind) const {
    const MetricId metric = quantity_ == Quantity::accuracy ? MetricId::accuracy : MetricId::loss;
    const asge::Quantity* drawn = drawnQuantity(source);
    return drawn != nullptr && *source.runs[run].scores.quantity(metric, splitOf(kind)) == *drawn;
}

/// "Local accuracy (%)", or the name of the quantity if the panels show different ones.
QString Lines::title(const Source& source) const {
    const bool accuracy = quantity_ == Quantity::accuracy;
    const asge::Quantity* drawn = drawnQuantity(source);
    if (drawn == nullptr || source.withOtherTraining() == nullptr) {
        return accuracy ? CurvesText::tr("Local accuracy (%)")
                        : CurvesText::tr("Local loss (nats)");
    }
    const QString name = CurvesText::tr(std::string(drawn->title).c_str());
    return accuracy ? CurvesText::tr("%1 (%)").arg(name) : CurvesText::tr("%1 (nats)").arg(name);
}

/// The accuracies of guessing, one for each number of classes of the runs that have lines.
std::vector<PlotLevel> Lines::levels(const Source& source) const {
    std::vector<PlotLevel> levels;
    if (quantity_ != Quantity::accuracy) {
        return levels;
    }
    for (std::size_t i = 0; i < source.runs.size(); ++i) {
        const auto chance = source.runs[i].scores.chance(ofTraining_ ? Split::train : Split::test);
        if (chance && hasLine(source, i)) {
            const PlotLevel level{100 * *chance,
                                  CurvesText::tr("chance %1").arg(percentText(*chance))};
            if (std::find(levels.begin(), levels.end(), level) == levels.end()) {
                levels.push_back(level);
            }
        }
    }
    return levels;
}

void Lines::addLine(const Source& source, std::size_t run, int layer, Kind kind) {
    const LinePoints::Options options{.logX = source.options.logX,
                                      .logY = quantity_ == Quantity::loss && source.options.logLoss,
                                      .smoothing =
                                          kind == Kind::smoothed ? source.options.smoothing : 1,
                                      .keys = isBatchKind(kind) ? stepKeys_[run] : nullptr};
    lines_.push_back({run, layer, kind, std::make_shared<LinePoints>(options)});
}

/// The lines of a run that have a point per step.
std::vector<const Lines::Line*> Lines::batchLines(const Source& source, std::size_t run) const {
    std::vector<const Line*> lines;
    for (const Line& line : lines_) {
        const bool unused = line.kind == Kind::smoothed && source.options.smoothing <= 1;
        if (line.run == run && isBatchKind(line.kind) && !unused) {
            lines.push_back(&line);
        }
    }
    return lines;
}

/// Extends all lines of a run together, so that each step is read once.
bool Lines::extendRun(const Source& source, std::size_t run, const QDeadlineTimer& deadline) {
    constexpr std::size_t kStepsAtATime = 2048;
    const StepSeries& steps = source.runs[run].steps;
    const std::vector<const Line*> lines = batchLines(source, run);
    std::size_t& done = covered_[run].steps;
    if (lines.empty()) {
        done = steps.size();
    }
    if (done == 0) {
        for (const Line* line : lines) {
            line->points->reserve(steps.size());
        }
    }
    while (done < steps.size()) {
        for (const std::size_t end = std::min(steps.size(), done + kStepsAtATime); done < end;
             ++done) {
            addStep(source, run, steps[done], lines);
        }
        if (deadline.hasExpired()) {
            return false;
        }
    }
    return true;
}

void Lines::addStep(const Source& source, std::size_t run, const StepSeries::Step& step,
                    const std::vector<const Line*>& lines) const {
    const double x = source.place(run, step.epoch, step.step, step.seconds);
    for (const Line* line : lines) {
        if (const auto layer = static_cast<std::size_t>(line->layer); layer < step.layers.size()) {
            line->points->append(x, valueOf(step.layers[layer], quantity_),
                                 {step.epoch, step.step});
        }
    }
}

bool Lines::extend(const Source& source, const QDeadlineTimer& deadline) {
    for (std::size_t run = 0; run < source.runs.size(); ++run) {
        if (!extendRun(source, run, deadline)) {
            return false;
        }
    }
    for (const Line& line : lines_) {
        if (!isBatchKind(line.kind)) {
            addEpochs(source, line, covered_[line.run].epochs);
        }
    }
    for (std::size_t run = 0; run < source.runs.size(); ++run) {
        const RunCurves& curves = source.runs[run];
        addEvents(source, run);
        covered_[run] = {curves.steps.size(), curves.epochs.size(), curves.interventions.size(),
                         curves.segments.size(), curves.branch.has_value()};
    }
    return true;
}

void Lines::addEpochs(const Source& source, const Line& line, std::size_t from) {
    const std::vector<EpochEvent>& epochs = source.runs[line.run].epochs;
    const auto layer = static_cast<std::size_t>(line.layer);
    for (std::size_t i = from; i < epochs.size(); ++i) {
        const EpochEvent& e = epochs[i];
        double value = kUnknown;
        if (line.layer < 0) {
            value = 100.0 * (line.kind == Kind::fusion ? e.accuracy().fusion : e.accuracy().last);
        } else if (layer < e.values.layers(MetricId::loss, splitOf(line.kind))) {
            value = valueOf(e.values.score(splitOf(line.kind), layer), quantity_);
        } else {
            continue;
        }
        line.points->append(source.place(line.run, e.epoch, e.step, e.seconds), value,
                            {e.epoch, e.step});
    }
}

void Lines::addEvent(const Source& source, std::size_t run, int layer, double x,
                     const QString& text) {
    const QString whose =
        source.isOne() ? text : CurvesText::tr("%1, %2").arg(source.runs[run].shownName(), text);
    marks_.push_back({{x, whose, {}}, run, layer});
}

/// One mark for each intervention that the program itself did not make.
void Lines::addInterventions(const Source& source, std::size_t run) {
    const RunCurves& curves = source.runs[run];
    for (std::size_t i = covered_[run].interventions; i < curves.interventions.size(); ++i) {
        const Intervention& act = curves.interventions[i];
        if (isMarked(act)) {
            const int epoch = placeAt(curves, act.step).epoch;
            addEvent(source, run, act.layer - 1, source.place(run, epoch, act.step, act.seconds),
                     interventionLine(act));
        }
    }
}

void Lines::addEvents(const Source& source, std::size_t run) {
    const RunCurves& curves = source.runs[run];
    const auto number = [](std::int64_t step) {
        return QLocale().toString(static_cast<qlonglong>(step));
    };
    addInterventions(source, run);
    // The first segment is the beginning of the run and gets no mark.
    for (std::size_t i = std::max<std::size_t>(covered_[run].segments, 1);
         i < curves.segments.size(); ++i) {
        const Segment& segment = curves.segments[i];
        const StepPlace at = placeAt(curves, segment.firstStep);
        addEvent(source, run, -1, source.place(run, at.epoch, segment.firstStep - 1, at.seconds),
                 CurvesText::tr("resumed after step %1, on %2")
                     .arg(number(segment.firstStep - 1), plain::line(segment.device)));
    }
    if (curves.branch && !covered_[run].branch) {
        const BranchPoint& from = *curves.branch;
        const StepPlace at = placeAt(curves, from.step + 1);
        addEvent(source, run, -1, source.place(run, from.epoch, from.step, at.seconds),
                 CurvesText::tr("branches off %1 after epoch %2, step %3")
                     .arg(from.parentName, QString::number(from.epoch), number(from.step)));
    }
}

bool Lines::isShown(const Source& source, const Line& line) const {
    const Options& options = source.options;
    const bool isTrained = source.isTrained(line.run, line.layer, line.kind);
    // The colours of several runs are those of results, so there is no grey for what is none.
    if (source.isHidden(line.run, line.layer) || (!isTrained && !source.isOne())) {
        return false;
    }
    switch (line.kind) {
    case Kind::batch:
        return options.batches;
    case Kind::smoothed:
        return options.batches && options.smoothing > 1;
    case Kind::train:
        return options.train;
    case Kind::validation:
        return options.validation;
    case Kind::fusion:
        return options.fusion && isTrained;
    case Kind::last:
        return options.last;
    case Kind::test:
        break;
    }
    return options.test;
}

PlotAxis Lines::horizontal(const Source& source) const {
    PlotAxis axis{.measure = measureOf(source.options.axis), .logarithmic = source.options.logX};
    bool guessed = false;
    for (std::size_t run = 0; run < source.runs.size(); ++run) {
        axis.grows = axis.grows || isLive(source.runs[run].status);
        guessed = guessed || (!source.clocks[run].isExact() && !source.runs[run].steps.empty());
    }
    if (guessed && source.options.axis == Axis::epochs) {
        axis.label = CurvesText::tr("epoch (length of the first epoch estimated)");
    }
    return axis;
}

PlotSeries Lines::seriesOf(const Source& source, const Line& line, const QPalette& palette) const {
    const QColor color = source.colorOf(line.run, line.layer, palette);
    const bool batches = isBatchKind(line.kind);
    return {.name = nameOf(source, line.run, line.layer, line.kind),
            .row = rowOf(source, line.run, line.layer, line.kind),
            .column = columnOf(line.kind),
            .entry = source.isOne() ? line.layer : static_cast<int>(line.run),
            .color = color,
            .pen = penOf(line.kind, color),
            .dots = batches                   ? 0.0
                    : line.kind == Kind::test ? 4.5
                                              : 3.0,
            .points = line.points,
            .shown = isShown(source, line),
            // The smoothed line is read out instead of the single batches. The losses of untrained
            // readouts can be so large that they would compress all others.
            .backdrop =
                (line.kind == Kind::batch && source.options.smoothing > 1) ||
                (quantity_ == Quantity::loss && !source.isTrained(line.run, line.layer, line.kind)),
            .scattered = batches && quantity_ == Quantity::loss &&
                         source.isTrained(line.run, line.layer, line.kind)};
}

/// Single batches are a backdrop: the more lines, the fainter. Smoothed lines are thinner than
/// those by epoch, once there are any.
void Lines::setBatchPens(const Source& source, PlotPanel& panel, const QPalette& palette) const {
    std::size_t raw = 0;
    bool alone = true;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        const bool shown = panel.series[i].shown;
        raw += shown && lines_[i].kind == Kind::batch ? 1 : 0;
        alone = alone && !(shown && !isBatchKind(lines_[i].kind) && !lines_[i].points->empty());
    }
    const QColor background = theme::plotColors(palette).background;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        PlotSeries& series = panel.series[i];
        if (lines_[i].kind == Kind::batch && source.options.smoothing > 1) {
            series.pen =
                plot::fastPen(plot::over(series.color, background, raw <= 2 ? 0.25 : 0.14));
        } else if (lines_[i].kind == Kind::smoothed) {
            series.pen = plot::fastPen(plot::paleOf(series.color, background, alone ? 0.95 : 0.55));
        }
    }
}

/// Labels the layers of a single run with their numbers, or each of several runs with its mark, at
/// the end of the best of their lines.
void Lines::labelEnds(const Source& source, PlotPanel& panel) const {
    const QStringList marks = source.endMarks();
    std::map<std::size_t, std::size_t> labelled; // the line of each layer or run
    for (const Kind kind :
         {Kind::test, Kind::validation, Kind::train, Kind::smoothed, Kind::batch}) {
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (lines_[i].kind == kind && lines_[i].layer >= 0 && panel.series[i].shown &&
                !lines_[i].points->empty()) {
                labelled.emplace(
                    source.isOne() ? static_cast<std::size_t>(lines_[i].layer) : lines_[i].run, i);
            }
        }
    }
    for (const auto& [place, line] : labelled) {
        panel.series[line].label =
            source.isOne() ? QString::number(place + 1) : marks[static_cast<qsizetype>(place)];
    }
}

/// Marks the steps to which the user pinned notes.
void Lines::addPinned(const Source& source, std::size_t run, const QPalette& palette,
                      std::vector<PlotEvent>& events) {
    for (const PinnedNote& note : source.runs[run].pinned) {
        if (note.step > lastStepOf(source.runs[run])) {
            continue; // it would stretch the axis
        }
        const StepPlace at = placeAt(source.runs[run], note.step);
        const QString text = CurvesText::tr("note: %1").arg(plain::line(note.text));
        const QString name = source.runs[run].shownName();
        events.push_back({source.place(run, at.epoch, note.step, at.seconds),
                          source.isOne() ? text : CurvesText::tr("%1: %2").arg(name, text)});
        if (!source.isOne()) {
            events.back().color = source.colorOf(run, -1, palette);
        }
    }
}

/// Whether a line of the run is seen in the panel.
bool Lines::hasLine(const Source& source, std::size_t run) const {
    return std::any_of(lines_.begin(), lines_.end(), [&](const Line& line) {
        return line.run == run && !line.points->empty() && isShown(source, line);
    });
}

/// What happened to the runs that have lines.
std::vector<PlotEvent> Lines::eventsOf(const Source& source, const QPalette& palette) const {
    std::vector<bool> isSeen;
    for (std::size_t run = 0; run < source.runs.size(); ++run) {
        isSeen.push_back(hasLine(source, run));
    }
    std::vector<PlotEvent> events;
    for (const Mark& mark : marks_) {
        if (!isSeen[mark.run]) {
            continue;
        }
        events.push_back(mark.event);
        if (mark.layer >= 0 || !source.isOne()) {
            events.back().color = source.colorOf(mark.run, mark.layer, palette);
        }
    }
    for (std::size_t run = 0; run < source.runs.size(); ++run) {
        if (isSeen[run]) {
            addPinned(source, run, palette, events);
        }
    }
    return events;
}

PlotPanel Lines::panel(const Source& source, const QPalette& palette) const {
    const bool accuracy = quantity_ == Quantity::accuracy;
    PlotPanel panel{
        .title = title(source),
        .x = horizontal(source),
        .y = {.measure = accuracy ? Measure::percent : Measure::number,
              .label = accuracy ? CurvesText::tr("accuracy (%)") : CurvesText::tr("loss (nats)"),
              .logarithmic = !accuracy && source.options.logLoss,
              .decimals = accuracy ? 1 : -1},
        .events = eventsOf(source, palette),
        .levels = levels(source)};
    if (source.pointedOut && source.isOne()) {
        const StepPlace at = placeAt(source.runs.front(), *source.pointedOut);
        panel.pointedOut = source.place(0, at.epoch, *source.pointedOut, at.seconds);
    }
    for (const Kind kind : kColumns) {
        panel.columns << kindText(kind);
    }
    for (const Line& line : lines_) {
        panel.series.push_back(seriesOf(source, line, palette));
        const PlotSeries& series = panel.series.back();
        if (series.shown && line.kind != Kind::smoothed && !line.points->breaks().empty()) {
            const QString name =
                line.layer < 0 ? series.name
                               : CurvesText::tr("%1, %2").arg(series.name, kindText(line.kind));
            panel.breaks.push_back({name, {line.points, &line.points->breaks()}});
        }
        if (series.shown && !series.backdrop) {
            addLink(source, line, panel, palette);
        }
    }
    setBatchPens(source, panel, palette);
    labelEnds(source, panel);
    panel.placeText = [&source](double x) { return stepText(source, x); };
    return panel;
}

/// The line of the parent run that a branch's line continues; null if it isn't shown.
const Lines::Line* Lines::parentOf(const Source& source, const Line& line) const {
    const std::optional<BranchPoint>& branch = source.runs[line.run].branch;
    if (!branch || branch->parent == 0) {
        return nullptr;
    }
    const auto parent = std::find_if(lines_.begin(), lines_.end(), [&](const Line& l) {
        return source.runs[l.run].id == branch->parent && l.layer == line.layer &&
               l.kind == line.kind && isShown(source, l);
    });
    return parent == lines_.end() ? nullptr : &*parent;
}

/// The index of a line's last point at a step, or the number of points if there is none.
std::size_t Lines::pointAt(const Source& source, const Line& line, std::int64_t step) const {
    const RunCurves& run = source.runs[line.run];
    const auto pointOf = [&](const auto& event) {
        const double x = source.place(line.run, event.epoch, event.step, event.seconds);
        const std::size_t place = line.points->pyramid().find(x);
        const bool there = place < line.points->size() && line.points->points()[place].key == x;
        return there ? place : line.points->size();
    };
    if (isBatchKind(line.kind)) {
        const std::size_t next = run.steps.find(step + 1);
        return next == 0 ? line.points->size() : pointOf(run.steps[next - 1]);
    }
    const auto next = std::upper_bound(
        run.epochs.begin(), run.epochs.end(), step,
        [](std::int64_t wanted, const EpochEvent& event) { return wanted < event.step; });
    return next == run.epochs.begin() ? line.points->size() : pointOf(*std::prev(next));
}

/// Draws the link from the parent's line to the branch's line.
void Lines::addLink(const Source& source, const Line& line, PlotPanel& panel,
                    const QPalette& palette) const {
    const Line* parent = line.points->empty() ? nullptr : parentOf(source, line);
    if (!parent) {
        return;
    }
    const std::size_t place = pointAt(source, *parent, source.runs[line.run].branch->step);
    const LinePoints::Point first = line.points->points().front();
    if (place == parent->points->size() || parent->points->points()[place].key > first.key) {
        return; // the parent had no point yet, or the branch began before its first point
    }
    const LinePoints::Point last = parent->points->points()[place];
    if (std::isfinite(last.value) && std::isfinite(first.value)) {
        panel.links.push_back({QPointF(last.key, last.value), QPointF(first.key, first.value),
                               source.colorOf(line.run, line.layer, palette)});
    }
}

} // namespace asge::curves
