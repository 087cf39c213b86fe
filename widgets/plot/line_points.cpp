// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/line_points.h"

#include "widgets/plot/plot_text.h"

#include <QLocale>

#include <cmath>
#include <limits>

namespace asge {
namespace {

constexpr double kGapValue = std::numeric_limits<double>::quiet_NaN();

} // namespace

double Smoother::next(double value) {
    if (!std::isfinite(value)) {
        return kGapValue;
    }
    sum_ = keep_ * sum_ + (1.0 - keep_) * value;
    weight_ = keep_ * weight_ + (1.0 - keep_);
    return sum_ / weight_;
}

double LinePoints::drawable(double value, bool logarithmic) const {
    return std::isfinite(value) && (!logarithmic || value > 0) ? value : kGapValue;
}

LinePoints::LinePoints(const Options& options)
    : options_(options), smoother_(options.smoothing),
      pyramid_(options.keys ? options.keys : std::make_shared<PointList::Keys>()) {}

void LinePoints::reserve(std::size_t points) {
    if (options_.unorderedX) {
        loose_.reserve(points);
    } else {
        pyramid_.reserve(points);
    }
}

void LinePoints::append(double x, double value, const LineMoment& moment) {
    double shown = drawable(value, options_.logY);
    const bool broken = std::isnan(shown);
    if (broken && !broken_) {
        breaks_.push_back({x, value, moment});
    }
    broken_ = broken;
    if (options_.smoothing > 1) {
        shown = smoother_.next(shown);
    }
    if (options_.unorderedX) {
        loose_.append(drawable(x, options_.logX), shown);
        moments_.push_back(moment);
    } else {
        pyramid_.append(x, shown);
    }
}

void LinePoints::appendMean(double x, double mean, const Spread& spread, const LineMoment& moment) {
    append(x, mean, moment);
    spreads_.push_back(spread);
    if (!options_.unorderedX) { // lines with unordered x have no band
        low_.append(x, drawable(mean - spread.standardDeviation, options_.logY));
        high_.append(x, drawable(mean + spread.standardDeviation, options_.logY));
    }
}

void LinePoints::clear() {
    options_.keys = nullptr; // they would keep what other lines append
    *this = LinePoints(Options(options_));
}

QString momentText(const LineMoment& moment) {
    const QString step = QLocale().toString(static_cast<qlonglong>(moment.step));
    if (moment.epoch == 0) {
        return PlotText::tr("step %1").arg(step);
    }
    return moment.step == 0 ? PlotText::tr("epoch %1").arg(moment.epoch)
                            : PlotText::tr("epoch %1, step %2").arg(moment.epoch).arg(step);
}

QString brokenText(double value) {
    return std::isnan(value)   ? PlotText::tr("NaN")
           : std::isinf(value) ? PlotText::tr("infinite")
                               : PlotText::tr("%1 can't be shown on a logarithmic axis")
                                     .arg(QLocale().toString(value, 'g', 4));
}

} // namespace asge
