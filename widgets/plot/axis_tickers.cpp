// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/axis_tickers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace asge::plot {
namespace {

constexpr double kTickLabelGap = 6; // pixels, between the labels of two ticks
constexpr double kTickLines = 1.3;  // heights of a label from a tick of a vertical axis to the next

/// Whether labels along the axis have room for themselves.
bool haveTicksRoom(const QCPAxis& axis) {
    const QFontMetricsF metrics(axis.tickLabelFont());
    const QVector<double>& ticks = axis.tickVector();
    const QVector<QString>& labels = axis.tickVectorLabels();
    const auto lengthOf = [&](qsizetype tick) {
        return axis.orientation() == Qt::Vertical
                   ? kTickLines * metrics.height()
                   : metrics.horizontalAdvance(labels.value(tick)) + kTickLabelGap;
    };
    for (qsizetype i = 1; i < ticks.size(); ++i) {
        const double least = (lengthOf(i - 1) + lengthOf(i)) / 2;
        if (std::abs(axis.coordToPixel(ticks[i]) - axis.coordToPixel(ticks[i - 1])) < least) {
            return false;
        }
    }
    return true;
}

} // namespace

double IntegerTicker::getTickStep(const QCPRange& range) {
    return std::max(1.0, std::floor(QCPAxisTicker::getTickStep(range)));
}

double EpochTicker::getTickStep(const QCPRange& range) {
    return range.size() < 1 ? QCPAxisTicker::getTickStep(range) : IntegerTicker::getTickStep(range);
}

QVector<double> LogTicker::createTickVector(double tickStep, const QCPRange& range) {
    QVector<double> ticks;
    powers_ = 1;
    if (range.lower <= 0) {
        return QCPAxisTicker::createTickVector(tickStep, range);
    }
    constexpr double kMostPowers = 8;
    const double decades = std::log10(range.upper / range.lower);
    const bool wide = decades > 3;
    powers_ = decades > 12 ? static_cast<int>(std::ceil(decades / kMostPowers)) : 1;
    const int first = static_cast<int>(std::floor(std::log10(range.lower) / powers_)) * powers_;
    for (int power = first; std::pow(10.0, power) <= range.upper; power += powers_) {
        for (const int digit : {1, 2, 5}) {
            const double tick = digit * std::pow(10.0, power);
            if (range.contains(tick) && (digit == 1 || !wide)) {
                ticks.append(tick);
            }
        }
    }
    return ticks.size() >= 3 ? ticks : QCPAxisTicker::createTickVector(tickStep, range);
}

/// Numbers of so many sizes are all written as powers.
QString LogTicker::getTickLabel(double tick, const QLocale& locale, QChar format, int precision) {
    return powers_ == 1 ? QCPAxisTicker::getTickLabel(tick, locale, format, precision)
                        : QCPAxisTicker::getTickLabel(tick, locale, u'e', 0);
}

void spaceTicks(QCPAxis& axis, QCPLayoutElement& owner, int most) {
    if (axis.ticker().dynamicCast<LogTicker>() || axis.tickLabelRotation() != 0 ||
        axis.ticker().dynamicCast<QCPAxisTickerText>()) {
        return; // they leave out labels, or have as many as there are
    }
    for (int count = most; count > 0; --count) {
        if (axis.ticker()->tickCount() != count) {
            axis.ticker()->setTickCount(count);
            owner.update(QCPLayoutElement::upPreparation);
        }
        if (haveTicksRoom(axis)) {
            return;
        }
    }
}

void leaveOutLabels(const QVector<double>& ticks, const QVector<double>& places,
                    const QVector<double>& lengths, QVector<QString>& labels) {
    QVector<qsizetype> order(ticks.size());
    std::iota(order.begin(), order.end(), 0);
    const auto rank = [&](qsizetype i) {
        const double power = std::floor(std::log10(std::abs(ticks[i])) + 1e-9);
        const int digit = static_cast<int>(std::lround(std::abs(ticks[i]) / std::pow(10, power)));
        return digit == 1 ? 0 : digit == 5 ? 1 : 2;
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](qsizetype a, qsizetype b) { return rank(a) < rank(b); });
    QVector<qsizetype> kept;
    for (const qsizetype i : order) {
        const bool touches = std::any_of(kept.begin(), kept.end(), [&](qsizetype other) {
            return std::abs(places[i] - places[other]) <
                   (lengths[i] + lengths[other]) / 2 + kTickLabelGap;
        });
        if (touches) {
            labels[i].clear();
        } else {
            kept.append(i);
        }
    }
}

/// The axis gets its length after its ticks; that of its plot's viewport is known before.
void LogTicker::generate(const QCPRange& range, const QLocale& locale, QChar format, int precision,
                         QVector<double>& ticks, QVector<double>* subTicks,
                         QVector<QString>* labels) {
    QCPAxisTicker::generate(range, locale, format, precision, ticks, subTicks, labels);
    if (axis_ == nullptr || labels == nullptr || labels->size() != ticks.size() ||
        range.lower <= 0) {
        return;
    }
    const bool across = axis_->orientation() == Qt::Horizontal;
    const QMargins margins = axis_->axisRect()->margins();
    const QRect all = axis_->parentPlot()->viewport().marginsRemoved(margins);
    const double pixels =
        (across ? all.width() : all.height()) / std::log(range.upper / range.lower);
    const QFontMetricsF metrics(axis_->tickLabelFont());
    QVector<double> places;
    QVector<double> lengths;
    for (qsizetype i = 0; i < ticks.size(); ++i) {
        places.append(pixels * std::log(ticks[i] / range.lower));
        lengths.append(across ? metrics.horizontalAdvance(labels->at(i)) : metrics.height());
    }
    leaveOutLabels(ticks, places, lengths, *labels);
}

} // namespace asge::plot
