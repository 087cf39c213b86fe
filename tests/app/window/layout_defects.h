// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

class QWidget;

namespace asge::test {

/// What a person would see at once in a window: texts of labels, buttons and boxes that are cut,
/// controls that overlap or lie outside their window. A line for each, with the widget's name.
/// Labels that shorten their text on purpose, and have it as a tool tip, are no defects.
QStringList layoutDefects(const QWidget& window);

/// Scroll bars that move a view, which is in a scroll area, by less than a line or sideways, and
/// those within what scrolls.
QStringList scrollDefects(const QWidget& view);

} // namespace asge::test
