#include "widgets/curves_plot.h"

#include "widgets/curves_view.h"
#include "widgets/theme.h"

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
constexpr int kFewPoints = 60;        // with no more, every point of a line gets a dot
constexpr std::size_t kSamples = 512; // of a line of batches, for the automatic range
constexpr std::size_t kMostMarks = 500;
constexpr double kCalm =
    0.93;                     // part of a loss's batches, the highest left out, that sets the range
constexpr double kPad = 0.05; // of the automatic range, above and below
constexpr double kMarkHeight = 0.975;

QColor over(const QColor& color, const QColor& background, double part) {
    const auto mixed = [part](int a, int b) { return static_cast<int>(part * a + (1 - part) * b); };
    return {mixed(color.red(), background.red()), mixed(color.green(), background.green()),
            mixed(color.blue(), background.blue())};
}

QPen dashes(const QColor& color, double width, const QVector<qreal>& pattern) {
    QPen pen(color, width);
    pen.setDashPattern(pattern);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

/// Lines of single batches are thin, opaque and not antialiased: the only kind that QCustomPlot
/// draws fast by the hundred thousand points.
QPen penOf(Kind kind, const QColor& color) {
    switch (kind) {
    case Kind::batch:
    case Kind::smoothed:
        return QPen(color, 0);
    case Kind::train:
        return dashes(color, 1.5, {5, 3});
    case Kind::heldOut:
        return dashes(color, 1.7, {1.2, 2.4});
    case Kind::fusion:
        return dashes(color, 1.8, {8, 3, 1.5, 3});
    case Kind::last:
        return dashes(color, 1.8, {8, 3, 1.5, 3, 1.5, 3});
    case Kind::test:
        break;
    }
    return QPen(color, 1.9);
}

/// Ticks at 1, 2 and 5 times powers of ten; within less than a decade, even ones.
class LogTicker : public QCPAxisTicker {
  protected:
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override {
        QVector<double> ticks;
        if (range.lower <= 0 || range.upper / range.lower > 1e12) {
            return QCPAxisTicker::createTickVector(tickStep, range);
        }
        const bool wide = range.upper / range.lower > 1e3;
        for (int power = static_cast<int>(std::floor(std::log10(range.lower)));
             std::pow(10.0, power) <= range.upper; ++power) {
            for (const int digit : {1, 2, 5}) {
                const double tick = digit * std::pow(10.0, power);
                if (range.contains(tick) && (digit == 1 || !wide)) {
                    ticks.append(tick);
                }
            }
        }
        return ticks.size() >= 3 ? ticks : QCPAxisTicker::createTickVector(tickStep, range);
    }
};

/// Whole numbers of epochs, unless there is less than an epoch between ticks.
class EpochTicker : public QCPAxisTicker {
  protected:
    double getTickStep(const QCPRange& range) override {
        const double step = QCPAxisTicker::getTickStep(range);
        return step > 1 ? std::floor(step) : step;
    }
};

QSharedPointer<QCPAxisTicker> xTicker(Axis axis, double last) {
    switch (axis) {
    case Axis::steps:
        return QSharedPointer<QCPAxisTicker>::create();
    case Axis::epochs:
        return QSharedPointer<EpochTicker>::create();
    case Axis::time:
        break;
    }
    auto ticker = QSharedPointer<QCPAxisTickerTime>::create();
    ticker->setTimeFormat(last >= 3600 ? QStringLiteral("%h:%m:%s") : QStringLiteral("%m:%s"));
    return ticker;
}

const std::vector<LayerScore>& scoresOf(const EpochEvent& epoch, Kind kind) {
    return kind == Kind::test ? epoch.test : kind == Kind::train ? epoch.train : epoch.validation;
}

double rawOf(const LayerScore& score, Quantity quantity) {
    return quantity == Quantity::accuracy ? score.accuracy : score.loss;
}

QString brokenText(double raw) {
    return std::isnan(raw)   ? CurvesView::tr("NaN")
           : std::isinf(raw) ? CurvesView::tr("infinite")
                             : CurvesView::tr("%1 has no place on a logarithmic axis")
                                   .arg(QLocale().toString(raw, 'g', 4));
}

QVector<double> sampled(const QCPGraph& graph) {
    const auto& data = *graph.data();
    const auto size = static_cast<std::size_t>(data.size());
    const std::size_t stride = std::max<std::size_t>(1, size / kSamples);
    QVector<double> values;
    for (std::size_t i = 0; i < size; i += stride) {
        const double value = data.at(static_cast<int>(i))->value;
        if (std::isfinite(value)) {
            values.append(value);
        }
    }
    std::sort(values.begin(), values.end());
    return values;
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
                                            ? CurvesView::tr("Local accuracy (%)")
                                            : CurvesView::tr("Local loss (nats)"))) {
    canvas_->setAccessibleName(title_->text());
    title_->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    title_->setMargins({8, 6, 6, 0});
    canvas_->plotLayout()->insertRow(0);
    canvas_->plotLayout()->addElement(0, 0, title_);
    // Marks stand on a hidden upright axis from 0 to 1, so that zooming never moves them off.
    canvas_->yAxis2->setRange(0, 1);
    canvas_->yAxis2->setVisible(false);
    canvas_->axisRect()->setMinimumMargins({8, 4, 14, 4});
}

