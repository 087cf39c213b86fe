// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/kept_training.h"

#include "core/base/error.h"
#include "core/learn/train/device.h"
#include "core/store/run_writer.h"

#include <chrono>
#include <thread>

namespace asge {

namespace {

/// Why a run is `stopped`: "stopped by SIGTERM".
std::string stopReason(const TrainingControl& control) {
    const std::string cause = control.cause();
    return cause.empty() ? "stopped" : "stopped by " + cause;
}

/// How a run is left if the store could not be written while it was stopped: what came after its
/// last checkpoint is lost, and that was the user's choice.
RunEnd givenUp(const TrainingControl& control, const StoreError& error) {
    return {RunStatus::stopped,
            stopReason(control) + " while it could not be written: " + error.what()};
}

/// Writes it; the first error counts, so a second one is not let out. The first attempt may throw
/// what became of earlier steps instead of writing.
void leave(RunWriter& store, RunId run, const RunEnd& end) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        try {
            store.setStatus(run, end.status, end.reason);
            return;
        } catch (const Error&) {
            // If the store can't be written, its next opening marks the run as interrupted.
        }
    }
}

/// What is not written yet is in memory alone: it should not become ever more.
void waitForTheStore(const RunWriter& store, const TrainingControl& control) {
    while (store.trouble() && !control.isStopped()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

} // namespace

bool KeptTraining::isTakenUp() {
    if (!control_.begin()) {
        return false;
    }
    begun_ = begin_();
    if (begun_->isOwn) {
        started_(begun_->run);
    }
    return begun_->isOwn;
}

TrainingHooks KeptTraining::hooks() {
    TrainingHooks hooks;
    hooks.onBegin = [this] { return isTakenUp(); };
    hooks.onStep = [this](const StepEvent& event) {
        store_.addSteps(begun_->run, {event});
        listener_.onStep(event);
        waitForTheStore(store_, control_);
    };
    if (listener_.wantsProbes()) {
        hooks.onProbe = [this](ProbeSnapshotPtr maps) { listener_.onProbe(std::move(maps)); };
    }
    hooks.onEpoch = [this](const EpochEvent& event, ProbeSnapshotPtr maps, Checkpoint state) {
        store_.commitEpoch(begun_->run, event, maps, std::move(state)).get();
        listener_.onEpoch(event, std::move(maps));
    };
    hooks.onCheckpoint = [this](Checkpoint state) {
        store_.saveCheckpoint(begun_->run, std::move(state));
    };
    hooks.onNote = [this](const std::string& note) { listener_.onNote(note); };
    hooks.onIntervention = [this](const Intervention& intervention) {
        if (begun_) { // a pause before the first batch changes nothing of the run
            store_.addIntervention(begun_->run, intervention);
            const bool pauses = intervention.kind == "pause";
            store_.setStatus(begun_->run, pauses ? RunStatus::paused : RunStatus::running);
        }
        listener_.onIntervention(intervention);
    };
    return hooks;
}

SessionResult KeptTraining::runToEnd() {
    const bool isWhole = training_.run(control_, hooks());
    if (!begun_) {
        throw Interrupted(stopReason(control_) + " before the first batch");
    }
    const RunId run = begun_->run;
    if (!begun_->isOwn) {
        return {run, RunStatus::finished, false};
    }
    if (isWhole) {
        store_.setStatus(run, RunStatus::finished, training_.earlyEnd());
        return {run, RunStatus::finished};
    }
    Checkpoint state = training_.checkpoint();
    const Intervention stop{state.step, training_.seconds(), "stop", {}};
    store_.saveCheckpoint(run, std::move(state));
    store_.addIntervention(run, stop);
    store_.setStatus(run, RunStatus::stopped,
                     stopReason(control_) + " at step " + std::to_string(stop.step));
    listener_.onIntervention(stop);
    return {run, RunStatus::stopped};
}

void KeptTraining::leaveAs(const RunEnd& end) {
    if (begun_ && begun_->isOwn) {
        const bool untouched = before_ && training_.steps() == firstStep_;
        leave(store_, begun_->run, untouched ? *before_ : end);
    }
}

SessionResult KeptTraining::run(const std::function<Begun()>& begin,
                                const std::function<void(RunId)>& started,
                                const std::optional<RunEnd>& before) {
    begin_ = begin;
    started_ = started;
    before_ = before;
    firstStep_ = training_.steps();
    try {
        SessionResult result;
        withDeviceErrors(training_.experiment(), training_.device(), [&] { result = runToEnd(); });
        return result;
    } catch (const StoreError& error) {
        leaveAs(control_.isStopped() ? givenUp(control_, error)
                                     : RunEnd{RunStatus::failed, error.what()});
        throw;
    } catch (const std::exception& error) {
        leaveAs({RunStatus::failed, error.what()});
        throw;
    }
}

} // namespace asge
