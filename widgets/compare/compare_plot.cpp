#include "widgets/compare/compare_plot.h"

#include "widgets/common/theme.h"
#include "widgets/compare/compare_text.h"
#include "widgets/curves/curves_drawing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace asge::compare {

using curves::Axis;

namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kFewPoints = 60; // with no more, every point of a line gets a dot
constexpr int kPictureDetail = 4;      // columns that a pixel of an exported picture tells apart
constexpr double kPad = 0.05;          // of the automatic range, on either side
constexpr double kCalm = 0.93;         // part of single batches' losses that sets the range
constexpr double kBandPart = 0.18;     // of the line's colour, in its band
const QString kBackdrop = QStringLiteral("backdrop");

} // namespace

std::vector<int> ChartPlot::Source::layers() const {
    if (!isPerLayer(options.metric)) {
        return {kNoLayer};
    }
    return {options.layers.begin(), options.layers.end()};
}

ChartPlot::ChartPlot(PlotCanvas* canvas)
    : canvas_(canvas), title_(new QCPTextElement(canvas, QString())) {
    title_->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    title_->setMargins({8, 6, 6, 0});
    canvas_->plotLayout()->insertRow(0);
    canvas_->plotLayout()->addElement(0, 0, title_);
    // Marks stand on a hidden upright axis from 0 to 1, so that zooming never moves them off.
    canvas_->yAxis2->setRange(0, 1);
    canvas_->yAxis2->setVisible(false);
    canvas_->axisRect()->setMinimumMargins({8, 4, 14, 4});
    // What lies behind every line, whichever run it belongs to.
    canvas_->addLayer(kBackdrop, canvas_->layer(QStringLiteral("main")), QCustomPlot::limBelow);
    QObject::connect(canvas_, &QCustomPlot::afterLayout, canvas_, [this] { feedLines(); });
}

void ChartPlot::paint(QCPPainter& painter, QSize size, const QFont& font) {
    const QFont title = title_->font();
    QFont bold = font;
    bold.setBold(true);
    title_->setFont(bold);
    canvas_->setTextFont(font);
    detail_ = kPictureDetail;
    canvas_->toPainter(&painter, size.width(), size.height());
    detail_ = 1;
    canvas_->setTextFont(canvas_->font());
    title_->setFont(title);
}

void ChartPlot::feedLines() {
    const int density = std::max(1, static_cast<int>(std::ceil(canvas_->bufferDevicePixelRatio())));
    const std::vector<double> edges =
        curves::columnEdges(*canvas_->xAxis, std::max(detail_, density));
    for (const Line& line : lines_) {
        if (line.graph) {
            curves::feed(*line.graph, line.points, edges);
        }
    }
    for (const Band& band : bands_) {
        curves::feed(*band.lower, band.low, edges);
        curves::feed(*band.upper, band.high, edges);
    }
    if (broken_) {
        marks_.feed(*broken_, edges);
    }
}

QColor ChartPlot::colorOf(const Source& source, std::size_t entry, int layer) const {
    const bool dark = theme::isDark(canvas_->palette());
    if (source.entries.size() > 1 || layer == kNoLayer || source.options.layers.size() < 2) {
        return theme::runColor(static_cast<int>(entry), dark);
    }
    // One run or group: its layers have their own colours, as everywhere.
    const RunCurves& run = source.runs[source.entries[entry].runs.front()];
    return theme::layerColor(layerOf(run, layer), curves::layerCount(run), dark);
}

QPen ChartPlot::penOf(std::size_t place, const QColor& color) {
    static const std::array<QVector<qreal>, 6> patterns = {
        QVector<qreal>{}, {5, 3}, {1.2, 2.4}, {8, 3, 1.5, 3}, {12, 3}, {8, 3, 1.5, 3, 1.5, 3}};
    const QVector<qreal>& pattern = patterns[place % patterns.size()];
    const double width = place < patterns.size() ? 1.9 : 1.2;
    return pattern.isEmpty() ? QPen(color, width) : curves::dashes(color, width, pattern);
}

