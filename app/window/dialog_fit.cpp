// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/dialog_fit.h"

#include <QApplication>
#include <QDialog>
#include <QEvent>
#include <QGridLayout>
#include <QMessageBox>
#include <QScreen>
#include <QTimer>

#include <algorithm>

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

/// A message box fixes its size when it is shown, to what its contents need.
void widen(QMessageBox& box, int width) {
    constexpr auto kWidened = "asgeWidened"; // a box may be shown again
    auto* grid = qobject_cast<QGridLayout*>(box.layout());
    if (grid != nullptr && !box.property(kWidened).toBool()) {
        const QMargins margins = grid->contentsMargins();
        auto* room = new QSpacerItem(width - margins.left() - margins.right(), 0);
        grid->addItem(room, grid->rowCount(), 0, 1, grid->columnCount());
        box.setProperty(kWidened, true);
    }
}

} // namespace

DialogFit::DialogFit(QApplication& app, QObject* parent) : QObject(parent) {
    app.installEventFilter(this);
}

bool DialogFit::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show && !event->spontaneous() && watched->isWidgetType()) {
        if (auto* dialog = qobject_cast<QDialog*>(watched)) {
            const QSize room = dialog->screen()->availableSize();
            if (auto* box = qobject_cast<QMessageBox*>(dialog)) {
                widen(*box, std::min(titleWidth(*dialog), room.width()));
            }
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
