#include "app/cli/commands.h"
#include "app/cli/json_output.h"
#include "app/cli/progress.h"
#include "app/cli/stop_signals.h"
#include "core/error.h"
#include "core/experiment/experiment.h"
#include "core/experiment/text.h"
#include "core/session/engine.h"

#include <unistd.h>

#include <filesystem>
#include <iostream>

namespace asge::cli {

namespace {

void printEnd(const SessionResult& result, const std::filesystem::path& store, bool json) {
    const RunSummary run = RunReader(store).find(result.run).value();
    if (json) {
        std::cout << line(toJson(run)) << '\n' << std::flush;
        return;
    }
    std::cout << "run " << run.id << ": " << toString(run.status) << " after " << run.epochsDone
              << (run.epochsDone == 1 ? " epoch" : " epochs") << ", kept in " << store.string()
              << '\n';
}

} // namespace

int train(const TrainOptions& options) {
    TrainingControl control;
    const StopSignals signals([&] { control.stop(); }); // first: a signal may come at any time
    const Experiment experiment = loadExperiment(options.experiment, options.overrides);
    const std::string name = options.name.value_or(nameAfter(options.experiment));
    RunWriter store(storeLocation(options.store));

    std::unique_ptr<SessionListener> listener;
    if (options.json) {
        listener = std::make_unique<JsonLines>(std::cout);
    } else {
        const bool terminal = isatty(STDOUT_FILENO) != 0;
        listener = std::make_unique<Progress>(std::cout, terminal, experiment.train.batch);
    }
    const SessionResult result = [&] {
        try {
            return loadEngine().train(experiment, {name, options.tags}, store, control, *listener);
        } catch (const BadInput& error) {
            throw BadInput(withPlace(error.what(), options.experiment, options.overrides));
        }
    }();
    printEnd(result, store.path(), options.json);
    return result.status == RunStatus::stopped ? interrupted : ok;
}

} // namespace asge::cli
