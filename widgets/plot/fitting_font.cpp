// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/fitting_font.h"

#include <QFontInfo>
#include <QFontMetricsF>

#include <algorithm>

namespace asge::plot {

namespace {

constexpr double kFontStep = 0.5;    // points
constexpr double kNumberMargins = 2; // pixels, at both sides of a number together

} // namespace

std::optional<QFont> fittingFont(const QFont& font, const QStringList& texts, const QSizeF& cell,
                                 double least) {
    const double own = QFontInfo(font).pointSizeF();
    for (double points = own; points >= std::min(least, own); points -= kFontStep) {
        QFont sized = font;
        sized.setPointSizeF(points);
        const QFontMetricsF metrics(sized);
        const bool fits = std::all_of(texts.begin(), texts.end(), [&](const QString& text) {
            return metrics.horizontalAdvance(text) + kNumberMargins <= cell.width();
        });
        if (fits && metrics.capHeight() + kNumberMargins <= cell.height()) {
            return sized;
        }
    }
    return std::nullopt;
}

} // namespace asge::plot
