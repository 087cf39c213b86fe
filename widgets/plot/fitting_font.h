// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFont>
#include <QSizeF>
#include <QStringList>

#include <optional>

namespace asge::plot {

/// The least size of a number in a cell, in points.
inline constexpr double kLeastNumber = 7;

/// The font in its largest size, not above its own, in which each of the texts fits a cell; nothing
/// if that is below `least` points. The cell is in pixels; a number has no descenders, and may be
/// drawn over its edges (Qt::TextDontClip).
std::optional<QFont> fittingFont(const QFont& font, const QStringList& texts, const QSizeF& cell,
                                 double least = kLeastNumber);

} // namespace asge::plot
