// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <limits>
#include <vector>

namespace asge {

/// Statistics of the finite values among some values; NaN if there are too few.
struct Spread {
    int n = 0;
    double mean = std::numeric_limits<double>::quiet_NaN();
    /// The standard deviation of a sample (divided by n − 1).
    double standardDeviation = std::numeric_limits<double>::quiet_NaN();
    double min = std::numeric_limits<double>::quiet_NaN();
    double max = std::numeric_limits<double>::quiet_NaN();
};

Spread spreadOf(const std::vector<double>& values);

/// The t for which a Student-t variable with `degrees` ≥ 1 degrees of freedom is within ±t with
/// probability `confidence`, 0 < confidence < 1. Accurate to about 10 digits; Abramowitz and
/// Stegun, 26.7.
double studentQuantile(double confidence, int degrees);

} // namespace asge
