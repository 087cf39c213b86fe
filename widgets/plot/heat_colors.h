// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>

namespace asge::plot {

/// The hues of heat maps whose least value is the plot's background. Blue and orange are told apart
/// by colour-blind eyes; grey is for what is no result.
enum class HeatHue { blue, orange, grey };

/// `from` for a part of 0, `to` for 1.
QColor blended(const QColor& from, const QColor& to, double part);
/// The colour of a value from 0 (the background) to 1, on a white or a dark background.
QColor heat(HeatHue hue, double value, const QColor& background, bool dark);
/// The same for a value above 0 that must be seen however small it is.
QColor visibleHeat(HeatHue hue, double value, const QColor& background, bool dark);
/// The colour of a difference from -1 (blue) over 0 (the background) to 1 (orange).
QColor divergingHeat(double value, const QColor& background, bool dark);
/// Black or white, whichever has the higher contrast on a background; it is at least 4.5:1.
QColor textOn(const QColor& background);

} // namespace asge::plot
