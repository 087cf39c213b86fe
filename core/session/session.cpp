#include "core/session/session.h"

#include "core/error.h"
#include "core/experiment/text.h"
#include "core/session/describe_run.h"
#include "core/train/training.h"
#include "core/version.h"

namespace asge {

namespace {

/// Writes that the run failed; the first error counts, so a second one is not let out.
void markFailed(RunWriter& store, RunId run, const std::string& reason) {
    try {
        store.setStatus(run, RunStatus::failed, reason);
    } catch (const Error&) {
        // The store can't be written: the next opening of it marks the run as interrupted.
    }
}

TrainingHooks hooksFor(RunId run, RunWriter& store, SessionListener& listener) {
    TrainingHooks hooks;
    hooks.onStep = [&, run](const StepEvent& event) {
        store.addSteps(run, {event});
        listener.onStep(event);
    };
    if (listener.wantsProbes()) {
        hooks.onProbe = [&](ProbeSnapshotPtr maps) { listener.onProbe(std::move(maps)); };
    }
    hooks.onEpoch = [&, run](const EpochEvent& event, ProbeSnapshotPtr maps, Checkpoint state) {
        store.commitEpoch(run, event, maps, std::move(state)).get();
        listener.onEpoch(event, std::move(maps));
    };
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
    if (training.run(control, hooksFor(run, store, listener))) {
        store.setStatus(run, RunStatus::finished, training.earlyEnd());
        return {run, RunStatus::finished};
    }
    Checkpoint state = training.checkpoint();
    const Intervention stop{state.step, training.seconds(), "stop", {}};
    store.saveCheckpoint(run, std::move(state));
    store.addIntervention(run, stop);
    store.setStatus(run, RunStatus::stopped, "stopped at step " + std::to_string(stop.step));
    listener.onIntervention(stop);
    return {run, RunStatus::stopped};
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
    run.device = device.str();
    run.software = softwareVersion();
    run.parameters = training.network().parameters();
    run.classNames = data.classNames;
    run.layers = layerShapes(experiment, shapeOf(data));
    run.probeImages = training.probeImages();
    return run;
}

SessionResult trainInStore(const Experiment& experiment, const RunLabel& label, RunWriter& store,
                           TrainingControl& control, SessionListener& listener) {
    if (const auto problem = nameProblem(label.name)) {
        throw BadInput("run name: " + *problem); // before any data are read
    }
    const at::Device device = resolveDevice(experiment.device);
    usePrecision(experiment.compute.precision, device);
    const DataSet data = loadDataSet(experiment.data);
    for (const std::string& note : shortened(data.notes)) {
        listener.onNote(note);
    }
    Training training(experiment, data, device);
    useThreads(experiment, training.network());
    NewRun description = describeRun(experiment, label.name, data, training, device);
    description.tags = label.tags;
    const auto [run, made] = store.createRunUnless(description, label.taken);
    if (!made) {
        return {run, RunStatus::finished, false};
    }
    listener.onStarted(run, description);
    try {
        return runToEnd(training, run, store, control, listener);
    } catch (const std::exception& error) {
        markFailed(store, run, error.what());
        throw;
    }
}

} // namespace asge
