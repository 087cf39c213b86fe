// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/training_recorder.h"

#include "core/base/error.h"
#include "core/base/utc.h"
#include "core/learn/train/device.h"
#include "core/store/run_writer.h"

#include <chrono>
#include <thread>

namespace asge {

namespace {

/// The reason of a stopped run: "stopped by SIGTERM".
std::string stopReason(const TrainingControl& control) {
    const std::string cause = control.cause();
    return cause.empty() ? "stopped" : "stopped by " + cause;
}

/// The status of a run that the user stopped while the store could not be written. What came after
/// its last checkpoint is lost.
RunEnd endAfterGivingUp(const TrainingControl& control, const StoreError& error) {
    return {RunStatus::stopped,
            stopReason(control) + " while it could not be written: " + error.what()};
}

/// Sets the final status of a run after an error. Errors of this call are ignored, because the
/// first one is reported. There are two attempts, because the first may throw the failure of an
/// earlier write instead of writing.
void setFinalStatus(RunWriter& store, RunId run, const RunEnd& end) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        try {
            store.setStatus(run, end.status, end.reason);
            return;
        } catch (const Error&) {
            // If the store can't be written, its next opening marks the run as interrupted.
        }
    }
}

} // namespace

bool TrainingRecorder::beginRun() {
    if (!control_.begin()) {
        return false;
    }
    begun_ = begin_();
    if (begun_->isOwn) {
        started_(begun_->run);
        store_.receiveCommands(begun_->run, [this](const SentCommand& sent) { passOn(sent); });
    }
    return begun_->isOwn;
}

/// Hands a command from the store to the training. Called on the writer's thread, so the answer
/// must be written by another one.
void TrainingRecorder::passOn(const SentCommand& sent) {
    CommandRequest request;
    // The store may have been written by any program; rules and the guard are this one's.
    request.source = sent.source == source::kWindow ? source::kWindow : source::kTerminal;
    request.stored = sent.id;
    if (const auto kind = findCommand(sent.kind)) {
        request.command = {*kind, sent.layer, sent.value};
    } else {
        request.problem = "the program that trains the run has no such command";
    }
    request.answer = [this, id = sent.id](const CommandAnswer& answer) {
        if (answer.outcome == CommandAnswer::Outcome::refused) {
            store_.settleCommand(id, SentCommand::Status::refused, answer.step, answer.reason);
        }
    };
    control_.send(std::move(request));
}

void TrainingRecorder::record(Intervention intervention, std::int64_t command) {
    intervention.time = isoTime(unixTime());
    store_.addIntervention(begun_->run, intervention, command);
    if (intervention.kind == factsOf(CommandKind::epochs).key) {
        store_.setEpochs(begun_->run, static_cast<int>(intervention.value.value_or(0)));
    }
    listener_.onIntervention(intervention);
}

/// Waits while the store can't be written. Events that are not written are kept in memory, so that
/// training on would need more and more of it.
void TrainingRecorder::waitUntilWritable() {
    const auto trouble = store_.trouble();
    if (!trouble) {
        return;
    }
    while (store_.trouble() && !control_.isStopped()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    if (!control_.isStopped()) {
        tell("trouble", *trouble + "; the training waited");
    }
}

/// Records something that the program did or noticed.
void TrainingRecorder::tell(const std::string& kind, const std::string& text) {
    Intervention event;
    event.step = training_.steps();
    event.seconds = training_.seconds();
    event.kind = kind;
    event.text = text;
    event.source = source::kProgram;
    record(event, 0);
}

TrainingHooks TrainingRecorder::hooks() {
    TrainingHooks hooks;
    hooks.onBegin = [this] { return beginRun(); };
    hooks.onStep = [this](const StepEvent& event) {
        store_.addSteps(begun_->run, {event});
        listener_.onStep(event);
        waitUntilWritable();
    };
    if (listener_.wantsProbes()) {
        hooks.onProbe = [this](ProbeSnapshotPtr maps) { listener_.onProbe(std::move(maps)); };
    }
    hooks.onLayerShares = [this](const std::vector<double>& shares) {
        listener_.onLayerShares(shares);
    };
    hooks.onProbeTime = [this](const ProbeTime& time) { listener_.onProbeTime(time); };
    hooks.onEpoch = [this](const EpochEvent& event, const EpochMeasurements& measured,
                           Checkpoint state) {
        store_.commitEpoch(begun_->run, event, measured, std::move(state)).get();
        listener_.onEpoch(event, measured);
    };
    hooks.onCheckpoint = [this](Checkpoint state) {
        store_.saveCheckpoint(begun_->run, std::move(state));
    };
    hooks.onNote = [this](const std::string& note) {
        if (begun_) {
            tell("note", note);
        }
        listener_.onNote(note);
    };
    hooks.onIntervention = [this](const Intervention& intervention, std::int64_t command) {
        record(intervention, command);
    };
    hooks.onPaused = [this](bool paused) {
        store_.setStatus(begun_->run, paused ? RunStatus::paused : RunStatus::running);
        listener_.onPaused(paused);
    };
    hooks.onGoBack = [this](Checkpoint state, Intervention why, LaterSteps later) {
        why.time = isoTime(unixTime());
        const std::int64_t step = state.step;
        store_.goBack(begun_->run, std::move(state), why, later);
        listener_.onIntervention(why);
        listener_.onWentBack(step, later);
    };
    hooks.hasUser = listener_.hasUser();
    return hooks;
}

SessionResult TrainingRecorder::runToEnd() {
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
    Checkpoint state = training_.lastState(hooks());
    const std::int64_t step = state.step;
    const int epoch = state.epoch + 1;
    store_.saveCheckpoint(run, std::move(state));
    if (!training_.stopCommand()) { // a command is recorded when it is taken
        Intervention stop;
        stop.step = step;
        stop.seconds = training_.seconds();
        stop.kind = factsOf(CommandKind::stop).key;
        stop.epoch = epoch;
        // A stop without a command and without a cause is the user's, in the window.
        stop.source = control_.cause().empty() ? source::kWindow : source::kProgram;
        record(stop, 0);
    }
    store_.setStatus(run, RunStatus::stopped,
                     stopReason(control_) + " at step " + std::to_string(step));
    return {run, RunStatus::stopped};
}

void TrainingRecorder::endRun(const RunEnd& end) {
    if (begun_ && begun_->isOwn) {
        const bool untouched = previousEnd_ && training_.steps() == firstStep_;
        setFinalStatus(store_, begun_->run, untouched ? *previousEnd_ : end);
    }
}

SessionResult TrainingRecorder::run(const std::function<Begun()>& begin,
                                    const std::function<void(RunId)>& started,
                                    const std::optional<RunEnd>& previous) {
    begin_ = begin;
    started_ = started;
    previousEnd_ = previous;
    firstStep_ = training_.steps();
    // Commands that arrive when the training has ended must not reach it.
    const struct OnExit {
        TrainingRecorder& recorder;
        ~OnExit() {
            if (recorder.begun_) {
                recorder.store_.receiveCommands(recorder.begun_->run, {});
            }
            recorder.control_.close("the training has ended");
        }
    } onExit{*this};
    try {
        SessionResult result;
        withDeviceErrors(training_.experiment(), training_.device(), [&] { result = runToEnd(); });
        return result;
    } catch (const StoreError& error) {
        endRun(control_.isStopped() ? endAfterGivingUp(control_, error)
                                    : RunEnd{RunStatus::failed, error.what()});
        throw;
    } catch (const std::exception& error) {
        endRun({RunStatus::failed, error.what()});
        throw;
    }
}

} // namespace asge
