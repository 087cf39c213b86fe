// SPDX-License-Identifier: GPL-3.0-or-later

// The ranges of the axes of a panel.

#include "widgets/plot/line_panel.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace asge {
namespace {

constexpr std::size_t kSamples = 512; // values of a line that are read for its automatic range
constexpr double kEpochPad = 0.03;    // of the epochs with points, added on either side
constexpr double kLoneEpochPad = 0.5; // epochs, around a single one
constexpr double kRangePad = 0.05;    // of the automatic range, added on either side
// Of the automatic range of a scattered line:
constexpr std::size_t kFewValues = 16; // that are all shown
constexpr double kCommonPart = 0.75;   // of the values, from the least
constexpr double kBeyondCommon = 0.5;  // × the range of those, above them
constexpr double kLatePart = 0.99;     // of the values of the second half
constexpr double kMostWhole = 2;       // × that range: a higher one leaves out extremes

/// About 500 finite values of the line, evenly spaced, in their order.
std::vector<double> sampled(const PointList& points) {
    const std::size_t stride = std::max<std::size_t>(1, points.size() / kSamples);
    std::vector<double> values;
    for (std::size_t i = 0; i < points.size(); i += stride) {
        if (const double value = points[i].value; std::isfinite(value)) {
            values.push_back(value);
        }
    }
    return values;
}

/// The value below which that part of the values is.
double quantile(std::vector<double> values, double part) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

/// The highest value of a scattered line that an axis needs: those of its first points may be far
/// above all later ones, and would make them one flat line. What comes in its second half is always
/// needed, such as a loss that rises again.
double usualMost(const PointList& points) {
    const std::vector<double> values = sampled(points);
    const double most = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
    if (values.size() < kFewValues) {
        return most;
    }
    const double least = *std::min_element(values.begin(), values.end());
    const double common = quantile(values, kCommonPart);
    const std::vector<double> late(values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                                   values.end());
    const double needed =
        std::max(common + kBeyondCommon * (common - least), quantile(late, kLatePart));
    return std::min(most, needed);
}

/// A range that grows to include values.
struct Extent {
    double low = std::numeric_limits<double>::max();
    double high = std::numeric_limits<double>::lowest();

