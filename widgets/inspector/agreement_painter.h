// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/inspector/image_reading.h"

#include <QPoint>

#include <vector>

class QFontMetrics;
class QPainter;
class QPalette;

namespace asge {

/// The pixels that the matrix of agreement needs beside the names of classes.
int agreementWidth(int layers, const QFontMetrics& metrics);

/// Paints a matrix with a row per predicted class and a column per scorer, whose marks show which
/// scorers predict the same. Its top left corner is `at`; the marks begin `nameWidth` pixels to the
/// right of it. It has a row more than there are groups, each two pixels higher
/// than a line of the painter's font.
void paintAgreement(QPainter& painter, const QPalette& palette, const QPoint& at, int nameWidth,
                    const ImageReading& reading, const std::vector<AgreementGroup>& groups);

} // namespace asge
