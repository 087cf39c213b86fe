// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/heat_colors.h"

#include "widgets/common/theme.h"

#include <algorithm>
#include <cmath>

namespace asge::plot {

namespace {

constexpr double kMiddle = 0.55;  ///< the value that has the middle colour of a hue
constexpr double kVisible = 0.08; ///< the least place of a value that must be seen

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
    const bool blue = hue == HeatHue::blue;
    const QColor middle(dark ? (blue ? 0x2f6fb0 : 0xb85c1e) : (blue ? 0x5b9bd0 : 0xf0913f));
    const QColor end(dark ? (blue ? 0xb4dcff : 0xffd3a1) : (blue ? 0x0a3a78 : 0x8a3200));
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
