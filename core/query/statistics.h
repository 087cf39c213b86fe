#pragma once

#include <limits>
#include <vector>

namespace asge {

/// What the finite ones among some values have in common. NaN if there are too few of them.
struct Spread {
    int n = 0;
    double mean = std::numeric_limits<double>::quiet_NaN();
    /// The standard deviation of a sample, with n − 1.
    double deviation = std::numeric_limits<double>::quiet_NaN();
    double min = std::numeric_limits<double>::quiet_NaN();
    double max = std::numeric_limits<double>::quiet_NaN();
};

Spread spreadOf(const std::vector<double>& values);

/// t such that a Student-t variable with `degrees` ≥ 1 of freedom lies within ±t with probability
/// `confidence`, above 0 and below 1. To about 10 digits; Abramowitz and Stegun, 26.7.
double studentQuantile(double confidence, int degrees);

} // namespace asge
