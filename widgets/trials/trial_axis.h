// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/trials/trials_part.h"

#include <QString>

#include <vector>

class QFontMetricsF;

namespace asge {

/// "Learning rate (optimizer.learning_rate, log)"; a path that only repeats the title is left out.
/// `saysScale`: whether a logarithmic scale is mentioned.
QString axisTitle(const TrialSetting& setting, bool saysScale);

/// The axis of a setting or of a result in the parallel coordinates. Places go from 0, the lower
/// end, to 1.
class TrialAxis {
  public:
    struct Tick {
        double place = 0;
        QString text;
    };

    static TrialAxis ofSetting(const TrialSetting& setting);
    static TrialAxis ofResult(const QString& title, const TrialRange& range);

    const QString& title() const { return title_; }
    bool isLogarithmic() const { return logarithmic_; }
    const std::vector<Tick>& ticks() const { return ticks_; }
    double placeOf(double value) const;                    ///< NaN for NaN
    double labelWidth(const QFontMetricsF& metrics) const; ///< of the widest label

  private:
    QString title_;
    bool logarithmic_ = false;
    double least_ = 0;
    double most_ = 1;
    std::vector<Tick> ticks_;
};

} // namespace asge
