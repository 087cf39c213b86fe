// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/dialog_fit.h"

#include <QApplication>
#include <QDialog>
#include <QEvent>
#include <QScreen>
#include <QTimer>

namespace asge {

namespace {

constexpr int kFrameRoom = 40; ///< pixels, for what the desktop draws around a dialog
/// Beside a view in a separate window, a dialog may appear without the keyboard, which would then
/// go nowhere: it asks for it after this time.
constexpr int kFocusMilliseconds = 100;

} // namespace

DialogFit::DialogFit(QApplication& app, QObject* parent) : QObject(parent) {
    app.installEventFilter(this);
}

bool DialogFit::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show && !event->spontaneous() && watched->isWidgetType()) {
        if (auto* dialog = qobject_cast<QDialog*>(watched)) {
            const QSize room = dialog->screen()->availableSize();
            dialog->resize(dialog->size().boundedTo(room - QSize(0, kFrameRoom)));
            QTimer::singleShot(kFocusMilliseconds, dialog, [dialog] {
                if (QApplication::activeModalWidget() == dialog && !dialog->isActiveWindow()) {
                    dialog->activateWindow();
                }
            });
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace asge
