// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/inspector/image_reading.h"

#include <QPoint>

#include <vector>

class QFontMetrics;
class QPainter;
class QPalette;

namespace asge {

/// The columns of the matrix of agreement, beside the names of classes, in pixels.
struct AgreementColumns {
    int names = 0;   ///< for the names of classes, before the scorers' columns
    int cell = 0;    ///< of each scorer
    int scorers = 0; ///< for the scorers' names, behind their columns; 0: they are left out
    int width = 0;   ///< of all
};
/// Columns that fit `room` pixels if possible; with a room of 0, everything fits. The marks say the
/// same as the scorers' names, which are left out first. Names of classes have `leastNames` pixels
/// at least.
AgreementColumns agreementColumns(const ImageReading& reading,
                                  const std::vector<AgreementGroup>& groups,
                                  const QFontMetrics& metrics, int leastNames, int room);

/// Paints a matrix with a row per predicted class and a column per scorer, whose marks show which
/// scorers predict the same. Its top left corner is `at`. It has a row more than there are groups,
/// each two pixels higher than a line of the painter's font.
void paintAgreement(QPainter& painter, const QPalette& palette, const QPoint& at,
                    const AgreementColumns& columns, const ImageReading& reading,
                    const std::vector<AgreementGroup>& groups);

} // namespace asge
