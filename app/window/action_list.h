// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QKeySequence>
#include <QObject>
#include <QString>

#include <vector>

class QAction;
class QMenuBar;
class QSettings;
class QWidget;

namespace asge {

/// An action of the window with its place.
struct ListedAction {
    QString path; ///< "View › Theme › Dark"
    QAction* action = nullptr;
};

/// All actions of the window: those of its menus, and those of its views that have names. The
/// actions' object names are their names in settings. The user can give each another shortcut.
class ActionList : public QObject {
    Q_OBJECT

  public:
    /// `settings` and the widgets must outlive it.
    ActionList(QMenuBar& menus, std::vector<QWidget*> views, QSettings& settings,
               QObject* parent = nullptr);

    /// In the order of the menus. Actions of menus that are filled when they are opened, such as
    /// recent files, are as they were then.
    std::vector<ListedAction> all() const;
    /// Applies the shortcuts that the user has chosen. Call it once all actions exist.
    void restoreShortcuts();

    static QKeySequence standardShortcut(const QAction& action);
    /// The path of another action with this shortcut; empty if there is none.
    QString userOf(const QKeySequence& key, const QAction* except) const;
    /// Gives the action this shortcut, and takes it from any other action.
    void setShortcut(QAction& action, const QKeySequence& key);
    /// Gives all actions their first shortcuts.
    void resetShortcuts();

  private:
    QMenuBar& menus_;
    std::vector<QWidget*> views_;
    QSettings& settings_;
};

} // namespace asge
