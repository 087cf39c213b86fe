// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/dialog_fit.h"

#include <QApplication>
#include <QDialog>
#include <QEvent>
#include <QScreen>

namespace asge {

namespace {

constexpr int kFrameRoom = 40; ///< pixels, for what the desktop draws around a dialog

} // namespace

DialogFit::DialogFit(QApplication& app, QObject* parent) : QObject(parent) {
    app.installEventFilter(this);
}

bool DialogFit::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show && !event->spontaneous() && watched->isWidgetType()) {
        if (auto* dialog = qobject_cast<QDialog*>(watched)) {
            const QSize room = dialog->screen()->availableSize();
            dialog->resize(dialog->size().boundedTo(room - QSize(0, kFrameRoom)));
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace asge
