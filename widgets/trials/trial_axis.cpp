// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/trials/trial_axis.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/typed_number.h"
#include "widgets/form/form_titles.h"
#include "widgets/plot/axis_tickers.h"
#include "widgets/trials/trials_text.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

constexpr std::size_t kMostValueTicks = 12; ///< an axis with more values has even ticks

/// Gives the even ticks of QCustomPlot outside of a plot.
class EvenTicks : public QCPAxisTicker {
  public:
    QVector<double> of(const QCPRange& range) {
        return createTickVector(getTickStep(range), range);
    }
};

class LogTicks : public plot::LogTicker {
  public:
    QVector<double> of(const QCPRange& range) {
        return createTickVector(getTickStep(range), range);
    }
};

} // namespace

QString axisTitle(const TrialSetting& setting, bool saysScale) {
    const QString title = settingTitle(setting.field.path());
    const QString path = plain::line(setting.field.path());
    QStringList notes;
    if (path.compare(title, Qt::CaseInsensitive) != 0) {
        notes << path;
    }
    if (saysScale && setting.isLogarithmic) {
        notes << TrialsText::tr("log");
    }
    return notes.isEmpty() ? title
                           : QStringLiteral("%1 (%2)").arg(title, notes.join(QStringLiteral(", ")));
}

double TrialAxis::placeOf(double value) const {
    if (most_ <= least_) {
        return std::isfinite(value) ? 0.5 : value;
    }
    return logarithmic_ ? std::log(value / least_) / std::log(most_ / least_)
                        : (value - least_) / (most_ - least_);
}

double TrialAxis::labelWidth(const QFontMetricsF& metrics) const {
    double widest = 0;
    for (const Tick& tick : ticks_) {
        widest = std::max(widest, metrics.horizontalAdvance(tick.text));
    }
    return widest;
}

TrialAxis TrialAxis::ofSetting(const TrialSetting& setting) {
    TrialAxis axis;
    axis.title_ = settingTitle(setting.field.path());
    axis.logarithmic_ = setting.isLogarithmic;
    axis.least_ = setting.isNumeric ? setting.least : 0;
    axis.most_ = setting.isNumeric ? setting.most : static_cast<double>(setting.values.size()) - 1;
    if (!setting.isNumeric || setting.values.size() <= kMostValueTicks) {
        for (const std::string& value : setting.values) {
            axis.ticks_.push_back(
                {axis.placeOf(setting.placeOf(value)), shownSetting(setting, value)});
        }
        return axis;
    }
    const QCPRange range(axis.least_, axis.most_);
    for (const double value : axis.logarithmic_ ? LogTicks().of(range) : EvenTicks().of(range)) {
        if (range.contains(value)) {
            axis.ticks_.push_back({axis.placeOf(value), settingLocale().toString(value, 'g', 6)});
        }
    }
    return axis;
}

TrialAxis TrialAxis::ofResult(const QString& title, const TrialRange& range) {
    TrialAxis axis;
    axis.title_ = title;
    axis.least_ = range.any ? range.least : 0;
    axis.most_ = range.any ? range.most : 100;
    if (axis.most_ <= axis.least_) {
        axis.ticks_.push_back({0.5, percentNumber(axis.least_)});
        return axis;
    }
    const QCPRange shown(axis.least_, axis.most_);
    for (const double value : EvenTicks().of(shown)) {
        if (shown.contains(value)) {
            axis.ticks_.push_back({axis.placeOf(value), QLocale().toString(value, 'g', 5)});
        }
    }
    return axis;
}

} // namespace asge
