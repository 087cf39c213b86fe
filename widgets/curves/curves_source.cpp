// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/curves/curves_source.h"

#include "widgets/common/theme.h"
#include "widgets/plot/line_style.h"

#include <algorithm>

namespace asge::curves {

StepPlace placeAt(const RunCurves& run, std::int64_t step) {
    if (const std::size_t at = run.steps.find(step); at < run.steps.size()) {
        return {run.steps[at].epoch, run.steps[at].seconds};
    }
    const auto end = std::lower_bound(
        run.epochs.begin(), run.epochs.end(), step,
        [](const EpochEvent& event, std::int64_t wanted) { return event.step < wanted; });
    if (end != run.epochs.end()) {
        return {end->epoch, end->seconds};
    }
    return run.epochs.empty() ? StepPlace{}
                              : StepPlace{run.epochs.back().epoch + 1, run.epochs.back().seconds};
}

std::optional<StepSeries::Step> Source::stepAt(double x) const {
    if (!isOne() || runs.front().steps.empty()) {
        return std::nullopt;
    }
    const StepSeries& all = runs.front().steps;
    const std::size_t at = all.findAfter(
        [&](const StepSeries::Step& s) { return place(0, s.epoch, s.step, s.seconds) < x; });
    return all[std::min(at, all.size() - 1)];
}

QStringList Source::endMarks() const {
    QStringList names;
    for (const RunCurves& run : runs) {
        names << run.shownName();
    }
    return plot::endMarks(names);
}

std::size_t Source::steps() const {
    std::size_t count = 0;
    for (const RunCurves& run : runs) {
        count += run.steps.size();
    }
    return count;
}

double Source::place(std::size_t run, int epoch, std::int64_t step, double seconds) const {
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

bool Source::isHidden(std::size_t run, int layer) const {
    return isOne() ? layer >= 0 && options.hiddenLayers.contains(layer)
                   : options.hiddenRuns.contains(static_cast<int>(run));
}

bool Source::isTrained(std::size_t run, int layer, Kind kind) const {
    const Place place = layer >= 0             ? static_cast<Place>(layer)
                        : kind == Kind::fusion ? kFusionPlace
                                               : kLastPlace;
    return runs[run].scores.isTrained(place);
}

const RunCurves* Source::withOtherTraining() const {
    const auto found = std::find_if(runs.begin(), runs.end(), [](const RunCurves& run) {
        return run.scores.trainsOtherQuantity();
    });
    return found == runs.end() ? nullptr : &*found;
}

QColor Source::colorOf(std::size_t run, int layer, const QPalette& palette) const {
    const bool dark = theme::isDark(palette);
    if (!isOne()) {
        return theme::runColor(static_cast<int>(run), dark);
    }
    if (!isTrained(run, layer, Kind::test)) {
        return theme::plotColors(palette).faint;
    }
    return layer < 0 ? theme::plotColors(palette).text
                     : theme::layerColor(layer, layerCount(runs[run]), dark);
}

} // namespace asge::curves
