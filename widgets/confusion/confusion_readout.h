// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/confusion/confusion_matrix.h"

#include <QString>

#include <string>
#include <vector>

namespace asge::confusion {

/// "12.3", "<0.1", "−0.5": a fraction in percent; with `sign`, numbers above 0 have one too.
QString percentText(double fraction, bool sign);
/// "12", "−3"
QString countText(double count, bool sign);

/// A value of a cell, as the matrix has them: a count or a fraction.
QString valueText(const Matrix& matrix, double value);

/// What a cell holds, as rich text; row and column are positions in the matrix.
QString cellReadout(const Matrix& matrix, const std::vector<std::string>& names, int row,
                    int column);
/// The same of a block of `size` × `size` classes that begins at these positions.
QString blockReadout(const Matrix& matrix, const std::vector<std::string>& names, int row,
                     int column, int size);

} // namespace asge::confusion
