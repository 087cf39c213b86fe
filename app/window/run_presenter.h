// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/run_feed.h"
#include "app/window/store_client.h"
#include "widgets/common/run_state.h"

#include <QObject>

#include <vector>

namespace asge {

class RunPage;

/// Decides which run the pages show and keeps its RunState up to date: with the deltas of the
/// training in this window, or with deltas of any other run from the store. It does the same for
/// the run that the pages compare it with.
class RunPresenter : public QObject {
    Q_OBJECT

  public:
    RunPresenter(StoreClient& store, std::vector<RunPage*> pages, QObject* parent = nullptr);

    /// Shows the same in one more page, until removePage.
    void addPage(RunPage* page);
    void removePage(RunPage* page);

    void show(RunId id);
    void clear();
    RunId shownRun() const { return shown_; }
    /// Shows this run beside the other one in the pages that can compare; 0 for none. The shown run
    /// is not compared with itself.
    void compareWith(RunId id);
    RunId otherRun() const { return other_.run(); } ///< 0 for none
    /// The run that is training in this window, or 0.
    RunId trainingRun() const { return trains_ ? training_.id() : 0; }

    /// Announces that a stored run will be resumed in this window. Its first delta holds
    /// everything, so it is not read from the store. 0 for none.
    void expect(RunId id) { expected_ = id; }
    /// Applies a delta of the training in this window.
    void apply(const RunDelta& delta);
    void trainingEnded(RunStatus status);
    RunState* shownState() const { return pageState_; } ///< what the pages show, or null
    /// The states that pages show, or may show later.
    std::vector<RunState*> states() { return {&training_, &stored_.state(), &other_.state()}; }
    /// Takes over the list of runs; clears the pages of a run that was deleted.
    void storeChanged(const std::vector<RunSummary>& runs);
    /// Reads what another process has added to the shown runs.
    void storeTouched();

  signals:
    void shownChanged(asge::RunId id);
    void otherChanged(asge::RunId id);
    /// The pages show everything that is known about the run.
    void filled(asge::RunId id);
    /// The status of the shown run, or whether it trains in this window, has changed.
    void statusChanged();

  private:
    void setPageState(RunState& state);
    void setShown(RunId id);

    std::vector<RunPage*> pages_;
    RunState training_;             ///< the last training in this window
    RunFeed stored_;                ///< the last run that was read from the store
    RunFeed other_;                 ///< the run that pages compare with
    RunState* pageState_ = nullptr; ///< the state that the pages show
    bool trains_ = false;
    RunId shown_ = 0;
    RunId expected_ = 0;
    RunId gone_ = 0; ///< was shown when it was deleted; it is shown again if that is undone
};

} // namespace asge
