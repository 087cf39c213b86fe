// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/confusion/confusion_numbers.h"

#include "widgets/confusion/confusion_readout.h"

#include <algorithm>
#include <cmath>

namespace asge::confusion {

int roundStep(double least) {
    int step = 1;
    for (int i = 0; step < least && step < 1'000'000'000; ++i) {
        step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    }
    return step;
}

double roundAbove(double value) {
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double part : {1.0, 2.0, 2.5, 5.0}) {
        if (part * power >= value) {
            return part * power;
        }
    }
    return 10 * power;
}

QStringList longestNumbers(const Matrix& matrix) {
    const Matrix::Blocks& cells = matrix.blocks(1);
    std::vector<double> values{std::max(cells.mostErrors, cells.mostCorrect)};
    if (matrix.values() == Values::fractions) {
        constexpr double kMany = 0.999; // "99.9" is longer than "100"
        constexpr double kFew = 1e-9;   // "<0.1" is longer than "9.9"
        values.push_back(std::min(values.front(), kMany));
        values.push_back(kFew);
    }
    QStringList texts;
    for (const double value : values) {
        texts << valueText(matrix, value);
        if (matrix.isDifference()) {
            texts << valueText(matrix, -value);
        }
    }
    return texts;
}

} // namespace asge::confusion