void ChartPlot::setUpAxes(const Source& source) {
    const ChartOptions& options = source.options;
    QFont bold = canvas_->font();
    bold.setBold(true);
    title_->setFont(bold);
    title_->setTextColor(theme::plotColors(canvas_->palette()).text);
    QString title = labelOf(options.metric);
    const std::vector<int> layers = source.layers();
    if (layers.size() == 1 && layers.front() != kNoLayer) {
        title += layers.front() == curves::Options::kLastLayer
                     ? CompareText::tr(", last layer")
                     : CompareText::tr(", layer %1").arg(layers.front() + 1);
    }
    title_->setText(title);
    canvas_->setAccessibleName(title);
    const auto scale = [](QCPAxis* axis, bool logarithmic) {
        axis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        axis->setTicker(logarithmic ? curves::logTicker()
                                    : QSharedPointer<QCPAxisTicker>::create());
        axis->setNumberFormat(QStringLiteral("gb"));
        axis->setNumberPrecision(6);
    };
    scale(canvas_->xAxis, options.logX);
    scale(canvas_->yAxis, options.logY);
    if (!options.x.isMetric && options.x.axis == Axis::steps) {
        canvas_->xAxis->setNumberFormat(QStringLiteral("f"));
        canvas_->xAxis->setNumberPrecision(0);
    }
    canvas_->setLocale(QLocale());
}

void ChartPlot::show(const Source& source) {
    canvas_->clearPlottables();
    canvas_->clearItems();
    broken_ = nullptr;
    lines_.clear();
    bands_.clear();
    marks_.clear();
    setUpAxes(source);
    const std::vector<int> layers = source.layers();
    for (std::size_t entry = 0; entry < source.entries.size(); ++entry) {
        for (std::size_t place = 0; place < layers.size(); ++place) {
            if (!source.options.hidden.contains(static_cast<int>(entry))) {
                addEntry(source, entry, place);
            }
        }
    }
    connectBranches(source);
    broken_ = canvas_->addGraph(canvas_->xAxis, canvas_->yAxis2);
    broken_->setLineStyle(QCPGraph::lsNone);
    broken_->setScatterStyle(curves::brokenStyle(theme::isDark(canvas_->palette())));
    marks_.settle();
    const QCPRange x = homeX(source);
    if (!source.options.x.isMetric) {
        canvas_->xAxis->setTicker(
            curves::xTicker(source.options.x.axis, source.options.logX, x.upper));
    }
    QString label = curves::xLabel(source.options.x.axis, source.options.logX, x.upper);
    if (source.options.x.isMetric) {
        const int layer = source.options.x.layer;
        label = labelOf(source.options.x.metric);
        if (isPerLayer(source.options.x.metric)) {
            label += layer == curves::Options::kLastLayer
                         ? CompareText::tr(", last layer")
                         : CompareText::tr(", layer %1").arg(layer + 1);
        }
    }
    canvas_->xAxis->setLabel(label);
    canvas_->setHome(x, homeY(source));
}

bool ChartPlot::isEmpty() const {
    return std::all_of(lines_.begin(), lines_.end(),
                       [](const Line& line) { return line.samples.empty() && line.means.empty(); });
}

void ChartPlot::addEntry(const Source& source, std::size_t entry, std::size_t place) {
    const ChartOptions& options = source.options;
    const std::vector<std::size_t>& runs = source.entries[entry].runs;
    const int choice = source.layers()[place];
    const bool isGroup = runs.size() > 1;
    const QColor color = colorOf(source, entry, choice);
    const QColor background = theme::plotColors(canvas_->palette()).background;
    std::vector<std::vector<Sample>> members;
    for (const std::size_t run : runs) {
        const RunCurves& curves = source.runs[run];
        const int layer = choice == kNoLayer ? kNoLayer : layerOf(curves, choice);
        std::vector<Sample> samples =
            samplesOf(curves, source.clocks[run], options.metric, layer, options.x);
        addMarks(source, run, layer, samples);
        Line line{entry, run, choice, Role::main, color, {}, {}, nullptr, nullptr, {}};
        // Over a metric single batches would be a cloud that hides the line.
        if (options.smooths() && !isGroup && !options.x.isMetric) {
            Line raw = line;
            raw.role = Role::backdrop;
            raw.samples = samples;
            addLine(source, std::move(raw), QPen(curves::over(color, background, 0.25), 0));
        }
        if (options.smooths()) {
            smooth(samples, options.smoothing, options.x.isMetric);
        }
        if (isGroup) {
            members.push_back(samples);
        }
        if (!isGroup || options.members) {
            line.role = isGroup ? Role::member : Role::main;
            line.samples = std::move(samples);
            QPen pen = isPerStep(options.metric) ? QPen(color, 0) : penOf(place, color);
            if (isGroup) {
                pen =
                    QPen(curves::over(color, background, 0.55), isPerStep(options.metric) ? 0 : 1);
            }
            addLine(source, std::move(line), pen);
        }
    }
    if (isGroup) {
        addMean(source, entry, place, members);
    }
}

