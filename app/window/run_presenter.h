// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/store_client.h"
#include "widgets/common/run_state.h"

#include <QObject>

#include <vector>

namespace asge {

class RunPage;

/// Decides which run the pages show, and keeps its state up to date: with the deltas of the
/// training in this window, or with those that the store gives of any other run.
class RunPresenter : public QObject {
    Q_OBJECT

  public:
    RunPresenter(StoreClient& store, std::vector<RunPage*> pages, QObject* parent = nullptr);

    void show(RunId id);
    void clear();
    RunId shownRun() const { return shown_; }
    /// The run that trains in this window, or 0.
    RunId trainingRun() const { return trains_ ? training_.id() : 0; }

    /// A stored run is about to be resumed in this window: its first delta brings everything, so
    /// that it need not be read from the store. 0 for none.
    void expect(RunId id) { expected_ = id; }
    /// Of the training in this window.
    void apply(const RunDelta& delta);
    void trainingEnded();
    /// Clears the pages if the shown run was deleted.
    void storeChanged(const std::vector<RunSummary>& runs);
    /// Follows a run that another process trains.
    void storeTouched();

  signals:
    void shownChanged(asge::RunId id);
    /// The pages have everything that is known of the shown run.
    void filled(asge::RunId id);

  private:
    void load(RunId id);
    void loadIfLive(RunId id);
    void give(RunState& state);
    void applyFollowed(const RunDelta& delta);
    void readMaps(RunState& state, int epoch);
    void setShown(RunId id);

    StoreClient& store_;
    const std::vector<RunPage*> pages_;
    RunState training_;         ///< of the last training in this window
    RunState stored_;           ///< of the last run that was read from the store
    RunState* given_ = nullptr; ///< to the pages
    bool trains_ = false;
    RunId shown_ = 0;
    RunId expected_ = 0;
    // Of the shown run if it is a stored one:
    bool follows_ = false;     ///< another process trains it, as far as is known
    bool isFollowing_ = false; ///< the store has been asked for its next delta
};

} // namespace asge
