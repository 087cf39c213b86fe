// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/confusion/confusion_matrix.h"

#include <QStringList>

namespace asge::confusion {

/// The least of 1, 2, 5, 10, 20, … that is not below `least`.
int roundStep(double least);
/// The least of 1, 2, 2.5 or 5 times a power of ten that is not below a value above 0.
double roundAbove(double value);

/// Texts of which one is the longest that a cell of the matrix may have.
QStringList longestNumbers(const Matrix& matrix);

} // namespace asge::confusion
