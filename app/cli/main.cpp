// SPDX-License-Identifier: GPL-3.0-or-later

// asge: train, evaluate and list runs from a terminal.
#include "app/cli/commands.h"
#include "app/cli/interruption.h"
#include "app/cli/output.h"
#include "app/cli/parse_problem.h"
#include "app/cli/queue_store.h"
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

/// What the chosen command does. Each command sets `action` when it is parsed, and main runs it.
using Action = std::function<int()>;

/// For a command that a signal may end at any moment. Training is different: it ends after a batch.
Action interruptible(Action action) {
    return [action = std::move(action)] { return untilInterrupted(action); };
}

std::string fileNameProblem(const std::string& file) {
    return file.empty() ? "the file name is empty" : "";
}

void addStore(CLI::App& command, std::string& store) {
    command
        .add_option("--store", store,
                    "Store file (default: $ASGE_STORE, else the user's data directory)")
        ->check(fileNameProblem);
}

void addRun(CLI::App& command, asge::RunId& run) {
    command
        .add_option_function<std::string>(
            "id", [&run](const std::string& text) { run = asge::runIdFromText(text); }, "Run")
        ->required();
}

void addOverrides(CLI::App& command, std::vector<std::string>& overrides) {
    command
        .add_option("--set", overrides,
                    "Override a setting of the file: key.path=value, for example train.epochs=2; "
                    "repeatable")
        ->take_all()
        ->allow_extra_args(false);
}

void addExperiment(CLI::App& command, std::string& file, std::vector<std::string>& overrides) {
    command.add_option("experiment", file, "Experiment file (JSON)")->required();
    addOverrides(command, overrides);
}

void addTags(CLI::App& command, std::vector<std::string>& tags, const char* what) {
    command.add_option("--tag", tags, what)
        ->check([](const std::string& tag) { return asge::tagProblem(tag).value_or(""); })
        ->take_all()
        ->allow_extra_args(false);
}

CLI::Option* addRunName(CLI::App& command, std::optional<std::string>& name) {
    return command.add_option("--name", name, "Name of the run (default: the file name)")
        ->check([](const std::string& text) { return asge::nameProblem(text).value_or(""); });
}

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
                      "Train nothing; estimate the memory that the training needs");
    command->add_flag("--json", options.json, "Print one JSON object");
    command->callback([&] { action = interruptible([&] { return bench(options); }); });
}

