// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QString>

namespace asge {

class ActionList;
class MainWindow;
class ViewArea;

/// Shows what can be done: the list of all commands, their shortcuts, and the help.
class HelpActions : public QObject {
    Q_OBJECT

  public:
    HelpActions(MainWindow& window, ActionList& actions, ViewArea& views,
                QObject* parent = nullptr);

    /// A searchable list of all actions, of what can be pressed in the current view, and of runs.
    void showCommands();
    void showShortcuts();
    void showAbout();
    void showHelp(const QString& topic); ///< as HelpWindow::topics lists them

  private:
    MainWindow& window_;
    ActionList& actions_;
    ViewArea& views_;
};

} // namespace asge
