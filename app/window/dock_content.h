// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QSize>

class QDockWidget;
class QWidget;

namespace asge {

/// Gives a dock its content, in an area that scrolls where the dock is smaller than the content
/// needs: the window must fit on a small screen, and on one that shows everything at twice its
/// size. The dock can shrink to `least`, in pixels.
void setContent(QDockWidget& dock, QWidget* content, QSize least);
/// What setContent() gave to the dock.
QWidget* contentOf(const QDockWidget& dock);

} // namespace asge
