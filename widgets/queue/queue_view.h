// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/queue_entry.h"

#include <QKeySequence>
#include <QList>
#include <QWidget>

#include <vector>

class QAction;
class QStackedLayout;
class QTableView;

namespace asge {

class QueueModel;

/// The table of the queue of experiments, with its actions. Changes are requested by signals;
/// setEntries brings their results.
class QueueView : public QWidget {
    Q_OBJECT

  public:
    explicit QueueView(QWidget* parent = nullptr);

    /// Whether this window trains the queue: not at all, all of it, or only its current entry.
    enum class Progress { idle, running, lastEntry };

    /// Replaces the rows. The selection stays.
    void setEntries(std::vector<QueueEntry> entries);
    const std::vector<QueueEntry>& entries() const;
    void setProgress(Progress progress);
    /// Whether the form holds a valid experiment, which can be added.
    void setReady(bool ready);

    /// The actions that make sense without a selection, for a menu.
    QList<QAction*> menuActions() const;

  signals:
    void addRequested();      ///< the experiment in the form
    void addSweepRequested(); ///< the cells of a file that the user has to choose
    void moveRequested(std::int64_t entry, int position);
    void removeRequested(const std::vector<std::int64_t>& entries); ///< none is being trained
    void clearRequested();                                          ///< remove the finished entries
    void runRequested();                 ///< train the entries one after another
    void stopAfterRequested(bool stops); ///< train no further entry after the current one
    void openRequested(asge::RunId run); ///< by double click or Enter

  private:
    using Slot = void (QueueView::*)();

    void makeActions();
    void makeTable();
    QWidget* makeTools();
    QAction* add(const QString& text, const char* name, const QString& toolTip,
                 const QKeySequence& key, Slot slot);
    std::vector<const QueueEntry*> selected() const;
    void select(const std::vector<std::int64_t>& entries);
    void refresh();
    void move(int by);
    void moveUp() { move(-1); }
    void moveDown() { move(1); }
    void remove();
    void open();

    QueueModel* model_;
    QTableView* table_;
    QStackedLayout* stack_;
    QAction* run_ = nullptr;
    QAction* stopAfter_ = nullptr;
    QAction* add_ = nullptr;
    QAction* addSweep_ = nullptr;
    QAction* up_ = nullptr;
    QAction* down_ = nullptr;
    QAction* remove_ = nullptr;
    QAction* clear_ = nullptr;
    QAction* copy_ = nullptr;
    Progress progress_ = Progress::idle;
    bool ready_ = true;
};

} // namespace asge
