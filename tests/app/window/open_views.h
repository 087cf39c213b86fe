// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/main_window.h"
#include "app/window/view_area.h"

#include <QDockWidget>
#include <QStringList>

namespace asge::test {

/// Gives views windows of their own, so that all of them are visible at once: those of these names,
/// or all.
inline void openViews(MainWindow& window, const QStringList& names = {}) {
    ViewArea& views = window.views();
    for (int i = 0; i < views.count(); ++i) {
        if (names.isEmpty() || names.contains(views.view(i)->objectName())) {
            views.tearOff(views.view(i));
            views.dockOf(views.view(i))->resize(1000, 700);
        }
    }
}

} // namespace asge::test
