// SPDX-License-Identifier: GPL-3.0-or-later

// asge: train, evaluate and list runs from a terminal.
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/parse_problem.h"
#include "app/cli/parsers.h"
#include "core/base/early_affinity.h"
#include "core/base/error.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/control/engine.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>
#include <iostream>

namespace {

using namespace asge::cli;

void addTrain(CLI::App& app, TrainOptions& options, Action& action) {
    CLI::App* command = app.add_subcommand("train", "Train an experiment and keep it in the store");
    auto* file = command->add_option("experiment", options.experiment, "Experiment file (JSON)");
    addOverrides(*command, options.overrides);
    auto* resume = command->add_option_function<std::string>(
        "--resume", [&](const std::string& text) { options.resume = asge::runIdFromText(text); },
        "Resume a run that was stopped, interrupted or failed, from its last checkpoint");
    auto* branch = command->add_option(
        "--branch", options.branch,
        "Begin a new run from a checkpoint of another: ID for the last one, ID@EPOCH for that of "
        "an epoch; --set changes the other's settings");
    command
        ->add_flag("--force", options.force,
                   "With --resume: also if a process that can't be checked may still train the run")
        ->needs(resume);
    addStore(*command, options.store);
    auto* name = addRunName(*command, options.name);
    addTags(*command, options.tags, "Give the run a tag; repeatable");
    command->add_flag("--json", options.json, "Print one JSON object per line");
    resume->excludes(file)->excludes(branch)->excludes(name);
    resume->excludes(command->get_option("--set"))->excludes(command->get_option("--tag"));
    branch->excludes(file);
    command->callback([&options, &action, file, resume, branch] {
        if (file->count() + resume->count() + branch->count() == 0) {
            throw CLI::RequiredError("experiment");
        }
        action = [&] { return train(options); };
    });
}

void addSweep(CLI::App& app, SweepOptions& options, Action& action) {
    CLI::App* command = app.add_subcommand(
        "sweep", "Train every cell of a sweep that has no finished run, and compare the cells");
    command->add_option("sweep", options.sweep, "Sweep file (JSON)")->required();
    addOverrides(*command, options.overrides);
    addStore(*command, options.store);
    command->add_option("--format", options.format, "Format of the table: text, markdown or csv")
        ->check(CLI::IsMember({"text", "markdown", "csv"}));
    command->add_flag("--layers", options.layers, "Show each layer's test accuracy in the table");
    auto* table = command->add_flag("--table", options.table,
                                    "Train nothing; print the table of the runs in the store");
    command->add_flag("--dry-run", options.dryRun, "Train nothing; list the cells and their state")
        ->excludes(table);
    command
        ->add_flag("--json", options.json,
                   "Print one JSON object per line for each cell, and no table")
        ->excludes(table);
    command->callback([&] { action = [&] { return sweep(options); }; });
}

void addBench(CLI::App& app, BenchOptions& options, Action& action) {
    constexpr int kMostSteps = 1000000;
    CLI::App* command = app.add_subcommand(
        "bench", "Measure the speed and memory of an experiment's training, phase by phase");
    addExperiment(*command, options.experiment, options.overrides);
    command->add_option("--steps", options.steps, "Steps to measure (default: 60)")
        ->check(CLI::Range(1, kMostSteps));
    command->add_flag("--dry-run", options.dryRun,
                      "Train nothing; estimate the memory and the time that the training needs");
    addStore(*command, options.store);
    command->add_flag("--json", options.json, "Print one JSON object");
    command->callback([&] { action = interruptible([&] { return bench(options); }); });
}

void addEval(CLI::App& app, EvalOptions& options, Action& action) {
    CLI::App* command =
        app.add_subcommand("eval", "Measure a run's last checkpoint on the test images");
    addRun(*command, options.run);
    command->add_option("--strategy", options.strategy,
                        "Layers that predict: last, fusion, best, or range:A-B for the fusion of "
                        "the layers A to B (default: last, fusion and best)");
    addStore(*command, options.store);
    command->add_flag("--json", options.json, "Print one JSON object");
    command->callback([&] { action = interruptible([&] { return eval(options); }); });
}

void addOutcomes(CLI::App& app, OutcomesOptions& options, Action& action) {
    constexpr int kMostEpochs = 100000;
    CLI::App* command = app.add_subcommand(
        "outcomes", "Show the margins, confusions and ranges of layers of a run's epoch");
    addRun(*command, options.run);
    command->add_option("--epoch", options.epoch, "Epoch (default: the last one)")
        ->check(CLI::Range(1, kMostEpochs));
    command->add_option("--split", options.split, "Images: test or validation (default: test)")
        ->check(CLI::IsMember({"test", "validation"}));
    auto* confusion =
        command->add_option("--confusion", options.confusion,
                            "Print the confusion matrix of a layer, of last, fusion or best");
    addStore(*command, options.store);
    auto* json = command->add_flag("--json", options.json, "Print everything as one JSON object");
    command->add_flag("--csv", options.csv, "Print the table as CSV")->excludes(json);
    confusion->excludes(json);
    command->callback([&] { action = interruptible([&] { return showOutcomes(options); }); });
}

void addControl(CLI::App& app, ControlOptions& options, Action& action) {
    constexpr int kLongestWait = 86400;
    CLI::App* command =
        app.add_subcommand("control", "Steer a run that another process is training");
    addRun(*command, options.run);
    command->add_option("command", options.words, "Command and its arguments, such as rate 2 0.5");
    auto* list = command->add_flag("--list", options.list,
                                   "Show the state of the layers and the commands that were sent");
    list->excludes(command->get_option("command"));
    command
        ->add_option("--timeout", options.timeout, "Seconds to wait for the answer (default: 60)")
        ->check(CLI::Range(1, kLongestWait));
    addStore(*command, options.store);
    command->add_flag("--json", options.json, "Print JSON");
    command->footer(commandHelp());
    command->callback([&] { action = interruptible([&] { return control(options); }); });
}

void addSettings(CLI::App& app, SettingsOptions& options, Action& action) {
    CLI::App* command = app.add_subcommand(
        "settings", "List every setting of an experiment: default, meaning and range");
    command->add_flag("--json", options.json, "Print a JSON array");
    command->callback([&] { action = [&] { return listSettings(options); }; });
}

int reportError(const std::string& what, int status) {
    printError(what);
    return status;
}

/// Flushes the output, which may fail only now, because the disk is full or the reader has gone.
int afterOutput(int status) {
    errno = 0;
    std::cout.flush();
    const bool lost = std::fflush(stdout) != 0 || std::ferror(stdout) != 0 || !std::cout;
    if (!lost || status != ok) {
        return status;
    }
    const std::string why = errno != 0 ? std::string(": ") + std::strerror(errno) : "";
    return reportError("the output could not be written" + why, failure);
}

int parseAndRun(int argc, char** argv) {
    CLI::App app("Train ASGE networks layer by layer, and view the stored runs.", "asge");
    app.set_version_flag("--version", asge::softwareVersion());
    app.require_subcommand(1);
    app.fallthrough(false);

    Action action;
    TrainOptions trainOptions;
    SweepOptions sweepOptions;
    BenchOptions benchOptions;
    EvalOptions evalOptions;
    OutcomesOptions outcomesOptions;
    PredictOptions predictOptions;
    InspectOptions inspectOptions;
    LinearProbesOptions linearProbesOptions;
    ControlOptions controlOptions;
    QueueOptions queueOptions;
    SettingsOptions settingsOptions;
    RunsOptions runsOptions;
    CompareOptions compareOptions;
    DataOptions dataOptions;
    addTrain(app, trainOptions, action);
    addSweep(app, sweepOptions, action);
    addBench(app, benchOptions, action);
    addEval(app, evalOptions, action);
    addOutcomes(app, outcomesOptions, action);
    addPredict(app, predictOptions, action);
    addInspect(app, inspectOptions, action);
    addLinearProbes(app, linearProbesOptions, action);
    addControl(app, controlOptions, action);
    addQueue(app, queueOptions, action);
    addSettings(app, settingsOptions, action);
    addData(app, dataOptions, action);
    addRuns(app, runsOptions, compareOptions, action);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {
            return app.exit(error); // --help, --version
        }
        return reportError(parseProblem(app, error), badInput);
    }
    return action();
}

} // namespace

int main(int argc, char** argv) {
    asge::surviveLostOutput();
    asge::prepareThreads();
    try {
        return afterOutput(parseAndRun(argc, argv));
    } catch (const asge::BadInput& error) {
        return reportError(error.what(), badInput);
    } catch (const std::bad_alloc&) {
        return reportError("out of memory", failure);
    } catch (const std::exception& error) {
        return reportError(error.what(), failure);
    }
}
