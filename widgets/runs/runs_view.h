// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/accuracy_history.h"
#include "core/run/pinned_notes.h"
#include "core/run/records.h"

#include <QList>
#include <QStringList>
#include <QVariantMap>
#include <QWidget>

#include <memory>
#include <vector>

namespace asge {

class UndoHistory;

/// The table of all runs in the store: filtered by a text, sorted by any column, with columns
/// chosen by the user, as single runs or as groups. Where it is narrow, a list of two lines per run
/// takes the table's place. Changes to runs are requested by signals; setRuns brings their results.
class RunsView : public QWidget {
    Q_OBJECT

  public:
    explicit RunsView(QWidget* parent = nullptr);
    ~RunsView() override;

    /// Replaces the rows. Selection, order, scroll position and filter stay.
    void setRuns(std::vector<RunSummary> runs);
    /// Brings what historiesRequested asked for; runs without a history may be missing.
    void setHistories(std::vector<AccuracyHistory> histories);
    QList<RunId> selectedRuns() const; ///< a selected group stands for its members
    QList<RunId> listedRuns() const;   ///< those that match the filter
    void select(const QList<RunId>& ids);
    /// Marks the run that the other views show, and the one that it is compared with; 0: none.
    void setShown(RunId id);
    void setOther(RunId id);

    /// Takes runs out of the bin, which can be undone.
    void restore(const QList<asge::RunId>& ids);
    /// Why the store has no runs to show; empty: it can be read.
    void setProblem(const QString& problem);

    /// Adds a line to the run's notes, which can be undone.
    void pinNote(RunId id, const PinnedNote& note);

    /// Adds what can be undone to this history, which must outlive the view, instead of one that is
    /// the view's; then Ctrl+Z is the window's.
    void setHistory(UndoHistory& history);

    /// The user's arrangement: columns, order, current and saved filters, groups, whether archived
    /// runs are shown.
    QVariantMap saveState() const;
    void restoreState(const QVariantMap& state);

  signals:
    void openRequested(asge::RunId id); ///< by double click, Enter or Open
    void selectionChanged(const QList<asge::RunId>& ids);
    void listChanged(); ///< listedRuns may return something else now
    void compareRequested(const QList<asge::RunId>& ids);
    void otherRequested(asge::RunId id); ///< to be compared with the open run
    /// None of the runs is training. There was no confirmation; restoreRequested undoes it.
    void deleteRequested(const QList<asge::RunId>& ids);
    void restoreRequested(const QList<asge::RunId>& ids);
    void renameRequested(asge::RunId id, const QString& name);
    void tagsRequested(const QList<asge::RunId>& ids, const QStringList& added,
                       const QStringList& removed); ///< each accepted by tagProblem
    void notesRequested(asge::RunId id, const QString& before, const QString& after);
    void colorRequested(const QList<asge::RunId>& ids, const QString& color); ///< "" for no colour
    void archiveRequested(const QList<asge::RunId>& ids, bool archived);
    void experimentRequested(asge::RunId id);           ///< use its settings as a new experiment
    void queueRequested(const QList<asge::RunId>& ids); ///< add their settings to the queue
    void resumeRequested(asge::RunId id);               ///< continue the training where it stopped
    void branchRequested(asge::RunId id); ///< start a new run from one of its checkpoints
    /// The list shows these runs, whose accuracies by epoch it does not know. No run is requested
    /// twice before it has another epoch.
    void historiesRequested(const QList<asge::RunId>& ids);
    void stateChanged();               ///< saveState returns something else now
    void message(const QString& text); ///< for the status bar

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
