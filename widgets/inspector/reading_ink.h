// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/theme.h"
#include "widgets/inspector/reading_block.h"

#include <QFontMetrics>

class QPainter;

namespace asge {

// What the parts of ReadingBlock share; lengths are in logical pixels.

inline constexpr int kBarCount = 5;
inline const QString kHeadGap = QStringLiteral(" · "); ///< between the parts of a head in one line
inline constexpr int kNearGap = 5;                     ///< between the rows of neighbours
inline constexpr int kBarTextGap = 6;                  ///< between the name and the number of a bar
inline constexpr int kBarTextLeft = 2;
inline constexpr int kNearTextGap = 7; ///< between the image and the text of a neighbour

QString percentText(double part, int decimals = 1);
/// With a sign and two decimals.
QString signedNats(double value);

/// What all parts of a block are painted with.
struct ReadingBlock::Ink {
    QPainter& painter;
    const QPalette& palette;
    theme::PlotColors colors;
    bool dark;
    QFontMetrics metrics;
    const Rows& rows;
    int side;
    int column; ///< the width of texts
    int list;   ///< the width of the most probable classes

    /// Writes a line, shortened to its width.
    void line(int left, int top, int width, const QString& text, const QColor& color) const;
    /// Writes a text that may take several lines.
    void text(int left, int top, const QString& text, const QColor& color) const;
    /// Writes the parts of a text: beside each other or, in narrow columns, below each other.
    void parts(int left, int top, const QString& first, const QString& second,
               const QColor& color) const;
};

/// The tops of the rows.
struct ReadingBlock::Rows {
    /// `headLines`: of the name and the size of a layer. Without evidence, its maps need no room.
    /// `each`: lines of a text with two parts, 2 in narrow columns.
    Rows(const QFontMetrics& metrics, int side, int groups, int headLines, bool hasEvidence,
         int each)
        : line(metrics.height()), each(each), agreement(kMargin + 2 * line + line / 2),
          header(agreement + (groups + 1) * (line + 2) + line / 2),
          goodness(header + headLines * line), evidence(goodness + side + (1 + 2 * each) * line),
          bars(evidence + (hasEvidence ? side + (2 + 2 * each) * line : (2 + each) * line)),
          bar(each * line + 2), neighbours(bars + kBarCount * bar + line),
          firstNear(neighbours + each * line + kNearGap), nearSide(2 * line),
          near((1 + each) * line) {}

    int line;
    int each;
    int agreement; ///< which scorers predict the same
    int header;    ///< the names of the layers
    int goodness;  ///< the goodness maps
    int evidence;
    int bars;       ///< the probabilities
    int bar;        ///< pixels from one of them to the next
    int neighbours; ///< the nearest validation images
    int firstNear;  ///< the first of them
    int nearSide;   ///< pixels of its image
    int near;       ///< pixels of its image and texts
};

} // namespace asge
