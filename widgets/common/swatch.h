// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QIcon>

class QPainter;
class QRectF;

namespace asge {

/// Draws a small square in a colour, with an outline if the ground would hide it. Its edges are
/// moved to whole pixels of the device, so that it is sharp at any scale.
void drawSwatch(QPainter& painter, const QRectF& place, const QColor& color, const QColor& ground);

/// The same as an icon for a table, on the ground of its palette.
QIcon swatchIcon(const QColor& color, const QColor& ground);

} // namespace asge