void ChartPlot::addMean(const Source& source, std::size_t entry, std::size_t place,
                        const std::vector<std::vector<Sample>>& members) {
    const int choice = source.layers()[place];
    Line line{
        entry,   0,       choice, Role::main, colorOf(source, entry, choice), {}, meansOf(members),
        nullptr, nullptr, {}};
    // Where a slow run ends before the others, the mean of times goes back; a line doesn't.
    const auto isBefore = [](const Mean& a, const Mean& b) { return a.x < b.x; };
    if (!source.options.x.isMetric &&
        !std::is_sorted(line.means.begin(), line.means.end(), isBefore)) {
        std::stable_sort(line.means.begin(), line.means.end(), isBefore);
    }
    for (const Mean& mean : line.means) {
        line.samples.push_back({mean.number, mean.x, mean.y});
    }
    // Over a metric the line may go back, and there is no band along it.
    if (!source.options.x.isMetric) {
        addBand(source, line);
    }
    QPen pen = penOf(place, line.color);
    if (isPerStep(source.options.metric)) {
        pen = QPen(line.color, 0);
    }
    addLine(source, std::move(line), pen);
}

void ChartPlot::addBand(const Source& source, const Line& line) {
    Band band{{}, {}, canvas_->addGraph(), canvas_->addGraph()};
    for (const Mean& mean : line.means) {
        const bool known = std::isfinite(mean.deviation);
        const double low = known ? mean.y - mean.deviation : kGap;
        band.low.append(mean.x, curves::drawn(low, source.options.logY));
        band.high.append(mean.x, known ? mean.y + mean.deviation : kGap);
    }
    QColor wash = line.color;
    wash.setAlphaF(kBandPart);
    for (QCPGraph* edge : {band.lower, band.upper}) {
        edge->setPen(Qt::NoPen);
        edge->setLayer(kBackdrop);
        edge->setAdaptiveSampling(false);
    }
    band.upper->setBrush(wash);
    band.upper->setChannelFillGraph(band.lower);
    bands_.push_back(std::move(band));
}

void ChartPlot::addLine(const Source& source, Line line, QPen pen) {
    const bool logY = source.options.logY;
    const bool dots = line.samples.size() <= kFewPoints && line.role == Role::main;
    const QCPScatterStyle style =
        dots ? QCPScatterStyle(QCPScatterStyle::ssDisc, line.color, 4.5) : QCPScatterStyle();
    if (source.options.x.isMetric) {
        line.curve = new QCPCurve(canvas_->xAxis, canvas_->yAxis); // the canvas owns it
        line.curve->setPen(pen);
        line.curve->setAntialiased(pen.widthF() > 0);
        line.curve->setScatterStyle(style);
        double t = 0;
        for (const Sample& sample : line.samples) {
            line.curve->addData(t++, curves::drawn(sample.x, source.options.logX),
                                curves::drawn(sample.y, logY));
        }
    } else {
        line.points.reserve(line.samples.size());
        for (const Sample& sample : line.samples) {
            line.points.append(sample.x, curves::drawn(sample.y, logY));
        }
        line.graph = canvas_->addGraph();
        line.graph->setPen(pen);
        line.graph->setAntialiased(pen.widthF() > 0);
        line.graph->setAdaptiveSampling(false); // it is given no more than shows
        line.graph->setScatterStyle(style);
        if (line.role == Role::backdrop) {
            line.graph->setLayer(kBackdrop);
        }
    }
    lines_.push_back(std::move(line));
}

void ChartPlot::addMarks(const Source& source, std::size_t run, int layer,
                         const std::vector<Sample>& samples) {
    bool before = false;
    for (const Sample& sample : samples) {
        const bool broken = std::isnan(curves::drawn(sample.y, source.options.logY));
        if (broken && !before) {
            marks_.add({sample.x, run, layer, sample.number, sample.y});
        }
        before = broken;
    }
}

