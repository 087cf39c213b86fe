// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/main_window.h"

#include <QStringList>
#include <QTabWidget>

#include <vector>

namespace asge::test {

/// Gives views a window of their own, so that all of them are visible at once: those of these
/// names, or all.
inline void openViews(MainWindow& window, const QStringList& names = {}) {
    QTabWidget& tabs = window.tabs();
    std::vector<QWidget*> views;
    for (int i = 0; i < tabs.count(); ++i) {
        if (names.isEmpty() || names.contains(tabs.widget(i)->objectName())) {
            views.push_back(tabs.widget(i));
        }
    }
    tabs.addTab(new QWidget(&tabs), "none"); // the session has a current tab
    for (QWidget* view : views) {
        tabs.removeTab(tabs.indexOf(view));
        view->setParent(&window, Qt::Window);
        view->resize(1000, 700);
        view->show();
    }
}

} // namespace asge::test
