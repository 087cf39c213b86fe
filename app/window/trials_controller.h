// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/queue_entry.h"
#include "core/run/records.h"
#include "core/sweep/sweep_draft.h"

#include <QObject>
#include <QPointer>

#include <map>
#include <string>
#include <vector>

namespace asge {

class ExperimentForm;
class MainWindow;
class MessageBar;
class QueueController;
class RunsView;
class StoreClient;
class SweepDialog;
class TrainingController;
class TrialsView;

/// The parts of the window that the view of trials uses.
struct TrialsParts {
    MainWindow& window;
    RunsView& runs;
    ExperimentForm& form;
    QueueController& queue;
    TrialsView& view;
    MessageBar& messages;
};

/// Fills the view of trials, makes and edits sweeps, and stops them.
class TrialsController : public QObject {
    Q_OBJECT

  public:
    TrialsController(StoreClient& store, TrainingController& training, const TrialsParts& parts,
                     QObject* parent = nullptr);

    /// Opens the dialog that makes a sweep of the experiment in the form.
    void newSweep();
    /// Asks, then removes the waiting entries of a sweep and stops the one that is being trained.
    QString entriesText(const std::string& tag) const;
    void askToStop(const QString& tag);

  private:
    void takeEntries(const std::vector<QueueEntry>& entries);
    void openSweep(const QString& file);
    void saveSweep(const QString& file, const std::string& json);
    void addSweep(const SweepDraft& draft);
    void stop(const std::string& tag);
    void stopRuns();
    void removeStopped();

    StoreClient& store_;
    TrainingController& training_;
    TrialsParts parts_;
    std::vector<QueueEntry> entries_;
    /// Entries to be removed when their training has ended; whether it was told to stop.
    std::map<std::int64_t, bool> stopped_;
    QPointer<SweepDialog> dialog_;
};

} // namespace asge
