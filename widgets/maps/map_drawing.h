// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QRect>
#include <QString>

class QFontMetrics;
class QPainter;
class QPalette;

/// The small parts of which pictures of maps are made.
namespace asge::maps {

/// "+0.15", "−0.15", "0".
QString signedNumber(double value);

/// Draws a text in one line. What has no room is elided.
void drawText(QPainter& painter, const QRect& place, const QString& what, const QColor& color,
              int alignment = Qt::AlignLeft);

/// A colour scale from 0, or from −`bound` if it is of a difference, to `bound`.
struct ScaleBar {
    double bound = 1;
    bool diverges = false;

    static constexpr int kHeight = 9; ///< pixels, without the numbers below it

    /// The pixels of the numbers below it: of its ends, or with that of its middle.
    int endsWidth(const QFontMetrics& metrics) const;
    int numbersWidth(const QFontMetrics& metrics) const;
    /// Paints it, and its numbers in a line of that height. The middle has its number if there is
    /// room for it.
    void paint(QPainter& painter, const QRect& place, int line, const QPalette& palette) const;
};

} // namespace asge::maps
