// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/menu_key.h"

#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QWidget>

namespace asge {

MenuKey::MenuKey(QGuiApplication& application, QObject* parent) : QObject(parent) {
    application.installEventFilter(this);
}

bool MenuKey::eventFilter(QObject* watched, QEvent* event) {
    if (const auto* box = qobject_cast<QComboBox*>(watched);
        event->type() == QEvent::ContextMenu && box != nullptr && !box->isEditable()) {
        // Qt's box takes the event and shows nothing.
        return box->parentWidget() != nullptr &&
               QCoreApplication::sendEvent(box->parentWidget(), event);
    }
    QWidget* widget = QApplication::focusWidget();
    if (event->type() != QEvent::KeyPress || widget == nullptr || watched != widget) {
        return false;
    }
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() != Qt::Key_F10 || key->modifiers() != Qt::ShiftModifier) {
        return false;
    }
    // The place that Qt chooses for the Menu key.
    const QPoint at = widget->inputMethodQuery(Qt::ImCursorRectangle).toRect().center();
    QContextMenuEvent menu(QContextMenuEvent::Keyboard, at, widget->mapToGlobal(at));
    QCoreApplication::sendEvent(widget, &menu);
    return true;
}

} // namespace asge
