// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/floating_docks.h"

#include <QDockWidget>
#include <QEvent>
#include <QMainWindow>
#include <QTimer>

#include <utility>

namespace asge {

FloatingDocks::FloatingDocks(QMainWindow& window) : QObject(&window), window_(window) {
    window.installEventFilter(this);
}

void FloatingDocks::hold() {
    for (QDockWidget* dock : window_.findChildren<QDockWidget*>()) {
        if (dock->isFloating() && dock->isVisible()) {
            dock->hide();
            held_.emplace_back(dock);
        }
    }
}

bool FloatingDocks::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show) {
        for (const QPointer<QDockWidget>& dock : std::exchange(held_, {})) {
            QTimer::singleShot(0, dock, [dock] {
                dock->setAttribute(Qt::WA_ShowWithoutActivating);
                dock->show();
                dock->setAttribute(Qt::WA_ShowWithoutActivating, false);
            });
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace asge
