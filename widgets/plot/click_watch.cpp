// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/click_watch.h"

#include <QApplication>
#include <QMouseEvent>
#include <QWidget>

#include <utility>

namespace asge {

ClickWatch::ClickWatch(QWidget* widget, std::function<void(QPoint)> clicked)
    : QObject(widget), clicked_(std::move(clicked)) {
    widget->installEventFilter(this);
}

bool ClickWatch::eventFilter(QObject* watched, QEvent* event) {
    const auto type = event->type();
    if (type == QEvent::MouseButtonPress) {
        const auto* press = static_cast<QMouseEvent*>(event);
        isPressed_ = press->button() == Qt::LeftButton && press->modifiers() == Qt::NoModifier;
        pressed_ = press->position().toPoint();
    } else if (type == QEvent::MouseButtonDblClick) {
        isPressed_ = false;
    } else if (type == QEvent::MouseButtonRelease && std::exchange(isPressed_, false)) {
        const QPoint at = static_cast<QMouseEvent*>(event)->position().toPoint();
        if ((at - pressed_).manhattanLength() < QApplication::startDragDistance()) {
            clicked_(at);
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace asge
