// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/queue_entry.h"
#include "core/run/records.h"
#include "core/sweep/sweep.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

class QWidget;

namespace asge {

class BranchBar;
class ExperimentForm;
class MessageBar;
class QueueView;
class StoreClient;
class TrainingController;
class UndoHistory;

/// The parts of the window that the queue uses.
struct QueueWidgets {
    QWidget& window; ///< parent of dialogs
    ExperimentForm& form;
    const BranchBar& branch;
    QueueView& view;
    MessageBar& messages;
    UndoHistory& history;
};

/// Shows the store's queue of experiments, writes what the user changes in it, and trains its
/// entries in this window, one after another.
class QueueController : public QObject {
    Q_OBJECT

  public:
    QueueController(StoreClient& store, TrainingController& training, const QueueWidgets& widgets,
                    QObject* parent = nullptr);

    /// Adds the experiment in the form, unless it has an error or is to be a branch.
    void addExperiment();
    /// Adds the settings of stored runs.
    void addRuns(const std::vector<RunSummary>& runs);
    /// Adds the cells of a sweep file that have no run and do not wait yet.
    void addSweep(const QString& file);
    /// The same with a sweep that is made on the store's thread; then calls `done`.
    void addRestOf(const std::function<Sweep()>& sweep, const std::function<void()>& done = {});
    /// Trains the waiting entries until there is none or the user stops a training. If another
    /// training is running, the first entry follows it.
    void run();

  signals:
    void changed(const std::vector<asge::QueueEntry>& entries); ///< the queue was read
    void sweepAdded(const QString& tag); ///< of its runs; also if it had nothing to add

  private:
    using Entries = std::vector<NewQueueEntry>;
    using Ids = std::vector<std::int64_t>;

    /// Entries that the user has added or removed. They get other ids each time that undo or redo
    /// puts them into the queue again, for all steps of the history that are about them.
    struct Renumbered {
        std::map<std::int64_t, std::int64_t> newer;

        std::int64_t idNow(std::int64_t id) const;
    };

    void connectView();
    /// Adds entries that are made on the store's thread, then calls `done`. `remark` begins with a
    /// space.
    void add(const std::function<Entries()>& entries, const std::function<void()>& done = {},
             const QString& remark = {});
    QString whenTrained() const;
    void chooseSweep();
    void refresh();
    void show(Queue queue);
    void remove(const Ids& ids);
    void addStep(const QString& text, const Ids& ids, const Entries& entries, bool added);
    void takeNext();
    void begin(const std::optional<QueueEntry>& entry);
    void trainingEnded(RunStatus status, const QString& error);
    void stopAfter(bool stops);
    void finish();
    void storeFailed();

    StoreClient& store_;
    TrainingController& training_;
    QueueWidgets widgets_;
    /// Used only on the store's thread.
    std::shared_ptr<Renumbered> renumbered_ = std::make_shared<Renumbered>();
    std::vector<QueueEntry> entries_;  ///< as last read
    std::vector<std::string> leftOut_; ///< as last reported
    bool runs_ = false;                ///< whether this window trains the queue
    bool stopsAfter_ = false;          ///< no entry follows the current one
    bool takes_ = false;               ///< the next entry was requested from the store
    bool trains_ = false;              ///< an entry is training
    int finished_ = 0;
    int failed_ = 0;
};

} // namespace asge
