// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/linear_probes.h"
#include "widgets/common/run_state.h"

#include <QObject>

#include <map>

namespace asge {

class Inspection;
class RunPresenter;
class StoreClient;

/// Trains linear probes of runs in the background, one run after another, stores their accuracies
/// with the run's epoch, and shows its progress in the states of those runs. It goes on if the user
/// looks at another run meanwhile.
class LinearProbeTrainer : public QObject {
    Q_OBJECT

  public:
    /// Answers the requests of the presenter's states, and of pages through them.
    LinearProbeTrainer(StoreClient& store, Inspection& inspection, RunPresenter& presenter,
                       QObject* parent = nullptr);

    void trainShown(); ///< the probes of the run that the pages show

  signals:
    void message(const QString& text); ///< what the user should know: the end, or the problem

  private:
    void serve(RunState& state);
    void start(RunId run);
    void stop(RunId run);
    void store(const LinearProbes& probes);
    void show(RunId run, const RunState::Probing& probing);
    /// Calls `visit` with each state that shows the run.
    template <typename Visit>
    void forEachState(RunId run, Visit visit);

    StoreClient& store_;
    Inspection& inspection_;
    RunPresenter& presenter_;
    std::map<RunId, RunState::Probing> runs_; ///< those that are trained, wait, or have failed
};

} // namespace asge