    bool empty() const { return low > high; }
    void add(double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    /// Adds the finite values of a line.
    void addValues(const LinePoints& line) {
        if (line.unorderedX()) {
            for (const PointList::Point point : line.points()) {
                if (std::isfinite(point.value)) {
                    add(point.value);
                }
            }
        }
        addExtremes(line.pyramid());
        addExtremes(line.low());
        addExtremes(line.high());
    }
    void addExtremes(const CurvePyramid& line) {
        const CurvePyramid::Extremes at = line.extremes(0, line.size());
        if (at.least != CurvePyramid::kNowhere) {
            add(line.points()[at.least].value);
            add(line.points()[at.greatest].value);
        }
    }
};

void addKeys(Extent& extent, const LinePoints& points, bool logarithmic) {
    if (points.unorderedX()) {
        for (const PointList::Point point : points.points()) {
            if (std::isfinite(point.key)) {
                extent.add(point.key);
            }
        }
        return;
    }
    const auto& all = points.points();
    const std::size_t first =
        logarithmic ? points.pyramid().find(std::numeric_limits<double>::min()) : 0;
    if (first < all.size()) {
        extent.add(all[first].key);
        extent.add(all.back().key);
    }
}

} // namespace

std::optional<QCPRange> LinePanel::keysOf(const PlotPanel& panel) {
    Extent extent;
    for (const PlotSeries& series : panel.series) {
        if (series.shown) {
            addKeys(extent, *series.points, panel.x.logarithmic);
        }
    }
    if (!extent.empty()) { // what happened before the first point must be seen too
        for (const PlotEvent& event : panel.events) {
            if (event.x > 0) {
                extent.add(event.x);
            }
        }
        if (panel.pointedOut && *panel.pointedOut > 0) {
            extent.add(*panel.pointedOut);
        }
    }
    return extent.empty() ? std::nullopt : std::optional(QCPRange(extent.low, extent.high));
}

QCPRange LinePanel::homeX(const std::optional<QCPRange>& keys) const {
    Extent extent;
    if (keys) {
        extent.add(keys->lower);
        extent.add(keys->upper);
    }
    if (panel_.x.logarithmic) {
        return extent.empty() ? QCPRange(0.1, 10) : QCPRange(extent.low / 1.05, extent.high * 1.05);
    }
    if (panel_.x.measure == Measure::percent || panel_.x.measure == Measure::number) {
        if (extent.empty()) {
            return {0, 1};
        }
        const double pad =
            std::max(kRangePad * (extent.high - extent.low), 1e-9 + 1e-3 * std::abs(extent.high));
        return {extent.low - pad, extent.high + pad};
    }
    double last = std::max(extent.high, 0.0);
    if (panel_.x.measure == Measure::epochs && !extent.empty() && extent.low >= 1) {
        const double wide = extent.high - extent.low;
        const double pad = wide > 0 ? kEpochPad * wide : kLoneEpochPad;
        return {extent.low - pad, extent.high + pad};
    }
    if (panel_.x.grows && panel_.x.measure == Measure::epochs && last > 0 && last < 1) {
        // The range doubles whenever it is full, so that a long first epoch fills at least half of
        // the plot and the axis changes rarely.
        last = std::exp2(std::ceil(std::log2(last)));
    } else if (panel_.x.grows || last <= 0) {
        last = std::max(last, panel_.x.measure == Measure::steps ? 10.0 : 1.0);
    }
    return {0, last * 1.02};
}

std::optional<QCPRange> LinePanel::valuesOf(const PlotPanel& panel) {
    const bool isPercent = panel.y.measure == Measure::percent;
    Extent usual;
    for (const PlotSeries& series : panel.series) {
        Extent own;
        if (series.shown && (!series.backdrop || series.scattered || isPercent)) {
            own.addValues(*series.points);
        }
        if (own.empty()) {
            continue;
        }
        usual.add(own.low);
        // Percents end at 100, so that extremes of single batches flatten nothing.
        if (isPercent) {
            usual.add(own.high);
        } else if (!series.backdrop) {
            usual.add(series.scattered ? std::min(own.high, usualMost(series.points->points()))
                                       : own.high);
        }
    }
    return usual.empty() ? std::nullopt : std::optional(QCPRange(usual.low, usual.high));
}

/// All values of lines that are read out or, with `backdrop`, of single batches behind them, too.
std::optional<QCPRange> LinePanel::allValuesOf(const PlotPanel& panel, bool backdrop) {
    Extent all;
    for (const PlotSeries& series : panel.series) {
        if (series.shown && (!series.backdrop || (backdrop && series.scattered))) {
            all.addValues(*series.points);
        }
    }
    return all.empty() ? std::nullopt : std::optional(QCPRange(all.low, all.high));
}

bool LinePanel::hasDiverged(const PlotPanel& panel) {
    constexpr double kLarge = 1e6; // nats of a loss; guessing has a few
    const auto values = valuesOf(panel);
    return panel.y.measure == Measure::number && values && values->upper >= kLarge &&
           values->upper >= kLarge * values->lower;
}

/// The range that is shown until the user zooms. Extremes are left out only if they would make the
/// other values much flatter.
QCPRange LinePanel::homeY() const {
    std::optional<QCPRange> values = valuesOf(panel_);
    const std::optional<QCPRange> all = allValuesOf(panel_, false);
    if (values && all && (panel_.y.logarithmic || all->size() <= kMostWhole * values->size())) {
        values->expand(*all);
    }
    return paddedY(values);
}

QCPRange LinePanel::wholeY() const {
    return paddedY(allValuesOf(panel_, true)).expanded(homeY());
}

/// The values with some room around them.
QCPRange LinePanel::paddedY(const std::optional<QCPRange>& values) const {
    const bool percent = panel_.y.measure == Measure::percent;
    const bool logarithmic = panel_.y.logarithmic;
    if (!values) {
        return logarithmic ? QCPRange(0.1, 10) : QCPRange(0, percent ? 100 : 1);
    }
    if (logarithmic) {
        const double pad = std::max(std::pow(values->upper / values->lower, kRangePad), 1.05);
        return {values->lower / pad, values->upper * pad};
    }
    const double least = percent ? 0.5 : 1e-3 * std::max(std::abs(values->upper), 1e-6);
    const double pad = std::max(kRangePad * (values->upper - values->lower), least);
    const QCPRange range(values->lower - pad, values->upper + pad);
    return percent ? QCPRange(std::max(range.lower, -1.0), std::min(range.upper, 101.0)) : range;
}

} // namespace asge
