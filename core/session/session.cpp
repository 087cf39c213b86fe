#include "core/session/session.h"

#include "core/data/catalogue.h"
#include "core/data/formats.h"
#include "core/data/identity.h"
#include "core/error.h"
#include "core/experiment/files.h"
#include "core/experiment/text.h"
#include "core/session/describe_run.h"
#include "core/session/stored_run.h"
#include "core/session/trouble_watch.h"
#include "core/store/checkpoint_file.h"
#include "core/train/device.h"
#include "core/train/training.h"
#include "core/version.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

namespace asge {

namespace {

/// How a run is left that an error has ended.
struct End {
    RunStatus status = RunStatus::failed;
    std::string reason;
};

/// Why a run is `stopped`: "stopped by SIGTERM".
std::string stopReason(const TrainingControl& control) {
    const std::string cause = control.cause();
    return cause.empty() ? "stopped" : "stopped by " + cause;
}

/// How a run is left if the store could not be written while it was stopped: what came after its
/// last checkpoint is lost, and that was the user's choice.
End givenUp(const TrainingControl& control, const StoreError& error) {
    return {RunStatus::stopped,
            stopReason(control) + " while it could not be written: " + error.what()};
}

/// Writes it; the first error counts, so a second one is not let out. The first attempt may throw
/// what became of earlier steps instead of writing.
void leave(RunWriter& store, RunId run, const End& end) {
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

TrainingHooks hooksFor(RunId run, RunWriter& store, const TrainingControl& control,
                       SessionListener& listener) {
    TrainingHooks hooks;
    hooks.onStep = [&, run](const StepEvent& event) {
        store.addSteps(run, {event});
        listener.onStep(event);
        waitForTheStore(store, control);
    };
    if (listener.wantsProbes()) {
        hooks.onProbe = [&](ProbeSnapshotPtr maps) { listener.onProbe(std::move(maps)); };
    }
    hooks.onEpoch = [&, run](const EpochEvent& event, ProbeSnapshotPtr maps, Checkpoint state) {
        store.commitEpoch(run, event, maps, std::move(state)).get();
        listener.onEpoch(event, std::move(maps));
    };
    hooks.onCheckpoint = [&, run](Checkpoint state) {
        store.saveCheckpoint(run, std::move(state));
    };
    hooks.onNote = [&](const std::string& note) { listener.onNote(note); };
    hooks.onIntervention = [&, run](const Intervention& intervention) {
        store.addIntervention(run, intervention);
        const bool pauses = intervention.kind == "pause";
        store.setStatus(run, pauses ? RunStatus::paused : RunStatus::running);
        listener.onIntervention(intervention);
    };
    return hooks;
}

SessionResult runToEnd(Training& training, RunId run, RunWriter& store, TrainingControl& control,
                       SessionListener& listener) {
    if (training.run(control, hooksFor(run, store, control, listener))) {
        store.setStatus(run, RunStatus::finished, training.earlyEnd());
        return {run, RunStatus::finished};
    }
    Checkpoint state = training.checkpoint();
    const Intervention stop{state.step, training.seconds(), "stop", {}};
    store.saveCheckpoint(run, std::move(state));
    store.addIntervention(run, stop);
    store.setStatus(run, RunStatus::stopped,
                    stopReason(control) + " at step " + std::to_string(stop.step));
    listener.onIntervention(stop);
    return {run, RunStatus::stopped};
}

/// A run that is this process's from here on: whatever happens, its end is written. `begin` comes
/// before the first step; where there has been none, the run is left as it was, `before`.
SessionResult runOrFail(Training& training, RunId run, RunWriter& store, TrainingControl& control,
                        SessionListener& listener, const std::function<void()>& begin,
                        const std::optional<End>& before = {}) {
    const std::int64_t first = training.steps();
    const auto leaveAs = [&](const End& end) {
        const bool untouched = before && training.steps() == first;
        leave(store, run, untouched ? *before : end);
    };
    try {
        begin();
        SessionResult result;
        withDeviceErrors(training.experiment(), training.device(),
                         [&] { result = runToEnd(training, run, store, control, listener); });
        return result;
    } catch (const StoreError& error) {
        leaveAs(control.isStopped() ? givenUp(control, error)
                                    : End{RunStatus::failed, error.what()});
        throw;
    } catch (const std::exception& error) {
        leaveAs({RunStatus::failed, error.what()});
        throw;
    }
}

/// As it was before it was resumed; nothing where its process died without a word.
std::optional<End> endOf(const RunSummary& run) {
    const bool ended = run.status != RunStatus::running && run.status != RunStatus::paused;
    return ended ? std::optional(End{run.status, run.reason}) : std::nullopt;
}

/// What a training needs beside its experiment; made in the order in which things can go wrong.
struct Ground {
    Ground(const Experiment& experiment, SessionListener& listener)
        : device(resolveDevice(experiment.device)) {
        usePrecision(experiment.compute.precision, device);
        data = loadDataSet(placedData(experiment));
        for (const std::string& note : shortened(data.notes)) {
            listener.onNote(note);
        }
    }

    const at::Device device;
    DataSet data;
};

/// The parent, and its checkpoint that is meant. Throws BadInput.
struct Origin {
    Origin(const RunReader& reader, const CheckpointOf& from) {
        const std::string place = "run " + std::to_string(from.parent) + ": ";
        const auto parent = reader.find(from.parent);
        if (!parent) {
            throw BadInput(place + "no such run");
        }
        summary = *parent;
        experiment = parseExperiment(summary.experimentJson, "run " + std::to_string(from.parent));
        checkpoint = findCheckpoint(reader, from.parent, from.epoch);
    }

    Lineage lineage(const Experiment& child) const {
        return {summary.uid,      summary.id,      summary.name,
                checkpoint.epoch, checkpoint.step, changesBetween(experiment, child)};
    }

    RunSummary summary;
    Experiment experiment;
    Checkpoint checkpoint;
};

/// Training time until a checkpoint: until the epoch or the step that came right before it.
double secondsUntil(const RunDetail& past, const Checkpoint& checkpoint) {
    double seconds = 0;
    for (const EpochEvent& epoch : past.epochs) {
        if (epoch.step <= checkpoint.step) {
            seconds = std::max(seconds, epoch.seconds);
        }
    }
    for (const StepEvent& step : past.steps) {
        if (step.step <= checkpoint.step) {
            seconds = std::max(seconds, step.seconds);
        }
    }
    return seconds;
}

/// `own`, or `other`, if there is one and this machine lacks `own`.
std::string deviceThatIsHere(const std::string& own, const std::string& other,
                             SessionListener& listener) {
    if (other.empty()) {
        return own;
    }
    try {
        resolveDevice(own);
        return own;
    } catch (const BadInput& error) {
        listener.onNote(std::string(error.what()) + "; the run goes on on '" + other + "'");
        return other;
    }
}

/// What is left of a run that goes on after that step: its steps and epochs until there.
void cutAfter(RunDetail& past, std::int64_t step) {
    std::erase_if(past.epochs, [=](const EpochEvent& epoch) { return epoch.step > step; });
    std::erase_if(past.steps, [=](const StepEvent& each) { return each.step > step; });
}

/// The child's network must be the parent's; the checkpoint's own error names a tensor.
void requireSameNetwork(const Experiment& parent, const Experiment& child) {
    if (parent.network.layers != child.network.layers) {
        throw BadInput("network.layers: a branch has its parent's, '" +
                       layersText(parent.network.layers) + "', and not '" +
                       layersText(child.network.layers) + "'");
    }
}

} // namespace

NewRun describeRun(const Experiment& experiment, const std::string& name, const DataSet& data,
                   const Training& training, const at::Device& device) {
    NewRun run;
    run.name = name;
    run.experimentJson = toJson(experiment);
    run.method = experiment.method;
    run.dataName = experiment.data.name;
    run.epochs = experiment.train.epochs;
    run.stepsPerEpoch = training.stepsPerEpoch();
    run.batch = experiment.train.batch;
    run.device = device.str();
    run.software = softwareVersion();
    run.parameters = training.network().parameters();
    run.classNames = data.classNames;
    run.layers = layerShapes(experiment, shapeOf(data));
    run.probeImages = training.probeImages();
    return run;
}

std::vector<SettingChange> changesBetween(const Experiment& before, const Experiment& after) {
    std::vector<SettingChange> changes;
    for (const Setting& setting : settings()) {
        std::string old = settingText(before, setting.path);
        std::string now = settingText(after, setting.path);
        if (old != now) {
            changes.push_back({setting.path, std::move(old), std::move(now)});
        }
    }
    return changes;
}

SessionResult trainInStore(const Experiment& experiment, const RunLabel& label, RunWriter& store,
                           TrainingControl& control, SessionListener& listener,
                           const std::optional<CheckpointOf>& from) {
    if (const auto problem = nameProblem(label.name)) {
        throw BadInput("run name: " + *problem); // before any data are read
    }
    std::optional<Origin> origin;
    if (from) {
        origin.emplace(RunReader(store.path()), *from);
        requireSameNetwork(origin->experiment, experiment);
    }
    const Ground ground(experiment, listener);
    if (origin) {
        requireSameShape(RunReader(store.path()).detail(from->parent), ground.data);
        readChecked(from->parent, origin->checkpoint, origin->experiment, ground.data, false);
    }
    const auto made = makeTraining(experiment, ground.data, ground.device);
    Training& training = *made;
    useThreads(experiment, training.network());
    NewRun description = describeRun(experiment, label.name, ground.data, training, ground.device);
    description.tags = label.tags;
    description.dataIdentity = identityOf(ground.data);
    if (origin) {
        useCheckpoint(from->parent, origin->checkpoint,
                      [&] { training.branchFrom(origin->checkpoint, origin->experiment); });
        const std::string before = RunReader(store.path()).detail(from->parent).dataIdentity;
        if (training.isInsideEpoch()) { // whose other images have been seen already
            requireSameData(from->parent, before, experiment, ground.data,
                            "a branch off the end of an epoch can go on with them");
        }
        description.lineage = origin->lineage(experiment);
        if (experiment.data == origin->experiment.data && !before.empty() &&
            before != description.dataIdentity) {
            listener.onNote("run " + std::to_string(from->parent) +
                            " was trained on other images or labels than those that " +
                            shownName(findDataSet(placedData(experiment)).folder) + " holds now");
            description.lineage->changes.push_back(
                {"data (SHA-256)", before, description.dataIdentity});
        }
    }
    const TroubleWatch watch(store, control, listener);
    const auto [run, isNew] = store.createRunUnless(description, label.taken);
    if (!isNew) {
        return {run, RunStatus::finished, false};
    }
    return runOrFail(training, run, store, control, listener, [&, id = run] {
        if (origin) {
            // Its own from the beginning, so that it can go on whatever becomes of its parent.
            store.saveCheckpoint(id, training.checkpoint());
        }
        listener.onStarted(id, description);
    });
}

SessionResult resumeInStore(RunId run, RunWriter& store, TrainingControl& control,
                            SessionListener& listener, const std::string& otherDevice) {
    const std::string place = "run " + std::to_string(run);
    const RunReader reader(store.path());
    const auto found = reader.find(run);
    if (!found) {
        throw BadInput(place + ": no such run");
    }
    if (found->status == RunStatus::finished) {
        throw RunTaken(place + ": is finished; a branch can go on from it with other settings");
    }
    Experiment experiment = parseExperiment(found->experimentJson, place);
    experiment.device = deviceThatIsHere(experiment.device, otherDevice, listener);
    const Ground ground(experiment, listener);
    // Only now: reading the data takes long, and another process may have trained it meanwhile.
    RunDetail past = reader.detail(run);
    const RunSummary& summary = past.summary;
    requireSameData(run, past.dataIdentity, experiment, ground.data,
                    "a branch can go on with them");
    const auto checkpoint = reader.checkpoint(run);
    if (checkpoint) {
        readChecked(run, *checkpoint, experiment, ground.data);
    }
    const auto made = makeTraining(experiment, ground.data, ground.device);
    Training& training = *made;
    useThreads(experiment, training.network());
    NewRun description =
        describeRun(experiment, summary.name, ground.data, training, ground.device);
    description.lineage = summary.lineage;

    if (checkpoint) {
        useCheckpoint(run, *checkpoint, [&] {
            training.resume(*checkpoint, secondsUntil(past, *checkpoint),
                            summary.lineage.has_value());
        });
    } else if (summary.lineage) {
        throw CannotGoOn(place + ": is a branch that ended before it had a checkpoint of its own; "
                                 "branch off its parent again");
    }
    const TroubleWatch watch(store, control, listener);
    // Only now is anything of it dropped.
    store.resume(run, description.device, description.software, training.steps());
    cutAfter(past, training.steps());
    const auto begin = [&] {
        const Intervention resumed{training.steps(), training.seconds(), "resume", {}};
        store.addIntervention(run, resumed);
        listener.onResumed(run, description, past);
        listener.onIntervention(resumed);
    };
    return runOrFail(training, run, store, control, listener, begin, endOf(summary));
}

} // namespace asge
