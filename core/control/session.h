#pragma once

#include "core/data/load_watch.h"
#include "core/store/run_writer.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asge {

/// What a run is called and how it is found again.
struct RunLabel {
    RunLabel(std::string name, std::vector<std::string> tags = {}, RunTest taken = {})
        : name(std::move(name)), tags(std::move(tags)), taken(std::move(taken)) {}
    RunLabel(const char* name) : name(name) {}

    std::string name;
    std::vector<std::string> tags;
    RunTest taken; ///< no run is made where it says so, as RunWriter::createRunUnless asks it
};

/// Told what happens in a session, on the training thread but for onTrouble; each call should
/// return at once.
class SessionListener {
  public:
    virtual ~SessionListener() = default;

    /// How far reading the data is, about ten times a second; before onStarted.
    virtual void onLoading(const LoadProgress&) {}
    /// Something about the data, such as a file that is left out; before onStarted.
    virtual void onNote(const std::string&) {}
    virtual void onStarted(RunId, const NewRun&) {}
    /// In place of onStarted, of a run that goes on: what it had come to, its steps and epochs up
    /// to the checkpoint that it goes on from, the rest as it was before.
    virtual void onResumed(RunId run, const NewRun& description, const RunDetail& /*past*/) {
        onStarted(run, description);
    }
    virtual void onStep(const StepEvent&) {}
    virtual bool wantsProbes() const { return false; }
    virtual void onProbe(ProbeSnapshotPtr) {} ///< only where wantsProbes()
    /// The epoch is on disk.
    virtual void onEpoch(const EpochEvent&, ProbeSnapshotPtr) {}
    virtual void onIntervention(const Intervention&) {}
    /// The store can't be written, as one line that names it, and the training waits, perhaps to
    /// begin; or, empty, it can again and the training goes on. From a thread of its own.
    virtual void onTrouble(const std::string& /*trouble*/) {}
    /// The training is stopped while the store can't be written, for which `trouble` is the line:
    /// it does not wait any more, and what is not written is lost. From the same thread.
    virtual void onGivenUp(const std::string& /*trouble*/) {}
};

/// How a session ended: `finished`, or `stopped` by its control. Where the run was taken, the other
/// one's number, and no run was made.
struct SessionResult {
    RunId run = 0;
    RunStatus status = RunStatus::finished;
    bool made = true;
};

/// A checkpoint of a stored run, from which another run goes on.
struct CheckpointOf {
    RunId parent = 0;
    std::optional<int> epoch; ///< the checkpoint at the end of that epoch; else the last one
};

} // namespace asge