void addEval(CLI::App& app, EvalOptions& options, Action& action) {
    CLI::App* command =
        app.add_subcommand("eval", "Measure a run's last checkpoint on the test images");
    addRun(*command, options.run);
    command->add_option("--strategy", options.strategy, "Prediction (default: all three)")
        ->check(CLI::IsMember({"last", "fusion", "best"}));
    addStore(*command, options.store);
    command->add_flag("--json", options.json, "Print one JSON object");
    command->callback([&] { action = interruptible([&] { return eval(options); }); });
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

CLI::App* addQueueCommand(CLI::App& queue, const char* name, const char* what,
                          QueueOptions& options, Action& action,
                          int (*function)(const QueueOptions&)) {
    CLI::App* command = queue.add_subcommand(name, what);
    addStore(*command, options.store);
    command->add_flag("--json", options.json, "Print JSON");
    command->callback([&options, &action, function] {
        action = interruptible([&options, function] { return function(options); });
    });
    return command;
}

std::int64_t queueEntryFromText(const std::string& text) {
    return positiveFromText(text, "the number of a queue entry");
}

void addQueueAdd(CLI::App& queue, QueueOptions& options, Action& action) {
    CLI::App* add =
        addQueueCommand(queue, "add", "Add an experiment at the end", options, action, addToQueue);
    auto* file = add->add_option("experiment", options.experiment, "Experiment file (JSON)");
    auto* sweep = add->add_option("--sweep", options.sweep, "Add each cell of a sweep file (JSON)");
    auto* run = add->add_option_function<std::string>(
        "--run", [&](const std::string& text) { options.run = asge::runIdFromText(text); },
        "Add the settings of a stored run");
    addOverrides(*add, options.overrides);
    addRunName(*add, options.name)->excludes(sweep);
    addTags(*add, options.tags, "Give the run a tag; repeatable");
    sweep->excludes(file)->excludes(run);
    run->excludes(file);
    add->parse_complete_callback([file, sweep, run] {
        if (file->count() + sweep->count() + run->count() == 0) {
            throw CLI::RequiredError("experiment");
        }
    });
}

void addQueueChanges(CLI::App& queue, QueueOptions& options, Action& action) {
    CLI::App* move = addQueueCommand(queue, "move", "Move an entry to another position", options,
                                     action, moveInQueue);
    move->add_option_function<std::string>(
            "entry",
            [&options](const std::string& text) { options.entries = {queueEntryFromText(text)}; },
            "Entry")
        ->required();
    move->add_option_function<std::string>(
            "position",
            [&options](const std::string& text) {
                options.position = positiveFromText(text, "a position");
            },
            "New position; 1 is trained first")
        ->required();
    CLI::App* remove =
        addQueueCommand(queue, "remove", "Remove entries", options, action, removeFromQueue);
    remove
        ->add_option_function<std::vector<std::string>>(
            "entries",
            [&options](const std::vector<std::string>& texts) {
                for (const std::string& text : texts) {
                    options.entries.push_back(queueEntryFromText(text));
                }
            },
            "Entries")
        ->required();
    addQueueCommand(queue, "clear", "Remove the finished entries", options, action, clearQueue);
}

void addQueue(CLI::App& app, QueueOptions& options, Action& action) {
    CLI::App* queue = app.add_subcommand(
        "queue", "The experiments that are to be trained one after another; lists them");
    queue->require_subcommand(0, 1);
    addStore(*queue, options.store);
    queue->add_flag("--json", options.json, "Print JSON");
    queue->callback([&options, &action, queue] {
        if (queue->get_subcommands().empty()) {
            action = interruptible([&options] { return listQueue(options); });
        }
    });
    addQueueCommand(*queue, "list", "List the entries in their order", options, action, listQueue);
    addQueueAdd(*queue, options, action);
    addQueueChanges(*queue, options, action);
    CLI::App* run = addQueueCommand(*queue, "run", "Train the waiting entries one after another",
                                    options, action, runQueue);
    // A signal ends the training after a batch.
    run->callback([&options, &action] { action = [&options] { return runQueue(options); }; });
}

void addSettings(CLI::App& app, SettingsOptions& options, Action& action) {
    CLI::App* command = app.add_subcommand(
        "settings", "List every setting of an experiment: default, meaning and range");
    command->add_flag("--json", options.json, "Print a JSON array");
    command->callback([&] { action = [&] { return listSettings(options); }; });
}

CLI::App* addRunsCommand(CLI::App& runs, const char* name, const char* what, bool takesId,
                         RunsOptions& options, Action& action,
                         int (*function)(const RunsOptions&)) {
    CLI::App* command = runs.add_subcommand(name, what);
    if (takesId) {
        addRun(*command, options.run);
    }
    addStore(*command, options.store);
    command->add_flag("--json", options.json, "Print JSON");
    command->callback([&options, &action, function] {
        action = interruptible([&options, function] { return function(options); });
    });
    return command;
}

/// "+new -old": tags to add and to remove, which the parser would take for options.
void addTagCommand(CLI::App& runs, RunsOptions& options, Action& action) {
    CLI::App* command = addRunsCommand(runs, "tag", "Add or remove tags of a run: +new -old", true,
                                       options, action, tagRun);
    command->allow_extras();
    command->set_help_flag("--help",
                           "Print this help message and exit"); // -h could be a tag to remove
    command->footer("tags: +TAG adds a tag, -TAG removes it; any number of them");
    command->parse_complete_callback([command, &options] {
        options.tags = command->remaining();
        if (options.tags.empty()) {
            throw CLI::ValidationError("tags", "name at least one, such as +baseline -draft");
        }
    });
}

void addFile(CLI::App& command, std::string& file, const char* what) {
    command.add_option("file", file, what)->required()->check(fileNameProblem);
}

/// Commands that change a run.
void addRunChanges(CLI::App& runs, RunsOptions& options, Action& action) {
    addTagCommand(runs, options, action);
    CLI::App* notes = addRunsCommand(runs, "notes", "Print a run's notes, or write them", true,
                                     options, action, noteRun);
    notes->add_option("text", options.text, "New notes, which replace the present ones");
    addRunsCommand(runs, "archive", "Mark a run as archived", true, options, action, archiveRun);
    addRunsCommand(runs, "unarchive", "Remove the archived mark", true, options, action,
                   unarchiveRun);
    CLI::App* remove =
        addRunsCommand(runs, "delete", "Move a run to the bin", true, options, action, deleteRun);
    remove->add_flag("--now", options.now, "Delete the run permanently, even if it is in the bin");
    addRunsCommand(runs, "restore", "Take a run out of the bin", true, options, action, restoreRun);
    addRunsCommand(runs, "purge", "Permanently delete the runs in the bin", false, options, action,
                   purgeRuns);
}

/// "export ID FILE", or "export --all FILE".
void addExport(CLI::App& runs, RunsOptions& options, Action& action) {
    CLI::App* out = addRunsCommand(runs, "export", "Write a run, or the whole store, to a file",
                                   false, options, action, exportRun);
    auto* id = out->add_option("id", options.text, "Run; not with --all");
    auto* file = out->add_option("file", options.file, "File to write, which is a store itself");
    auto* all =
        out->add_flag("--all", options.all,
                      "The whole store, as of one moment; other programs may keep using it");
    out->add_flag("!--without-checkpoints", options.checkpoints,
                  "Leave out checkpoints: a small file, whose run can be viewed but not resumed or "
                  "evaluated")
        ->excludes(all);
    out->add_flag("--force", options.force, "Overwrite an existing file");
    out->parse_complete_callback([&options, id, file] {
        if (options.all && id->count() > 0 && file->count() > 0) {
            throw CLI::ExcludesError("--all", "id");
        }
        if (options.all && id->count() > 0) { // the only word is the file
            options.file = *options.text;
        } else if (id->count() == 0 || file->count() == 0) {
            throw CLI::RequiredError(id->count() == 0 && !options.all ? "id" : "file");
        } else {
            options.run = asge::runIdFromText(*options.text);
        }
        if (const std::string problem = fileNameProblem(options.file); !problem.empty()) {
            throw CLI::ValidationError("file", problem);
        }
    });
}

void addTransfer(CLI::App& runs, RunsOptions& options, Action& action) {
    addExport(runs, options, action);
    CLI::App* events = addRunsCommand(runs, "tensorboard", "Write a run's scalars for TensorBoard",
                                      true, options, action, writeTensorboard);
    addFile(*events, options.file, "Folder to write an event file into");
    CLI::App* state =
        addRunsCommand(runs, "checkpoint", "Write a checkpoint for Python's safetensors", false,
                       options, action, writeCheckpoint);
    state->add_option("run", options.text, "ID of the run, or ID@EPOCH")->required();
    addFile(*state, options.file, "File to write, NAME.safetensors");
    state->add_flag("--force", options.force, "Overwrite an existing file");
    CLI::App* in = addRunsCommand(runs, "import", "Import the runs of another store", false,
                                  options, action, importRuns);
    addFile(*in, options.file, "An exported run, or another store");
    in->add_option_function<std::string>(
        "--run", [&](const std::string& text) { options.run = asge::runIdFromText(text); },
        "Import only this run of the file");
}

/// Adds the options of `runs list` that select and arrange runs.
void addQuery(CLI::App& list, RunsQuery& query) {
    const auto addList = [&](const char* name, std::vector<std::string>& words, const char* what) {
        list.add_option(name, words, what)->delimiter(',')->take_all()->allow_extra_args(false);
    };
    list.add_option("--filter", query.filter,
                    "Only runs that match, for example 'fusion > 0.9 and data = fashion-mnist'");
    addList("--columns", query.columns,
            "Fields to show, separated by commas, for example id,name,fusion,train.seed");
    list.add_option("--sort", query.sort,
                    "Field to sort by; --sort=-fusion from high to low (default: newest first)");
    addList(
        "--group-by", query.groupBy,
        "One row per group of runs that differ only in their seed (seed), or that share a field, "
        "a setting or a tag (tag:NAME): mean and standard deviation");
}

void addCompare(CLI::App& runs, CompareOptions& options, Action& action) {
    CLI::App* command = runs.add_subcommand(
        "compare", "Compare runs: settings that differ, results, accuracy per layer");
    command
        ->add_option_function<std::vector<std::string>>(
            "ids",
            [&options](const std::vector<std::string>& texts) {
                for (const std::string& text : texts) {
                    options.runs.push_back(asge::runIdFromText(text));
                }
            },
            "Two or more runs")
        ->required();
    command->add_option("--group-by", options.groupBy,
                        "One row per group of runs that differ only in their seed (seed), or "
                        "that share a field, a setting or a tag (tag:NAME)");
    command
        ->add_option("--table", options.table, "Print only one table: settings, results or layers")
        ->check(CLI::IsMember({"settings", "results", "layers"}));
    addStore(*command, options.store);
    auto* csv = command->add_flag("--csv", options.csv, "Print the tables as CSV");
    auto* latex = command->add_flag("--latex", options.latex, "Print the tables for LaTeX");
    auto* json = command->add_flag("--json", options.json, "Print JSON");
    csv->excludes(latex)->excludes(json);
    latex->excludes(json);
    command->callback([&options, &action] {
        action = interruptible([&options] { return compareRuns(options); });
    });
}

void addRuns(CLI::App& app, RunsOptions& options, CompareOptions& compareOptions, Action& action) {
    CLI::App* runs = app.add_subcommand("runs", "The runs in the store");
    runs->require_subcommand(1);
    CLI::App* list = addRunsCommand(*runs, "list", "List every run, newest first", false, options,
                                    action, listRuns);
    addTags(*list, options.tags,
            "Only runs with this tag; repeatable, a run must have all of them");
    list->add_flag("--bin", options.bin, "List the runs in the bin");
    list->add_flag("--archived", options.archived, "List only archived runs");
    addQuery(*list, options.query);
    addRunsCommand(*runs, "show", "Show one run, epoch by epoch", true, options, action, showRun);
    addCompare(*runs, compareOptions, action);
    addRunChanges(*runs, options, action);
    addTransfer(*runs, options, action);
    CLI::App* check =
        addRunsCommand(*runs, "check", "Read the whole store and report what is damaged", false,
                       options, action, checkRuns);
    check
        ->add_option("--salvage", options.file,
                     "Write everything that can be read to this new store")
        ->check(fileNameProblem);
}

/// `message` with "--set data.size=7:" or "--set data.labels=…:" replaced by the shorter option
/// that the user typed: "--size 7: …".
std::string asTyped(const std::string& message, const DataOptions& options) {
    const std::pair<std::string, std::string> shorthands[] = {
        {"data.size=" + std::to_string(options.size), "--size " + std::to_string(options.size)},
        {"data.labels=" + options.labels, "--labels " + options.labels}};
    for (const auto& [setting, option] : shorthands) {
        const bool isSet = std::find(options.overrides.begin(), options.overrides.end(), setting) !=
                           options.overrides.end();
        const std::string place = "--set " + setting + ":";
        if (!isSet && message.starts_with(place)) {
            return option + message.substr(place.size() - 1);
        }
    }
    return message;
}

CLI::App* addDataCommand(CLI::App& data, const char* name, const char* what, DataOptions& options,
                         Action& action, int (*function)(const DataOptions&)) {
    CLI::App* command = data.add_subcommand(name, what);
    command->callback([&options, &action, function] {
        action = interruptible([&options, function] {
            try {
                return function(options);
            } catch (const asge::BadInput& error) {
                throw asge::BadInput(asTyped(error.what(), options));
            }
        });
    });
    return command;
}

void addSource(CLI::App& command, DataOptions& options) {
    constexpr int kLongestSide = 1024;
    command
        .add_option("source", options.source,
                    "Name of a data set, a folder that holds one, or an experiment file (JSON)")
        ->required();
    command
        .add_option("--size", options.size, "Side length that photographs are scaled to, in pixels")
        ->check(CLI::Range(1, kLongestSide));
    command.add_option("--labels", options.labels, "Labels to use if the data set has two kinds")
        ->check(CLI::IsMember({"fine", "coarse"}));
    addOverrides(command, options.overrides);
}

void addBrowse(CLI::App& command, DataOptions& options) {
    constexpr int kMostImages = 1000;
    constexpr int kMostPages = 1000000;
    command.add_option("--output", options.output, "PNG file to write")->required();
    command.add_option("--split", options.split, "Images to show (default: train)")
        ->check(CLI::IsMember({"train", "test", "validation"}));
    command.add_option("--class", options.className, "Show only this class, by its name or index");
    command.add_option("--count", options.count, "Images per class (default: 10)")
        ->check(CLI::Range(1, kMostImages));
    command
        .add_option("--page", options.page,
                    "Page to show, if the rows don't fit on one (default: 1)")
        ->check(CLI::Range(1, kMostPages));
}

void addData(CLI::App& app, DataOptions& options, Action& action) {
    CLI::App* data = app.add_subcommand("data", "The data sets");
    data->require_subcommand(1);
    CLI::App* list = addDataCommand(*data, "list", "List the data sets that are known by name",
                                    options, action, listData);
    CLI::App* verify = addDataCommand(*data, "verify", "Read a whole data set and check it",
                                      options, action, verifyData);
    CLI::App* stats =
        addDataCommand(*data, "stats", "Count a data set's images and measure their channels",
                       options, action, showDataStatistics);
    CLI::App* browse = addDataCommand(*data, "browse", "Draw some images of each class into a file",
                                      options, action, browseData);
    for (CLI::App* command : {list, verify, stats, browse}) {
        command->add_flag("--json", options.json, "Print JSON");
    }
    for (CLI::App* command : {verify, stats, browse}) {
        addSource(*command, options);
    }
    addBrowse(*browse, options);
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
