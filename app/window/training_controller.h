// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/store_client.h"
#include "app/window/training_job.h"

#include <QObject>

#include <optional>
#include <string>
#include <vector>

class QWidget;

namespace asge {

class BranchBar;
class ExperimentForm;
class MessageBar;
class RunPresenter;
class TransportBar;

/// The parts of the window that trainings change.
struct TrainingWidgets {
    QWidget& window; ///< parent of dialogs
    ExperimentForm& form;
    BranchBar& branch;
    TransportBar& transport;
    MessageBar& messages;
};

struct BranchChoice;
struct BranchOrigin;

/// Starts, resumes, branches and stops the trainings of a window and shows their results.
class TrainingController : public QObject {
    Q_OBJECT

  public:
    TrainingController(StoreClient& store, RunPresenter& presenter, const TrainingWidgets& widgets,
                       QObject* parent = nullptr);

    TrainingJob& job() { return job_; }
    bool isRunning() const { return job_.isRunning(); }
    Experiment experiment() const; ///< the experiment in the form

    /// Trains the experiment in the form, unless the form has an error. If a run is training, the
    /// experiment is to wait in the queue.
    void train();
    /// Resumes a run from its last checkpoint.
    void resumeRun(RunId id);
    /// Trains an entry of the queue that this process has taken; no other run must be training.
    void trainEntry(const QueueEntry& entry);
    /// Asks the user for one of the run's checkpoints and fills the form with the run's settings.
    /// The next training is a branch from that checkpoint.
    void prepareBranch(RunId parent);
    /// Fills the form with an experiment.
    void setExperiment(const Experiment& experiment, const QString& name);
    /// Fills the form with a run's settings.
    void takeSettingsOf(const RunSummary& run);
    /// `cause` as in TrainingControl::stop.
    void stop(const std::string& cause = {});

  signals:
    void queueRequested(); ///< the experiment in the form is to be trained later
    void starting();       ///< a training is about to start
    /// The last signal of a training, as TrainingJob::ended.
    void ended(asge::RunStatus status, const QString& error, bool badInput);

  private:
    void begin(const TrainingTask& task);
    void takeNews(const TrainingNews& news);
    void showState(const TrainingNews& news);
    void nameAfterParent(const BranchOrigin& ended);
    void clearBranch();
    void showTrouble(const std::string& trouble);
    void showDivergence(const TrainingNews& news);
    void showNotes(const TrainingNews& news);
    std::optional<Experiment> experimentOf(const RunSummary& run);
    void chooseCheckpoint(const BranchChoice& choice);
    void finish(RunStatus status, const QString& error, bool badInput);

    StoreClient& store_;
    RunPresenter& presenter_;
    TrainingWidgets widgets_;
    TrainingJob job_;
    bool gaveUp_ = false;              ///< the training is ending because the store was given up
    std::optional<CheckpointOf> from_; ///< of the training, if it is a branch
};

} // namespace asge
