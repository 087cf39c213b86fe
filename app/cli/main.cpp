// asge: train, evaluate and list runs from a terminal.
#include "app/cli/commands.h"
#include "core/error.h"
#include "core/session/engine.h"
#include "core/version.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <iostream>

namespace {

using namespace asge::cli;

/// Every command sets `action`; main runs the one that was chosen.
using Action = std::function<int()>;

void addStore(CLI::App& command, std::string& store) {
    command.add_option("--store", store,
                       "Store file (default: $ASGE_STORE, else the user's data directory)");
}

void addExperiment(CLI::App& command, std::string& file, std::vector<std::string>& overrides) {
    command.add_option("experiment", file, "Experiment file (JSON)")->required();
    command
        .add_option("--set", overrides,
                    "Lay key.path=value over the file, for example train.epochs=2; repeatable")
        ->take_all()
        ->allow_extra_args(false);
}

void addTrain(CLI::App& app, TrainOptions& options, Action& action) {
    CLI::App* command = app.add_subcommand("train", "Train an experiment and keep it in the store");
    addExperiment(*command, options.experiment, options.overrides);
    addStore(*command, options.store);
    command->add_option("--name", options.name, "Name of the run (default: the file's)");
    command->add_flag("--json", options.json, "Print one JSON object a line");
    command->callback([&] { action = [&] { return train(options); }; });
}

void addBench(CLI::App& app, BenchOptions& options, Action& action) {
    constexpr int kMostSteps = 1000000;
    CLI::App* command = app.add_subcommand(
        "bench", "Measure the speed and memory of an experiment's training, part by part");
    addExperiment(*command, options.experiment, options.overrides);
    command->add_option("--steps", options.steps, "Steps to measure (default: 60)")
        ->check(CLI::Range(1, kMostSteps));
    command->add_flag("--json", options.json, "Print one JSON object");
    command->callback([&] { action = [&] { return bench(options); }; });
}

void addEval(CLI::App& app, EvalOptions& options, Action& action) {
    CLI::App* command =
        app.add_subcommand("eval", "Measure a run's last checkpoint on the test images");
    command->add_option("id", options.run, "Run")->required();
    command->add_option("--strategy", options.strategy, "Prediction (default: all three)")
        ->check(CLI::IsMember({"last", "fusion", "best"}));
    addStore(*command, options.store);
    command->add_flag("--json", options.json, "Print one JSON object");
    command->callback([&] { action = [&] { return eval(options); }; });
}

void addRunsCommand(CLI::App& runs, const char* name, const char* what, bool takesId,
                    RunsOptions& options, Action& action, int (*function)(const RunsOptions&)) {
    CLI::App* command = runs.add_subcommand(name, what);
    if (takesId) {
        command->add_option("id", options.run, "Run")->required();
    }
    addStore(*command, options.store);
    command->add_flag("--json", options.json, "Print JSON");
    command->callback([&options, &action, function] {
        action = [&options, function] { return function(options); };
    });
}

int parseAndRun(int argc, char** argv) {
    CLI::App app("Train ASGE networks layer by layer, and look at the runs that are kept.", "asge");
    app.set_version_flag("--version", asge::softwareVersion());
    app.require_subcommand(1);
    app.fallthrough(false);

    Action action;
    TrainOptions trainOptions;
    BenchOptions benchOptions;
    EvalOptions evalOptions;
    RunsOptions runsOptions;
    addTrain(app, trainOptions, action);
    addBench(app, benchOptions, action);
    addEval(app, evalOptions, action);
    CLI::App* runs = app.add_subcommand("runs", "The runs in the store");
    runs->require_subcommand(1);
    addRunsCommand(*runs, "list", "List every run, newest first", false, runsOptions, action,
                   listRuns);
    addRunsCommand(*runs, "show", "Show one run, epoch by epoch", true, runsOptions, action,
                   showRun);
    addRunsCommand(*runs, "delete", "Delete a run and all that belongs to it", true, runsOptions,
                   action, deleteRun);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {
            return app.exit(error); // --help, --version
        }
        std::cerr << "asge: " << error.what() << '\n';
        return badInput;
    }
    return action();
}

} // namespace

int main(int argc, char** argv) {
    asge::limitSpinning();
    try {
        return parseAndRun(argc, argv);
    } catch (const asge::BadInput& error) {
        std::cerr << "asge: " << error.what() << '\n';
        return badInput;
    } catch (const std::exception& error) {
        std::cerr << "asge: " << error.what() << '\n';
        return failure;
    }
}
