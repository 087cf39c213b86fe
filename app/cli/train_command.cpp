#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/stop_signals.h"
#include "core/error.h"
#include "core/experiment/experiment.h"
#include "core/experiment/text.h"
#include "core/session/engine.h"

#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <iostream>

namespace asge::cli {

namespace {

void printEnd(const SessionResult& result, const std::filesystem::path& store, bool json) {
    const RunSummary run = RunReader(store).find(result.run).value();
    if (json) {
        out().json(toJson(run)).flush();
        return;
    }
    out() << "run " << run.id << ": " << toString(run.status) << " after " << run.epochsDone
          << (run.epochsDone == 1 ? " epoch" : " epochs") << ", kept in " << store.string() << '\n';
}

/// "3" or "3@12". Throws BadInput.
CheckpointOf checkpointFromText(const std::string& text) {
    const std::size_t at = text.find('@');
    CheckpointOf point{runIdFromText(text.substr(0, at)), {}};
    if (at == std::string::npos) {
        return point;
    }
    const std::string epoch = text.substr(at + 1);
    int number = -1;
    const char* end = epoch.data() + epoch.size();
    const auto [read, error] = std::from_chars(epoch.data(), end, number);
    if (error != std::errc() || read != end || number < 0) {
        throw BadInput("--branch " + oneLine(text, 40) +
                       ": after the @ must come an epoch, a whole number from 0 up");
    }
    point.epoch = number;
    return point;
}

std::unique_ptr<SessionListener> listenerFor(const TrainOptions& options) {
    if (options.json) {
        return std::make_unique<JsonLines>(std::cout);
    }
    return std::make_unique<Progress>(std::cout, isatty(STDOUT_FILENO) != 0);
}

/// A new run with the file's experiment.
SessionResult trainFile(const TrainOptions& options, const Experiment& experiment, RunWriter& store,
                        TrainingControl& control) {
    const std::string name = options.name.value_or(nameAfter(options.experiment));
    const auto listener = listenerFor(options);
    try {
        return loadEngine().train(experiment, {name, options.tags}, store, control, *listener);
    } catch (const BadInput& error) {
        throw BadInput(withPlace(error.what(), options.experiment, options.overrides));
    }
}

/// A new run with the parent's experiment, changed.
SessionResult trainBranch(const TrainOptions& options, RunWriter& store, TrainingControl& control) {
    const CheckpointOf from = checkpointFromText(options.branch);
    const std::string place = "run " + std::to_string(from.parent);
    const auto parent = RunReader(store.path()).find(from.parent);
    if (!parent) {
        throw BadInput(place + ": no such run");
    }
    const Experiment experiment = parseExperiment(parent->experimentJson, place, options.overrides);
    const std::string name = options.name.value_or(parent->name);
    const auto listener = listenerFor(options);
    try {
        return loadEngine().train(experiment, {name, options.tags}, store, control, *listener,
                                  from);
    } catch (const BadInput& error) {
        throw BadInput(withPlace(error.what(), place, options.overrides));
    }
}

SessionResult resume(const TrainOptions& options, RunWriter& store, TrainingControl& control) {
    const auto listener = listenerFor(options);
    return loadEngine().resume(options.resume, store, control, *listener);
}

} // namespace

int train(const TrainOptions& options) {
    TrainingControl control;
    const StopSignals signals([&] { control.stop(); }); // first: a signal may come at any time
    std::optional<Experiment> experiment;               // first: no store is made for a bad one
    if (!options.experiment.empty()) {
        experiment = loadExperiment(options.experiment, options.overrides);
    }
    RunWriter store(storeLocation(options.store));
    printNotes(store.notes());
    const SessionResult result = experiment ? trainFile(options, *experiment, store, control)
                                 : options.resume != 0 ? resume(options, store, control)
                                                       : trainBranch(options, store, control);
    printEnd(result, store.path(), options.json);
    return result.status == RunStatus::stopped ? interrupted : ok;
}

} // namespace asge::cli
