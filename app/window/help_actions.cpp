// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/help_actions.h"

#include "app/window/action_list.h"
#include "app/window/command_palette.h"
#include "app/window/help_window.h"
#include "app/window/main_window.h"
#include "app/window/shortcuts_dialog.h"
#include "app/window/view_area.h"
#include "core/base/version.h"
#include "widgets/common/plain_text.h"

#include <QAbstractButton>
#include <QAction>
#include <QMessageBox>
#include <QPointer>

#include <utility>
#include <vector>

namespace asge {

namespace {

constexpr QSize kAboutIcon(64, 64);

QString nameOfButton(const QAbstractButton& button) {
    QString name = button.text().isEmpty() ? button.accessibleName() : button.text();
    if (name.isEmpty()) {
        name = button.toolTip().section(u'\n', 0, 0);
    }
    return plain::line(name.remove(u'&'));
}

/// What can be pressed in a view and has a name.
std::vector<QAbstractButton*> buttonsOf(const QWidget* view) {
    std::vector<QAbstractButton*> buttons;
    if (view != nullptr) {
        for (QAbstractButton* button : view->findChildren<QAbstractButton*>()) {
            if (button->isVisible() && button->isEnabled() && !nameOfButton(*button).isEmpty()) {
                buttons.push_back(button);
            }
        }
    }
    return buttons;
}

} // namespace

HelpActions::HelpActions(MainWindow& window, ActionList& actions, ViewArea& views, QObject* parent)
    : QObject(parent), window_(window), actions_(actions), views_(views) {}

void HelpActions::showHelp(const QString& topic) {
    auto* help = window_.findChild<HelpWindow*>("helpWindow");
    if (help == nullptr) {
        std::vector<HelpWindow::Shortcut> shortcuts;
        for (const ListedAction& each : actions_.all()) {
            if (!each.action->shortcut().isEmpty()) {
                shortcuts.emplace_back(each.path,
                                       each.action->shortcut().toString(QKeySequence::NativeText));
            }
        }
        help = new HelpWindow(shortcuts, &window_);
    }
    help->showTopic(topic);
    help->show();
    help->raise();
}

void HelpActions::showAbout() {
    auto* about = new QMessageBox(
        QMessageBox::NoIcon, tr("About ASGE Workbench"),
        tr("%1\nTrains networks by adaptive spatial goodness encoding, layer by layer, and shows "
           "what each layer learns.\n\nMethod: Gong, Staszewski, Xu, "
           "arXiv\u00a02509.12394.\nLicence: "
           "GPL-3.0-or-later.\nStore: %2")
            .arg(QString::fromStdString(softwareVersion()),
                 plain::line(window_.store().path().string())),
        QMessageBox::Close, &window_);
    about->setObjectName("aboutBox");
    about->setAttribute(Qt::WA_DeleteOnClose);
    about->setIconPixmap(window_.windowIcon().pixmap(kAboutIcon));
    about->open();
}

void HelpActions::showShortcuts() {
    (new ShortcutsDialog(actions_, &window_))->open();
}

void HelpActions::showCommands() {
    std::vector<CommandPalette::Command> commands;
    for (const ListedAction& each : actions_.all()) {
        QAction* action = each.action;
        commands.push_back({each.path, action->shortcut().toString(QKeySequence::NativeText),
                            action->isEnabled(), [action] { action->trigger(); }});
    }
    for (QAbstractButton* button : buttonsOf(views_.current())) {
        commands.push_back({tr("This view › %1").arg(nameOfButton(*button)),
                            {},
                            true,
                            [button = QPointer(button)] {
                                if (button != nullptr) {
                                    button->click();
                                }
                            }});
    }
    for (const RunSummary& run : window_.runs()) {
        commands.push_back({tr("Open run › %1 · %2").arg(run.id).arg(plain::line(run.name)),
                            {},
                            true,
                            [this, id = run.id] { window_.openRun(id); }});
    }
    (new CommandPalette(std::move(commands), &window_))->open();
}

} // namespace asge
