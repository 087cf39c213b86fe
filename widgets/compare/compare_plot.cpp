// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/compare_plot.h"

#include "widgets/common/theme.h"
#include "widgets/compare/compare_text.h"
#include "widgets/plot/line_style.h"

#include <algorithm>
#include <cmath>

namespace asge::compare {
namespace {

using curves::Axis;

Measure measureOf(Metric metric) {
    return isPercent(metric) ? Measure::percent : Measure::number;
}

PlotAxis axisOf(Metric metric, const Quantity* drawn, bool logarithmic) {
    return {.measure = measureOf(metric),
            .name = titleOf(metric, drawn),
            .logarithmic = logarithmic,
            .decimals = isPercent(metric) ? 2 : -1};
}

/// ", last layer" or ", layer 2".
QString layerSuffix(int layer) {
    return layer == curves::Options::kLastLayer ? CompareText::tr(", last layer")
                                                : CompareText::tr(", layer %1").arg(layer + 1);
}

bool hasPlace(double value, bool logarithmic) {
    return std::isfinite(value) && (!logarithmic || value > 0);
}

} // namespace

std::vector<int> ChartPlot::Source::layers() const {
    if (!isPerLayer(options.metric)) {
        return {kNoLayer};
    }
    return {options.layers.begin(), options.layers.end()};
}

Omission ChartPlot::Source::omission(std::size_t run, int layer) const {
    const Omission of =
        omissionOf(options.metric, runs[run], layer, drawnQuantity(options.metric, runs));
    if (of != Omission::none || !options.x.isMetric) {
        return of;
    }
    const Metric across = options.x.metric;
    return omissionOf(across, runs[run], layerOf(runs[run], options.x.layer),
                      drawnQuantity(across, runs));
}

std::vector<Sample> ChartPlot::Source::samples(std::size_t run, int layer) const {
    return omission(run, layer) == Omission::none
               ? samplesOf(runs[run], clocks[run], options.metric, layer, options.x)
               : std::vector<Sample>();
}

QColor ChartPlot::colorOf(std::size_t entry, int layer) const {
    const bool dark = theme::isDark(palette_);
    if (source_.entries.size() > 1 || layer == kNoLayer || source_.options.layers.size() < 2) {
        return theme::runColor(static_cast<int>(entry), dark);
    }
    // A single run or group uses the colours of the layers, as in all views.
    const RunCurves& run = source_.runs[source_.entries[entry].runs.front()];
    return theme::layerColor(layerOf(run, layer), curves::layerCount(run), dark);
}

QPen ChartPlot::penOf(std::size_t place, const QColor& color) {
    return plot::linePen(place, color, place < plot::kPatterns ? 1.9 : 1.2);
}

PlotAxis ChartPlot::horizontal() const {
    const Horizontal& x = source_.options.x;
    if (!x.isMetric) {
        return {.measure = x.axis == Axis::epochs  ? Measure::epochs
                           : x.axis == Axis::steps ? Measure::steps
                                                   : Measure::time,
                .logarithmic = source_.options.logX,
                .grows = std::any_of(source_.runs.begin(), source_.runs.end(),
                                     [](const RunCurves& run) { return isLive(run.status); })};
    }
    const Quantity* drawn = drawnQuantity(x.metric, source_.runs);
    PlotAxis axis = axisOf(x.metric, drawn, source_.options.logX);
    axis.label =
        labelOf(x.metric, drawn) + (isPerLayer(x.metric) ? layerSuffix(x.layer) : QString());
    return axis;
}

PlotPanel ChartPlot::panel() {
    const ChartOptions& options = source_.options;
    const std::vector<int> layers = source_.layers();
    const Quantity* drawn = drawnQuantity(options.metric, source_.runs);
    panel_ = {.title = labelOf(options.metric, drawn),
              .x = horizontal(),
              .y = axisOf(options.metric, drawn, options.logY)};
    panel_.y.label = labelOf(options.metric, drawn);
    if (layers.size() == 1 && layers.front() != kNoLayer) {
        panel_.title += layerSuffix(layers.front());
    }
    for (std::size_t entry = 0; entry < source_.entries.size(); ++entry) {
        for (std::size_t place = 0; place < layers.size(); ++place) {
            if (!options.hidden.contains(static_cast<int>(entry))) {
                addEntry(entry, place);
            }
        }
    }
    addLevels();
    addLinks();
    return std::move(panel_);
}

/// The accuracies of guessing, one for each number of classes of the runs that have lines.
void ChartPlot::addLevels() {
    for (const std::size_t place : drawn_) {
        const RunCurves& run = source_.runs[place];
        const Quantity* its = quantityOf(source_.options.metric, run);
        const auto classes = static_cast<double>(run.scores.classes);
        if (its == nullptr || its->chance == nullptr || classes == 0) {
            continue;
        }
        const double chance = its->chance(classes);
        const PlotLevel level{100 * chance,
                              CompareText::tr("chance %1").arg(curves::percentText(chance))};
        if (std::find(panel_.levels.begin(), panel_.levels.end(), level) == panel_.levels.end()) {
            panel_.levels.push_back(level);
        }
    }
}

QString ChartPlot::nameOf(const QString& whose, int layer) const {
    return source_.layers().size() < 2 ? whose : whose + layerSuffix(layer);
}

LineMoment ChartPlot::momentOf(std::int64_t number) const {
    return isPerStep(source_.options.metric) ? LineMoment{.step = number}
                                             : LineMoment{.epoch = static_cast<int>(number)};
}

std::shared_ptr<LinePoints> ChartPlot::pointsOf(const std::vector<Sample>& samples) const {
    const ChartOptions& options = source_.options;
    auto points = std::make_shared<LinePoints>(LinePoints::Options{
        .logX = options.logX, .logY = options.logY, .unorderedX = options.x.isMetric});
    for (const Sample& sample : samples) {
        points->append(sample.x, sample.y, momentOf(sample.number));
    }
    return points;
}

void ChartPlot::addEntry(std::size_t entry, std::size_t place) {
    const ChartOptions& options = source_.options;
    const Entry& shown = source_.entries[entry];
    const bool isGroup = shown.runs.size() > 1;
    const int choice = source_.layers()[place];
    const QColor color = colorOf(entry, choice);
    const PlotSeries series{.name = nameOf(shown.name, choice),
                            .entry = static_cast<int>(entry),
                            .color = color,
                            .pen = isPerStep(options.metric) ? plot::fastPen(color)
                                                             : penOf(place, color),
                            .dots = 4.5,
                            .scattered = options.metric == Metric::batchLoss};
    const QString label = endLabel(entry, choice);
    std::vector<std::vector<Sample>> members;
    for (const std::size_t run : shown.runs) {
        const RunCurves& curves = source_.runs[run];
        const int layer = choice == kNoLayer ? kNoLayer : layerOf(curves, choice);
        OwnLine line{run, choice, color, source_.samples(run, layer)};
        addBreaks(run, layer, line.samples);
        if (!line.samples.empty()) {
            drawn_.insert(run);
        }
        if (isGroup) {
            members.push_back(line.samples);
            if (options.smooths()) {
                smooth(members.back(), options.smoothing, options.x.isMetric);
            }
        }
        if (!isGroup || options.members) {
            addRun(series, std::move(line), isGroup);
            panel_.series.back().label = isGroup ? QString() : label;
        }
    }
    if (isGroup) {
        addMean(series, members);
        panel_.series.back().label = label;
    }
}

QStringList ChartPlot::Source::endMarks() const {
    QStringList names;
    for (const Entry& entry : entries) {
        names << entry.name;
    }
    return layers().size() == 1 ? plot::endMarks(names) : QStringList(names.size());
}

/// The number of the layer, if the lines of a single run or group are those of its layers; the mark
/// of the run or group, if each has one line.
QString ChartPlot::endLabel(std::size_t entry, int choice) const {
    const bool hasOneLine = source_.layers().size() == 1;
    if (source_.entries.size() > 1) {
        return source_.endMarks()[static_cast<qsizetype>(entry)];
    }
    if (choice == kNoLayer || hasOneLine) {
        return {};
    }
    const std::size_t run = source_.entries[entry].runs.front();
    return QString::number(layerOf(source_.runs[run], choice) + 1);
}

void ChartPlot::addRun(PlotSeries series, OwnLine line, bool isGroup) {
    const ChartOptions& options = source_.options;
    const QColor background = theme::plotColors(palette_).background;
    if (isGroup) {
        const QColor thin = plot::over(series.color, background, 0.55);
        series.name = nameOf(source_.runs[line.run].shownName(), line.layer);
        series.pen = isPerStep(options.metric) ? plot::fastPen(thin) : QPen(thin, 1);
        series.dots = 0;
    }
    // Over another metric, single batches would be a cloud of points that hides the line.
    if (options.smooths() && !isGroup && !options.x.isMetric) {
        PlotSeries raw = series;
        raw.points = pointsOf(line.samples);
        raw.pen = plot::fastPen(plot::over(series.color, background, 0.25));
        raw.dots = 0;
        raw.backdrop = true;
        panel_.series.push_back(std::move(raw));
    }
    if (options.smooths()) {
        smooth(line.samples, options.smoothing, options.x.isMetric);
    }
    series.row = static_cast<int>(panel_.series.size());
    series.points = pointsOf(line.samples);
    panel_.series.push_back(std::move(series));
    own_.push_back(std::move(line));
}

void ChartPlot::addMean(PlotSeries series, const std::vector<std::vector<Sample>>& members) {
    const ChartOptions& options = source_.options;
    std::vector<Mean> means = meansOf(members);
    // If a slow run ends before the others, the mean time decreases; the line must not go back.
    const auto isBefore = [](const Mean& a, const Mean& b) { return a.x < b.x; };
    if (!options.x.isMetric && !std::is_sorted(means.begin(), means.end(), isBefore)) {
        std::stable_sort(means.begin(), means.end(), isBefore);
    }
    std::shared_ptr<LinePoints> points = pointsOf({});
    for (const Mean& mean : means) {
        points->appendMean(mean.x, mean.y, {mean.standardDeviation, mean.n}, momentOf(mean.number));
    }
    series.row = static_cast<int>(panel_.series.size());
    series.points = std::move(points);
    series.band = true;
    panel_.series.push_back(std::move(series));
}

/// Adds the values that can't be drawn, even if the line is smoothed or a mean.
void ChartPlot::addBreaks(std::size_t run, int layer, const std::vector<Sample>& samples) {
    auto breaks = std::make_shared<std::vector<LinePoints::Break>>();
    bool before = false;
    for (const Sample& sample : samples) {
        const bool broken = !hasPlace(sample.y, source_.options.logY);
        if (broken && !before) {
            breaks->push_back({sample.x, sample.y, momentOf(sample.number)});
        }
        before = broken;
    }
    if (breaks->empty()) {
        return;
    }
    std::stable_sort(breaks->begin(), breaks->end(),
                     [](const auto& a, const auto& b) { return a.x < b.x; });
    const QString name = source_.runs[run].shownName();
    panel_.breaks.push_back(
        {layer == kNoLayer ? name : CompareText::tr("%1, layer %2").arg(name).arg(layer + 1),
         std::move(breaks)});
}

void ChartPlot::addLinks() {
    for (const OwnLine& line : own_) {
        if (source_.runs[line.run].branch && !line.samples.empty()) {
            addLink(line);
        }
    }
}

/// Draws the link from the parent's line to the branch's line.
void ChartPlot::addLink(const OwnLine& line) {
    const BranchPoint& branch = *source_.runs[line.run].branch;
    const auto parent = std::find_if(own_.begin(), own_.end(), [&](const OwnLine& l) {
        return l.layer == line.layer && branch.parent != 0 &&
               source_.runs[l.run].id == branch.parent;
    });
    if (parent == own_.end()) {
        return;
    }
    const ChartOptions& options = source_.options;
    const std::int64_t last = isPerStep(options.metric) ? branch.step : std::int64_t{branch.epoch};
    const auto next =
        std::upper_bound(parent->samples.begin(), parent->samples.end(), last,
                         [](std::int64_t wanted, const Sample& s) { return wanted < s.number; });
    if (next == parent->samples.begin()) {
        return;
    }
    const Sample& from = *std::prev(next);
    const Sample& to = line.samples.front();
    const bool unorderedX = !options.x.isMetric && to.x < from.x;
    if (!unorderedX && hasPlace(from.y, options.logY) && hasPlace(to.y, options.logY)) {
        panel_.links.push_back({QPointF(from.x, from.y), QPointF(to.x, to.y), line.color});
    }
}

} // namespace asge::compare
