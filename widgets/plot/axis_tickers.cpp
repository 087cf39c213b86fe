// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/axis_tickers.h"

#include <algorithm>
#include <cmath>

namespace asge::plot {

double IntegerTicker::getTickStep(const QCPRange& range) {
    return std::max(1.0, std::floor(QCPAxisTicker::getTickStep(range)));
}

double EpochTicker::getTickStep(const QCPRange& range) {
    return range.size() < 1 ? QCPAxisTicker::getTickStep(range) : IntegerTicker::getTickStep(range);
}

QVector<double> LogTicker::createTickVector(double tickStep, const QCPRange& range) {
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

} // namespace asge::plot
