#pragma once

#include "core/experiment/experiment.h"
#include "core/store/run_store.h"
#include "core/train/control.h"

#include <string>

namespace asge {

/// Told what happens in a session, on the training thread; each call should return at once.
class SessionListener {
  public:
    virtual ~SessionListener() = default;

    /// Something about the data, such as a file that is left out; before onStarted.
    virtual void onNote(const std::string&) {}
    virtual void onStarted(RunId, const NewRun&) {}
    virtual void onStep(const StepEvent&) {}
    virtual bool wantsProbes() const { return false; }
    virtual void onProbe(ProbeSnapshotPtr) {} ///< only where wantsProbes()
    /// The epoch is on disk.
    virtual void onEpoch(const EpochEvent&, ProbeSnapshotPtr) {}
    virtual void onIntervention(const Intervention&) {}
};

/// How a session ended: `finished`, or `stopped` by its control.
struct SessionResult {
    RunId run = 0;
    RunStatus status = RunStatus::finished;
};

/// Trains an experiment from beginning to end on the calling thread and keeps it in the store: the
/// run is created once its data are read; each epoch is committed before the next begins; a stopped
/// run keeps a checkpoint of where it stopped. Throws BadInput, with no run created, for data or a
/// device that can't be had, and Error or StoreError for what fails later, with the run's status
/// `failed` and the reason in the store wherever it can still be written.
SessionResult trainInStore(const Experiment& experiment, const std::string& name, RunWriter& store,
                           TrainingControl& control, SessionListener& listener);

} // namespace asge
