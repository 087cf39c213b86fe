// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/dialog_fit.h"

#include <QApplication>
#include <QDialog>
#include <QEvent>
#include <QScreen>
#include <QTimer>

namespace asge {

namespace {

constexpr int kFrameRoom = 40;  ///< pixels, for what the desktop draws around a dialog
constexpr int kTitleRoom = 120; ///< pixels, for what it draws beside a dialog's title
/// Beside a view in a separate window, a dialog may appear without the keyboard, which would then
/// go nowhere: it asks for it after this time.
constexpr int kFocusMilliseconds = 100;

/// Pixels in which the title of the dialog is whole; the desktop appends the program's name.
int titleWidth(const QDialog& dialog) {
    const QString title =
        dialog.windowTitle() + QStringLiteral(" — ") + QGuiApplication::applicationDisplayName();
    return dialog.fontMetrics().horizontalAdvance(title) + kTitleRoom;
}

} // namespace

DialogFit::DialogFit(QApplication& app, QObject* parent) : QObject(parent) {
    app.installEventFilter(this);
}

bool DialogFit::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show && !event->spontaneous() && watched->isWidgetType()) {
        if (auto* dialog = qobject_cast<QDialog*>(watched)) {
            const QSize room = dialog->screen()->availableSize();
            dialog->resize(dialog->size()
                               .expandedTo({titleWidth(*dialog), 0})
                               .boundedTo(room - QSize(0, kFrameRoom)));
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
