// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>

class QMenu;

namespace asge {

class ActionRow;
class ColorMenu;
class RunEntry;
class RunsList;
class RunsModel;
class RunsTable;
class RunsUndoBar;
class RunsView;
class UndoHistory;

/// The actions on the selected runs, with their shortcuts, buttons, context menu and confirmation
/// dialogs. They emit the view's signals and change nothing themselves.
class RunsActions : public QObject {
    Q_OBJECT

  public:
    RunsActions(RunsView& view, RunsTable& table, RunsList& list, RunsModel& model,
                RunsUndoBar& undo);

    /// The buttons for the table.
    ActionRow* makeTools();
    /// Those for the list: the most used actions, and a menu of all.
    ActionRow* makeCompactTools();
    void showMenu(const QPoint& global);
    /// Enables the actions that the selection allows.
    void update();
    void open();
    void changeNotes(RunId id, const QString& before, const QString& after);
    void restore(const QList<RunId>& ids); ///< takes them out of the bin
    void changeName(RunId id, const QString& name, const QString& before);
    /// As RunsView::setHistory.
    void setHistory(UndoHistory& history);

  signals:
    void removing(); ///< the selected runs are about to be deleted or archived

  private:
    using Slot = void (RunsActions::*)();

    QAction* add(const QString& text, const char* name, const QString& toolTip,
                 const QList<QKeySequence>& keys, Slot slot);
    void makeActions();
    void fillMenu(QMenu& menu) const;
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
    void changeTags(const QList<RunId>& ids, const QStringList& added, const QStringList& removed);
    void setColor(const QString& code);
    void archive();
    void remove();
    void undo();
    void exportTable();

    RunsView& view_;
    RunsTable& table_;
    RunsList& list_;
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
    QAction* copy_ = nullptr;
    QAction* export_ = nullptr;
};

} // namespace asge
