// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/dock_titles.h"

#include <QDockWidget>
#include <QEvent>
#include <QMainWindow>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace asge {

DockTitles::DockTitles(QMainWindow& window) : QObject(&window), window_(window) {
    window.setDockOptions(QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks |
                          QMainWindow::GroupedDragging);
    window.setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    window.installEventFilter(this);
}

/// Whatever changes the docks makes the window lay them out again.
bool DockTitles::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show) {
        arrangeLater();
    }
    return QObject::eventFilter(watched, event);
}

void DockTitles::arrangeLater() {
    if (!std::exchange(waiting_, true)) {
        QTimer::singleShot(0, this, &DockTitles::arrange);
    }
}

void DockTitles::arrange() {
    waiting_ = false;
    for (QDockWidget* dock : window_.findChildren<QDockWidget*>(Qt::FindDirectChildrenOnly)) {
        const auto others = window_.tabifiedDockWidgets(dock);
        const bool hasTab = !dock->isFloating() &&
                            std::any_of(others.begin(), others.end(), [](const QDockWidget* other) {
                                return !other->isHidden();
                            });
        if (hasTab == (dock->titleBarWidget() != nullptr)) {
            continue;
        }
        QWidget* before = dock->titleBarWidget();
        dock->setTitleBarWidget(hasTab ? new QWidget(dock) : nullptr);
        delete before;
    }
    emit arranged();
}

} // namespace asge
