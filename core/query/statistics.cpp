// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/statistics.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace asge {
namespace {

/// Above this, the asymptotic series is exact to double precision, and the finite one is slow.
constexpr int kManyDegrees = 2000;

/// The probability that a Student-t variable is within ±t. Abramowitz and Stegun, 26.7.3 and .4.
double withinStudent(double t, int degrees) {
    const double angle = std::atan(t / std::sqrt(static_cast<double>(degrees)));
    const double cosine = std::cos(angle);
    const bool odd = degrees % 2 == 1;
    double sum = 0;
    double term = odd ? cosine : 1.0;
    for (int i = odd ? 3 : 2; i <= degrees; i += 2) {
        sum += term;
        term *= cosine * cosine * (i - 1) / i;
    }
    if (odd) {
        return 2.0 / std::numbers::pi * (angle + std::sin(angle) * sum);
    }
    return std::sin(angle) * sum;
}

/// The x ≥ 0 at which an increasing probability reaches `wanted`.
template <typename Probability>
double solve(double wanted, Probability probability) {
    double low = 0;
    double high = 1;
    while (probability(high) < wanted && high < 1e15) {
        high *= 2;
    }
    for (int i = 0; i < 100; ++i) {
        const double middle = 0.5 * (low + high);
        (probability(middle) < wanted ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

} // namespace

Spread spreadOf(const std::vector<double>& values) {
    Spread spread;
    double sum = 0;
    for (const double value : values) {
        if (!std::isfinite(value)) {
            continue;
        }
        spread.min = spread.n == 0 ? value : std::min(spread.min, value);
        spread.max = spread.n == 0 ? value : std::max(spread.max, value);
        sum += value;
        ++spread.n;
    }
    if (spread.n == 0) {
        return spread;
    }
    spread.mean = sum / spread.n;
    if (spread.n >= 2) {
        // Squares are summed around the mean: Σx² − n·mean² would suffer from cancellation.
        double squares = 0;
        for (const double value : values) {
            squares += std::isfinite(value) ? std::pow(value - spread.mean, 2) : 0;
        }
        spread.standardDeviation = std::sqrt(squares / (spread.n - 1));
    }
    return spread;
}

double studentQuantile(double confidence, int degrees) {
    if (degrees <= kManyDegrees) {
        return solve(confidence, [degrees](double t) { return withinStudent(t, degrees); });
    }
    // Abramowitz and Stegun, 26.7.5: the normal quantile plus a correction.
    const double x = solve(confidence, [](double z) { return std::erf(z / std::numbers::sqrt2); });
    const double n = degrees;
    const double x2 = x * x;
    const double g1 = x * (x2 + 1) / 4;
    const double g2 = x * ((5 * x2 + 16) * x2 + 3) / 96;
    const double g3 = x * (((3 * x2 + 19) * x2 + 17) * x2 - 15) / 384;
    return x + g1 / n + g2 / (n * n) + g3 / (n * n * n);
}

} // namespace asge