void CurvePlot::setUpAxes(const Source& source) {
    const theme::PlotColors colors = theme::plotColors(canvas_->palette());
    QFont bold = canvas_->font();
    bold.setBold(true);
    title_->setFont(bold);
    title_->setTextColor(colors.text);
    const bool logarithmic = quantity_ == Quantity::loss && source.options.logLoss;
    canvas_->yAxis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    canvas_->yAxis->setTicker(logarithmic ? QSharedPointer<QCPAxisTicker>(new LogTicker)
                                          : QSharedPointer<QCPAxisTicker>::create());
    QCPAxis* x = canvas_->xAxis;
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
    lines_.clear();
    brokenMarks_.clear();
    actMarks_.clear();
    seen_.assign(source.runs.size(), {});
    setUpAxes(source);
    const theme::PlotColors colors = theme::plotColors(canvas_->palette());
    acts_ = canvas_->addGraph(canvas_->xAxis, canvas_->yAxis2);
    acts_->setLineStyle(QCPGraph::lsImpulse);
    acts_->setPen(dashes(colors.faint, 1, {2, 3}));
    // Later lines lie over earlier ones: batches at the bottom, the test lines on top.
    for (const Kind kind : {Kind::batch, Kind::smoothed, Kind::train, Kind::heldOut, Kind::test,
                            Kind::last, Kind::fusion}) {
        addLines(source, kind);
    }
    broken_ = canvas_->addGraph(canvas_->xAxis, canvas_->yAxis2);
    broken_->setLineStyle(QCPGraph::lsNone);
    const QColor warning = theme::runColor(5, theme::isDark(canvas_->palette()));
    broken_->setScatterStyle(
        {QCPScatterStyle::ssTriangleInverted, QPen(warning, 1), QBrush(warning), 9});
    extend(source);
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
    graph->setPen(penOf(kind, color));
    graph->setAntialiased(!curves::isBatchKind(kind));
    graph->setAdaptiveSampling(true);
    lines_.push_back({run, layer, kind, color, graph,
                      curves::Smoother(kind == Kind::smoothed ? source.options.smoothing : 1)});
}

void CurvePlot::placeSteps(const Source& source) {
    stepPlaces_.assign(source.runs.size(), {});
    for (std::size_t run = 0; run < source.runs.size(); ++run) {
        const std::vector<StepEvent>& steps = source.runs[run].steps;
        stepPlaces_[run].reserve(steps.size() - seen_[run].steps);
        for (std::size_t i = seen_[run].steps; i < steps.size(); ++i) {
            stepPlaces_[run].push_back(
                source.place(run, steps[i].epoch, steps[i].step, steps[i].seconds));
        }
    }
}

