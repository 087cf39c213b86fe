// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/export_actions.h"

#include "app/window/message_bar.h"
#include "app/window/view_area.h"

#include <QAction>
#include <QMenu>
#include <QRegularExpression>
#include <QToolButton>

#include <algorithm>

namespace asge {

ExportActions::ExportActions(ViewArea& views, MessageBar& messages, QObject* parent)
    : QObject(parent), views_(views), messages_(messages) {}

/// A view may have parts with an Export button each, of which one is visible.
QToolButton* ExportActions::buttonOf(const QWidget* view) {
    if (view == nullptr) {
        return nullptr;
    }
    const auto buttons = view->findChildren<QToolButton*>(QRegularExpression("Export$"));
    const auto shown = std::find_if(buttons.begin(), buttons.end(), [](const QToolButton* button) {
        return button->isVisible() && button->menu() != nullptr;
    });
    return shown == buttons.end() ? nullptr : *shown;
}

void ExportActions::showMenu() {
    if (QToolButton* button = buttonOf(views_.current())) {
        button->showMenu();
    } else {
        messages_.showInformation(tr("There is nothing to export in this view."));
    }
}

void ExportActions::press(const char* ending) {
    const QToolButton* button = buttonOf(views_.current());
    const QList<QAction*> actions =
        button != nullptr ? button->menu()->actions() : QList<QAction*>{};
    const auto found = std::find_if(actions.begin(), actions.end(), [&](const QAction* action) {
        return action->objectName().endsWith(QLatin1String(ending));
    });
    if (found == actions.end()) {
        messages_.showInformation(tr("That is not possible in this view."));
    } else {
        (*found)->trigger();
    }
}

} // namespace asge
