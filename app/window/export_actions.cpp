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

namespace {

/// A view may have parts with an Export button each, of which one is visible. That of a table
/// without pictures has no menu and asks for a file at once.
QToolButton* visibleExport(const QWidget* view, bool withMenu) {
    if (view == nullptr) {
        return nullptr;
    }
    const auto buttons = view->findChildren<QToolButton*>(QRegularExpression("Export$"));
    const auto shown = std::find_if(buttons.begin(), buttons.end(), [&](const QToolButton* button) {
        return button->isVisible() && (!withMenu || button->menu() != nullptr);
    });
    return shown == buttons.end() ? nullptr : *shown;
}

} // namespace

QToolButton* ExportActions::buttonOf(const QWidget* view) {
    return visibleExport(view, true);
}

void ExportActions::showMenu() {
    QToolButton* button = visibleExport(views_.current(), false);
    if (button == nullptr || !button->isEnabled()) {
        messages_.showInformation(tr("There is nothing to export in this view."));
    } else if (button->menu() != nullptr) {
        button->showMenu();
    } else {
        button->click();
    }
}

void ExportActions::press(const char* ending) {
    const QWidget* view = views_.current();
    const QToolButton* button = buttonOf(view);
    const QList<QAction*> actions = button != nullptr ? button->menu()->actions()
                                    : view != nullptr ? view->actions()
                                                      : QList<QAction*>{};
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
