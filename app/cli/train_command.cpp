// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/train_command.h"

#include "app/cli/checkpoint_name.h"
#include "app/cli/early_end.h"
#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "app/cli/training_output.h"
#include "core/base/error.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/control/engine.h"
#include "core/data/experiment_source.h"
#include "core/experiment/experiment.h"
#include "core/experiment/experiment_json.h"
#include "core/query/run_labels.h"
#include "core/store/location.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/store_options.h"
#include "core/store/takeover.h"

#include <filesystem>

namespace asge::cli {

namespace {

/// Trains a new run of the file's experiment.
SessionResult trainFile(const TrainOptions& options, const Experiment& experiment, RunWriter& store,
                        TrainingControl& control) {
    const std::string name = options.name.value_or(nameAfter(options.experiment));
    const auto listener = makeTrainingListener(options.json);
    try {
        return loadEngine().train(experiment, {name, options.tags}, store, control, *listener);
    } catch (const BadInput& error) {
        throw BadInput(withPlace(error.what(), options.experiment, options.overrides));
    }
}

/// Trains a new run of the parent's experiment with changed settings.
SessionResult trainBranch(const TrainOptions& options, RunWriter& store, TrainingControl& control) {
    const CheckpointName origin = checkpointFromText(options.branch, "--branch");
    const CheckpointOf from{origin.run, origin.epoch};
    const std::string place = "run " + std::to_string(from.parent);
    const RunReader reader(store.path());
    const auto parent = reader.find(from.parent);
    if (!parent) {
        throw BadInput(place + ": no such run");
    }
    const Experiment experiment = parseExperiment(parent->experimentJson, place, options.overrides);
    const std::string name = options.name.value_or(
        branchName(parent->name, from.epoch.value_or(parent->epochsDone), reader.runs()));
    const auto listener = makeTrainingListener(options.json);
    try {
        return loadEngine().train(experiment, {name, options.tags}, store, control, *listener,
                                  from);
    } catch (const BadInput& error) {
        throw BadInput(withPlace(error.what(), place, options.overrides));
    }
}

/// Waits until it is certain that no other process trains the run; returns false if the user
/// stopped meanwhile.
bool isFree(const TrainOptions& options, RunWriter& store, HeartbeatMonitor& monitor,
            const TrainingControl& control) {
    if (options.force) {
        store.forceInterrupted(options.resume);
    }
    return awaitOwnerEnd(
        store.path(), options.resume, monitor,
        [](const std::string& line) { printError(line + "; --force takes the run over at once"); },
        [&] { return control.isStopped(); });
}

SessionResult resume(const TrainOptions& options, RunWriter& store, TrainingControl& control) {
    const auto listener = makeTrainingListener(options.json);
    return loadEngine().resume(options.resume, store, control, *listener);
}

} // namespace

int train(const TrainOptions& options) {
    TrainingControl control;
    EarlyEnd earlyEnd(options.resume != 0
                          ? "run " + std::to_string(options.resume) + " is unchanged"
                          : "no run was created");
    // Installed first, because a signal may come at any time.
    const StopSignals signals([&](int signal) {
        if (!control.stop(signalName(signal))) {
            earlyEnd.exitIfAllowed();
        }
    });
    std::optional<Experiment>
        experiment; // parsed before the store is opened, so that a bad experiment creates no store
    if (!options.experiment.empty()) {
        requireExperiment(options.experiment, "asge train");
        experiment = loadExperiment(options.experiment, options.overrides);
    }
    const auto path = storeLocation(options.store);
    StoreOptions storeOptions = storeOptionsFor(path);
    // A run that is resumed is in an existing store.
    storeOptions.createIfMissing = experiment.has_value();
    if (!storeOptions.createIfMissing && !std::filesystem::exists(path)) {
        noSuchRun(options.resume != 0 ? options.resume
                                      : checkpointFromText(options.branch, "--branch").run,
                  options.store);
    }
    if (control.isStopped()) {
        return earlyEnd.status();
    }
    RunWriter store(path, storeOptions);
    printNotes(store.warnings());
    earlyEnd.allow();
    if (control.isStopped()) {
        return earlyEnd.status();
    }
    if (options.resume != 0 && !isFree(options, store, *storeOptions.monitor, control)) {
        return interrupted;
    }
    try {
        const SessionResult result = experiment ? trainFile(options, *experiment, store, control)
                                     : options.resume != 0 ? resume(options, store, control)
                                                           : trainBranch(options, store, control);
        printTrainingEnd(result, store.path(), options.json);
        return result.status == RunStatus::stopped ? interrupted : ok;
    } catch (const Interrupted&) {
        return earlyEnd.status();
    }
}

} // namespace asge::cli
