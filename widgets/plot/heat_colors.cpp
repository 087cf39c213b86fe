// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/heat_colors.h"

#include "widgets/common/theme.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace asge::plot {

namespace {

constexpr double kMiddle = 0.55;  ///< the value that has the middle colour of a hue
constexpr double kVisible = 0.08; ///< the least place of a value that must be seen

/// The middle and the end colour of a hue.
std::pair<QColor, QColor> colorsOf(HeatHue hue, bool dark) {
    switch (hue) {
    case HeatHue::orange:
        return dark ? std::pair(QColor(0xb85c1e), QColor(0xffd3a1))
                    : std::pair(QColor(0xf0913f), QColor(0x8a3200));
    case HeatHue::grey:
        return dark ? std::pair(QColor(0x747474), QColor(0xd4d4d4))
                    : std::pair(QColor(0xa0a0a0), QColor(0x484848));
    case HeatHue::blue:
        break;
    }
    return dark ? std::pair(QColor(0x2f6fb0), QColor(0xb4dcff))
                : std::pair(QColor(0x5b9bd0), QColor(0x0a3a78));
}

} // namespace

QColor blended(const QColor& from, const QColor& to, double part) {
    const auto channel = [part](float a, float b) {
        return static_cast<float>((1 - part) * a + part * b);
    };
    return QColor::fromRgbF(channel(from.redF(), to.redF()), channel(from.greenF(), to.greenF()),
                            channel(from.blueF(), to.blueF()))
        .toRgb();
}

QColor heat(HeatHue hue, double value, const QColor& background, bool dark) {
    const auto [middle, end] = colorsOf(hue, dark);
    const double place = std::isnan(value) ? 0 : std::clamp(value, 0.0, 1.0);
    return place < kMiddle ? blended(background, middle, place / kMiddle)
                           : blended(middle, end, (place - kMiddle) / (1 - kMiddle));
}

QColor visibleHeat(HeatHue hue, double value, const QColor& background, bool dark) {
    return heat(hue, kVisible + (1 - kVisible) * std::clamp(value, 0.0, 1.0), background, dark);
}

QColor divergingHeat(double value, const QColor& background, bool dark) {
    if (value == 0 || std::isnan(value)) {
        return background;
    }
    return visibleHeat(value > 0 ? HeatHue::orange : HeatHue::blue, std::abs(value), background,
                       dark);
}

QColor textOn(const QColor& background) {
    // Both contrasts are equal at the luminance √(1.05 · 0.05) − 0.05.
    return theme::luminance(background) > 0.179 ? QColor(Qt::black) : QColor(Qt::white);
}

} // namespace asge::plot
