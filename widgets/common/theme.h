// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractScrollArea>
#include <QColor>
#include <QPalette>

#include <vector>

namespace asge::theme {

/// A layer's one colour, the same in every view: shallow to deep along one perceptually even ramp
/// that stays legible on the palette's background.
QColor layerColor(int layer, int layers, bool dark);
/// Distinct colours for runs laid over one another (Okabe–Ito order, safe for colour-blind eyes).
QColor runColor(int index, bool dark);
/// Viridis, 0 to 1, for values from nothing to much.
QColor sequential(double value);
/// Whether a palette is a dark one.
bool isDark(const QPalette& palette);
/// The application's palettes.
QPalette lightPalette();
QPalette darkPalette();

/// Makes the frames of check boxes in a list visible: the style draws them in a shade of the
/// window, which on a dark list is none.
void showCheckBoxes(QAbstractScrollArea& list);

/// Colours of a plot for a palette.
struct PlotColors {
    QColor background, axis, grid, text, faint;
};
PlotColors plotColors(const QPalette& palette);

} // namespace asge::theme
