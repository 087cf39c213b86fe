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

/// A key that means the same in each view that has it, and can't be changed.
struct FixedKey {
    QString use; ///< "Export the view"
    QKeySequence key;
    bool goesFirst = false; ///< before an action of the window that has the same key
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
    /// The keys of views and tables, each once, in the order of their texts.
    std::vector<FixedKey> fixedKeys() const;
    /// Applies the shortcuts that the user has chosen. Call it once all actions exist.
    void restoreShortcuts();

    static QKeySequence standardShortcut(const QAction& action);
    /// The path of another action with this shortcut; empty if there is none.
    QString userOf(const QKeySequence& key, const QAction* except) const;
    /// What the views use this key for; empty if they do not, or if it is that of an action which
    /// a widget goes before, such as Undo in a drawing. An action with another such key would do
    /// nothing where the view has it.
    QString fixedUseOf(const QKeySequence& key) const;
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