void CurvePlot::extend(const Source& source) {
    placeSteps(source);
    for (Line& line : lines_) {
        const Seen& seen = seen_[line.run];
        if (curves::isBatchKind(line.kind)) {
            addBatches(source, line, seen.steps);
        } else {
            addEpochs(source, line, seen.epochs);
        }
    }
    for (std::size_t run = 0; run < source.runs.size(); ++run) {
        const RunCurves& curves = source.runs[run];
        addActs(source, run, seen_[run].interventions);
        seen_[run] = {curves.steps.size(), curves.epochs.size(), curves.interventions.size()};
    }
    addMarks();
}

void CurvePlot::addPoint(const Source& source, Line& line, Points& points, double x, double raw,
                         int epoch, std::int64_t step) {
    const bool logarithmic = quantity_ == Quantity::loss && source.options.logLoss;
    double value = curves::drawn(raw, logarithmic);
    const bool broken = std::isnan(value);
    if (line.kind == Kind::smoothed) {
        value = line.smoother.next(value);
    } else if (broken && !line.broken && brokenMarks_.size() < kMostMarks) {
        const RunCurves& run = source.runs[line.run];
        QString what = line.layer < 0 ? curves::kindText(line.kind)
                                      : CurvesView::tr("layer %1, %2")
                                            .arg(line.layer + 1)
                                            .arg(curves::kindText(line.kind));
        if (!source.isOne()) {
            what = CurvesView::tr("%1, %2").arg(run.name, what);
        }
        brokenMarks_.push_back({x, CurvesView::tr("%1: %2 from epoch %3, step %4 on")
                                       .arg(what, brokenText(raw))
                                       .arg(epoch)
                                       .arg(QLocale().toString(static_cast<qlonglong>(step)))});
    }
    line.broken = broken;
    points.keys.append(x);
    points.values.append(quantity_ == Quantity::accuracy ? 100.0 * value : value);
}

void CurvePlot::addBatches(const Source& source, Line& line, std::size_t from) {
    if (line.kind == Kind::smoothed && source.options.smoothing <= 1) {
        return;
    }
    const std::vector<StepEvent>& steps = source.runs[line.run].steps;
    const auto layer = static_cast<std::size_t>(line.layer);
    Points points;
    points.keys.reserve(static_cast<qsizetype>(steps.size() - from));
    points.values.reserve(static_cast<qsizetype>(steps.size() - from));
    for (std::size_t i = from; i < steps.size(); ++i) {
        if (layer < steps[i].layers.size()) {
            addPoint(source, line, points, stepPlaces_[line.run][i - from],
                     rawOf(steps[i].layers[layer], quantity_), steps[i].epoch, steps[i].step);
        }
    }
    line.graph->addData(points.keys, points.values, true);
}

void CurvePlot::addEpochs(const Source& source, Line& line, std::size_t from) {
    const std::vector<EpochEvent>& epochs = source.runs[line.run].epochs;
    const auto layer = static_cast<std::size_t>(line.layer);
    Points points;
    for (std::size_t i = from; i < epochs.size(); ++i) {
        const EpochEvent& e = epochs[i];
        double raw = kNone;
        if (line.layer < 0) {
            raw = line.kind == Kind::fusion ? e.accuracy.fusion : e.accuracy.last;
        } else if (const auto& scores = scoresOf(e, line.kind); layer < scores.size()) {
            raw = rawOf(scores[layer], quantity_);
        } else {
            continue;
        }
        addPoint(source, line, points, source.place(line.run, e.epoch, e.step, e.seconds), raw,
                 e.epoch, e.step);
    }
    line.graph->addData(points.keys, points.values, true);
    const bool few = line.graph->data()->size() <= kFewPoints;
    line.graph->setScatterStyle(few ? QCPScatterStyle(QCPScatterStyle::ssDisc, line.color,
                                                      line.kind == Kind::test ? 4.5 : 3)
                                    : QCPScatterStyle());
}

