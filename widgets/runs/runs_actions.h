// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>

class QMenu;
class QToolBar;

namespace asge {

class ColorMenu;
class RunEntry;
class RunsModel;
class RunsTable;
class RunsUndoBar;
class RunsView;

/// The actions on the selected runs, with their shortcuts, tool bar, context menu and confirmation
/// dialogs. They emit the view's signals and change nothing themselves.
class RunsActions : public QObject {
    Q_OBJECT

  public:
    RunsActions(RunsView& view, RunsTable& table, RunsModel& model, RunsUndoBar& undo);

    QToolBar* makeToolBar();
    void showMenu(const QPoint& global);
    /// Enables the actions that the selection allows.
    void update();
    void open();

  private:
    using Slot = void (RunsActions::*)();

    QAction* add(const QString& text, const char* name, const QString& toolTip,
                 const QList<QKeySequence>& keys, Slot slot);
    void makeActions();
    std::vector<const RunEntry*> selected() const;
    const RunEntry* one() const; ///< the selected run, if exactly one is selected
    void compare();
    void showAsOther();
    void useSettings();
    void addToQueue();
    void resume();
    void branch();
    void rename();
    void editTags();
    void editNotes();
    void setColor(const QString& code);
    void archive();
    void remove();
    void undo();

    RunsView& view_;
    RunsTable& table_;
    RunsModel& model_;
    RunsUndoBar& undoBar_;
    ColorMenu* colors_ = nullptr;
    QAction* open_ = nullptr;
    QAction* compare_ = nullptr;
    QAction* other_ = nullptr;
    QAction* resume_ = nullptr;
    QAction* branch_ = nullptr;
    QAction* useSettings_ = nullptr;
    QAction* queue_ = nullptr;
    QAction* rename_ = nullptr;
    QAction* tags_ = nullptr;
    QAction* notes_ = nullptr;
    QAction* archive_ = nullptr;
    QAction* remove_ = nullptr;
    QAction* undo_ = nullptr;
};

} // namespace asge
