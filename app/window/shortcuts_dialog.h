// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDialog>

class QAction;
class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace asge {

class ActionList;

/// Lists all actions with their shortcuts, and changes them. A shortcut that another action has is
/// named before it is taken over.
class ShortcutsDialog : public QDialog {
    Q_OBJECT

  public:
    ShortcutsDialog(ActionList& actions, QWidget* parent);

  private:
    void fill();
    void filter();
    void chooseShown();
    void showChosen();
    void showConflict();
    void assign();
    void resetChosen();
    QAction* chosen() const; ///< null if no action is chosen

    ActionList& actions_;
    QLineEdit* search_;
    QTreeWidget* list_;
    QKeySequenceEdit* key_;
    QLabel* conflict_;
    QPushButton* assign_;
    QPushButton* reset_;
};

} // namespace asge