void ChartPlot::connectBranches(const Source& source) {
    for (const Line& line : lines_) {
        const bool own = line.means.empty() && line.role != Role::backdrop;
        if (own && source.runs[line.run].branch && !line.samples.empty()) {
            connectBranch(source, line);
        }
    }
}

void ChartPlot::connectBranch(const Source& source, const Line& line) {
    const BranchPoint& branch = *source.runs[line.run].branch;
    const auto parent = std::find_if(lines_.begin(), lines_.end(), [&](const Line& l) {
        return l.means.empty() && l.role != Role::backdrop && l.layer == line.layer &&
               branch.parent != 0 && source.runs[l.run].id == branch.parent;
    });
    if (parent == lines_.end()) {
        return;
    }
    const std::int64_t last =
        isPerStep(source.options.metric) ? branch.step : std::int64_t{branch.epoch};
    const auto next =
        std::upper_bound(parent->samples.begin(), parent->samples.end(), last,
                         [](std::int64_t wanted, const Sample& s) { return wanted < s.number; });
    if (next == parent->samples.begin()) {
        return;
    }
    const Sample& from = *std::prev(next);
    const Sample& to = line.samples.front();
    const bool goesBack = !source.options.x.isMetric && to.x < from.x;
    const bool logY = source.options.logY;
    if (!goesBack && std::isfinite(curves::drawn(from.y, logY)) &&
        std::isfinite(curves::drawn(to.y, logY))) {
        auto* connection = new QCPItemLine(canvas_); // the canvas owns it
        connection->start->setCoords(from.x, from.y);
        connection->end->setCoords(to.x, to.y);
        connection->setPen(curves::dashes(line.color, 1.6, {1, 2}));
        connection->setSelectable(false);
    }
}

QCPRange ChartPlot::homeX(const Source& source) const {
    const Horizontal& x = source.options.x;
    double low = std::numeric_limits<double>::max();
    double high = -low;
    for (const Line& line : lines_) {
        for (const Sample& sample : line.samples) {
            if (!source.options.logX || sample.x > 0) {
                low = std::min(low, sample.x);
                high = std::max(high, sample.x);
            }
        }
    }
    if (source.options.logX) {
        return low < high ? QCPRange(low / 1.05, high * 1.05) : QCPRange(0.1, 10);
    }
    if (!x.isMetric) {
        return {0, std::max(high, x.axis == Axis::steps ? 10.0 : 1.0) * 1.02};
    }
    if (low > high) {
        return {0, 1};
    }
    const double pad = std::max(kPad * (high - low), 1e-9 + 1e-3 * std::abs(high));
    return {low - pad, high + pad};
}

QCPRange ChartPlot::homeY(const Source& source) const {
    const bool logY = source.options.logY;
    double low = std::numeric_limits<double>::max();
    double high = -low;
    const auto widen = [&](const CurvePyramid& points, double part) {
        const std::vector<double> values = curves::sampled(points);
        if (!values.empty()) {
            low = std::min(low, values.front());
            high =
                std::max(high, values[static_cast<std::size_t>(part * double(values.size() - 1))]);
        }
    };
    for (const Line& line : lines_) {
        CurvePyramid across;
        for (const Sample& sample : line.samples) {
            if (line.curve) {
                across.append(0, curves::drawn(sample.y, logY));
            }
        }
        const bool wild = source.options.metric == Metric::batchLoss;
        if (line.role != Role::backdrop) {
            widen(line.curve ? across : line.points, wild ? kCalm : 1.0);
        }
    }
    for (const Band& band : bands_) {
        widen(band.low, 1.0);
        widen(band.high, isPerStep(source.options.metric) ? kCalm : 1.0);
    }
    const bool percent = isPercent(source.options.metric);
    if (low > high) {
        return logY ? QCPRange(0.1, 10) : percent ? QCPRange(0, 100) : QCPRange(0, 1);
    }
    if (logY) {
        const double pad = std::max(std::pow(high / low, kPad), 1.05);
        return {low / pad, high * pad};
    }
    const double least = percent ? 0.5 : 1e-3 * std::max(std::abs(high), 1e-6);
    const double pad = std::max(kPad * (high - low), least);
    return percent ? QCPRange(std::max(low - pad, -1.0), std::min(high + pad, 101.0))
                   : QCPRange(low - pad, high + pad);
}

} // namespace asge::compare
