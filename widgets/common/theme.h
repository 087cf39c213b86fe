// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QPalette>

#include <vector>

namespace asge::theme {

/// The colour of a layer, the same in every view. The colours go from shallow to deep along nearly
/// all of a perceptually uniform ramp whose lightness alone tells them apart. Those near a light
/// background need an outline as a line or an area. Text needs legible().
QColor layerColor(int layer, int layers, bool dark);
/// The contrast of two colours (WCAG 2.1), from 1 to 21.
double contrast(const QColor& a, const QColor& b);
/// The relative luminance of a colour (WCAG 2.1), from 0 to 1.
double luminance(const QColor& color);
/// The least contrasts of lines and areas, and of text.
inline constexpr double kGraphicContrast = 3;
inline constexpr double kTextContrast = 4.5;
/// The colour, or the nearest darker (on a dark ground lighter) shade with this contrast to the
/// ground.
QColor legible(const QColor& color, const QColor& ground, double least);
/// The colour that is seen where `part` of `top` covers `ground`.
QColor over(const QColor& top, const QColor& ground, double part);
/// The outline that makes a colour visible on a ground; invalid if it needs none.
QColor outlineOf(const QColor& color, const QColor& ground);
/// The colour in which an icon that is drawn with that pen is shown: readable like text on the
/// palette's windows and on its buttons, whose gradients reach from `button` to `light`.
QColor iconColor(const QColor& pen, const QPalette& palette);
/// Distinct colours for several runs in one plot (Okabe–Ito order, safe for colour-blind eyes).
QColor runColor(int index, bool dark);
/// The viridis colour of a value from 0 to 1.
QColor sequential(double value);
/// The colour of a signed value from -1 to 1: blue below 0, orange above. Its lightness and its
/// distance from the neutral colour of 0 grow evenly, and equally for both signs (CIELAB); 0 is
/// near the background of a light or dark palette. Blue and orange are distinct for colour-blind
/// eyes too.
QColor diverging(double value, bool dark);
/// The colour of a right or a wrong prediction, for texts and frames: bluish green and vermilion,
/// which are distinct for colour-blind eyes. A sign says the same.
QColor verdict(bool isRight, bool dark);
/// The outline of a control that is used on the palette's windows.
QColor controlOutline(const QPalette& palette);
/// Whether a palette is a dark one.
bool isDark(const QPalette& palette);
/// The application's palettes.
QPalette lightPalette();
QPalette darkPalette();

/// Colours of a plot for a palette.
struct PlotColors {
    QColor background, axis, grid, text, faint;
};
PlotColors plotColors(const QPalette& palette);

} // namespace asge::theme
