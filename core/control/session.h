// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/load_watch.h"
#include "core/store/run_writer.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asge {

/// The name and tags of a new run.
struct RunLabel {
    RunLabel(std::string name, std::vector<std::string> tags = {}, RunPredicate isMatch = {})
        : name(std::move(name)), tags(std::move(tags)), isMatch(std::move(isMatch)) {}
    RunLabel(const char* name) : name(name) {}

    std::string name;
    std::vector<std::string> tags;
    RunPredicate isMatch; ///< if it returns true for an existing run, no run is created; see
                          ///< RunWriter::createRunUnless
};

/// Receives the events of a session, on the training thread except for onTrouble and onGivenUp.
/// Each call should return quickly.
class SessionListener {
  public:
    virtual ~SessionListener() = default;

    /// The progress of reading the data, about ten times a second, before onStarted.
    virtual void onLoading(const LoadProgress&) {}
    /// A note about the data, such as a file that is left out, before onStarted.
    virtual void onNote(const std::string&) {}
    virtual void onStarted(RunId, const NewRun&) {}
    /// Called instead of onStarted when a run is resumed. `past` holds its steps and epochs up to
    /// the checkpoint from which it is resumed.
    virtual void onResumed(RunId run, const NewRun& description, const RunDetail& /*past*/) {
        onStarted(run, description);
    }
    virtual void onStep(const StepEvent&) {}
    virtual bool wantsProbes() const { return false; }
    virtual void onProbe(ProbeSnapshotPtr) {} ///< called only if wantsProbes()
    /// Called when an epoch begins, and after each live probe.
    virtual void onProbeTime(const ProbeTime&) {}
    /// Each layer's share of the time of the last steps, about once a second; see TrainingHooks.
    virtual void onLayerShares(const std::vector<double>&) {}
    /// Called when the epoch is on disk.
    virtual void onEpoch(const EpochEvent&, const EpochMeasurements&) {}
    virtual void onIntervention(const Intervention&) {}
    virtual void onPaused(bool /*paused*/) {} ///< the training waits for a command, or goes on
    /// The training went back to an earlier step; what came after it is deleted, but for steps that
    /// are kept.
    virtual void onWentBack(std::int64_t /*step*/, LaterSteps) {}
    /// Whether a user watches, who can act on a training that pauses.
    virtual bool hasUser() const { return false; }
    /// The store can't be written, so the training waits; `trouble` is one line that names the
    /// store. Empty: the store can be written again, and the training continues. Called on a
    /// separate thread.
    virtual void onTrouble(const std::string& /*trouble*/) {}
    /// The training was stopped while the store couldn't be written because of `trouble`: what is
    /// not written is lost. Called on the thread of onTrouble.
    virtual void onGivenUp(const std::string& /*trouble*/) {}
};

/// The result of a session: the run and its status, `finished` or `stopped`. If `RunLabel::isMatch`
/// was true for a run, no run was created, and `run` is that run.
struct SessionResult {
    RunId run = 0;
    RunStatus status = RunStatus::finished;
    bool made = true;
};

/// A checkpoint of a stored run, from which a branch starts.
struct CheckpointOf {
    RunId parent = 0;
    std::optional<int> epoch; ///< the checkpoint at the end of that epoch; default: the last one
};

} // namespace asge