void CurvePlot::addActs(const Source& source, std::size_t run, std::size_t from) {
    const RunCurves& curves = source.runs[run];
    for (std::size_t i = from; i < curves.interventions.size(); ++i) {
        const Intervention& act = curves.interventions[i];
        // The epoch of a step is that of the first known step not before it.
        const auto at = std::lower_bound(
            curves.steps.begin(), curves.steps.end(), act.step,
            [](const StepEvent& event, std::int64_t step) { return event.step < step; });
        const auto end = std::lower_bound(
            curves.epochs.begin(), curves.epochs.end(), act.step,
            [](const EpochEvent& event, std::int64_t step) { return event.step < step; });
        const int epoch = at != curves.steps.end()     ? at->epoch
                          : end != curves.epochs.end() ? end->epoch
                          : curves.epochs.empty()      ? 1
                                                       : curves.epochs.back().epoch + 1;
        QString text = CurvesView::tr("%1 at step %2")
                           .arg(QString::fromStdString(act.kind),
                                QLocale().toString(static_cast<qlonglong>(act.step)));
        if (!act.text.empty()) {
            text += CurvesView::tr(": %1").arg(QString::fromStdString(act.text));
        }
        if (!source.isOne()) {
            text = CurvesView::tr("%1, %2").arg(curves.name, text);
        }
        actMarks_.push_back({source.place(run, epoch, act.step, act.seconds), text});
    }
}

void CurvePlot::addMarks() {
    const auto fill = [](QCPGraph* graph, const std::vector<Mark>& marks, double height) {
        QVector<double> keys;
        for (const Mark& mark : marks) {
            keys.append(mark.x);
        }
        std::sort(keys.begin(), keys.end());
        graph->setData(keys, QVector<double>(keys.size(), height), true);
    };
    fill(broken_, brokenMarks_, kMarkHeight);
    fill(acts_, actMarks_, 1.0);
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
        return !curves::isBatchKind(line.kind) && line.graph->visible() &&
               !line.graph->data()->isEmpty();
    });
    // What the batches scatter is a backdrop: the more lines, the fainter. Smoothed lines step back
    // behind those by epoch, once there are any.
    for (const Line& line : lines_) {
        if (line.kind == Kind::batch && smoothing) {
            line.graph->setPen(QPen(over(line.color, background, raw <= 2 ? 0.25 : 0.11), 0));
        } else if (line.kind == Kind::smoothed) {
            line.graph->setPen(QPen(over(line.color, background, alone ? 0.95 : 0.55), 0));
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
    QString label = CurvesView::tr("epoch");
    if (source.options.axis == Axis::steps) {
        label = CurvesView::tr("step");
    } else if (source.options.axis == Axis::time) {
        label = x.upper >= 3600 ? CurvesView::tr("training time (h:min:s)")
                                : CurvesView::tr("training time (min:s)");
    } else if (guessed) {
        label = CurvesView::tr("epoch (length of the first one estimated)");
    }
    canvas_->xAxis->setTicker(xTicker(source.options.axis, x.upper));
    canvas_->xAxis->setLabel(label);
    canvas_->setHome(x, homeY(source));
}

QCPRange CurvePlot::homeX(const Source& source) const {
    double last = 0;
    for (const Line& line : lines_) {
        const auto& data = *line.graph->data();
        if (line.graph->realVisibility() && !data.isEmpty()) {
            last = std::max(last, (data.constEnd() - 1)->key);
        }
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
        const QVector<double> values = sampled(*line.graph);
        if (!values.isEmpty()) {
            const double part =
                curves::isBatchKind(line.kind) && quantity_ == Quantity::loss ? kCalm : 1.0;
            low = std::min(low, values.front());
            high = std::max(high, values[static_cast<qsizetype>(part * (values.size() - 1))]);
        }
    }
    const bool logarithmic = canvas_->yAxis->scaleType() == QCPAxis::stLogarithmic;
    if (low > high) {
        return logarithmic                       ? QCPRange(0.1, 10)
               : quantity_ == Quantity::accuracy ? QCPRange(0, 100)
                                                 : QCPRange(0, 1);
    }
    if (logarithmic) {
        const double pad = std::max(std::pow(high / low, kPad), 1.05);
        return {low / pad, high * pad};
    }
    const double pad = std::max(kPad * (high - low), quantity_ == Quantity::accuracy ? 0.5 : 1e-3);
    QCPRange range(low - pad, high + pad);
    if (quantity_ == Quantity::accuracy) {
        range = {std::max(range.lower, -1.0), std::min(range.upper, 101.0)};
    }
    return range;
}

} // namespace asge
