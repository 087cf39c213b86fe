// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/store_client.h"
#include "widgets/common/run_state.h"

#include <QObject>

namespace asge {

/// Answers what pages ask of a run's state: stored maps, outcomes, readouts and probabilities are
/// read on the store's thread.
class StateRequests : public QObject {
    Q_OBJECT

  public:
    /// `state` must outlive it.
    StateRequests(StoreClient& store, RunState& state, QObject* parent = nullptr);

  private:
    template <typename Read, typename Take>
    void answer(Read read, Take take);
    void readReadouts(int epoch);

    StoreClient& store_;
    RunState& state_;
    StoredReadouts constant_; ///< those of all epochs of constantRun_, if known
    RunId constantRun_ = 0;
};

/// The state of one stored run, kept up to date from the store while another process trains it.
class RunFeed : public QObject {
    Q_OBJECT

  public:
    explicit RunFeed(StoreClient& store, QObject* parent = nullptr);

    RunState& state() { return state_; }
    RunId run() const { return run_; } ///< the run that is followed or being read; 0 if none

    /// Reads all of a run and follows it from then on; `loaded` follows, unless another run is
    /// loaded, or forget() is called, before.
    void load(RunId run);
    /// Follows no run, and keeps the state.
    void forget() { wait(0); }
    /// Like load(), but reads nothing before another process trains the run.
    void wait(RunId run);

    /// Takes over what the list of runs says.
    void storeChanged(const RunSummary& run);
    /// Reads what another process has added to the run.
    void storeTouched();

  signals:
    void loaded(asge::RunId run);

  private:
    void loadIfLive();
    void apply(const RunDelta& delta);

    StoreClient& store_;
    RunState state_;
    RunId run_ = 0;
    bool follows_ = false;     ///< another process was training it when last checked
    bool isFollowing_ = false; ///< a request for its next delta is pending
};

} // namespace asge
