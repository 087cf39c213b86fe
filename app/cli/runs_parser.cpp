// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/parsers.h"

#include "app/cli/commands.h"
#include "core/run/pinned_notes.h"

#include <cstdint>

namespace asge::cli {

namespace {

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

/// Commands that change a run.
void addRunChanges(CLI::App& runs, RunsOptions& options, Action& action) {
    addTagCommand(runs, options, action);
    CLI::App* notes = addRunsCommand(runs, "notes", "Print a run's notes, or write them", true,
                                     options, action, noteRun);
    CLI::Option* text =
        notes->add_option("text", options.text, "New notes, which replace the present ones");
    notes
        ->add_option("--at", options.atStep,
                     "Keep the notes, and add the text as a note that is pinned to this step")
        ->needs(text)
        ->check(CLI::Range(std::int64_t{0}, kMostPinnedStep));
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
            options.run = runIdFromText(*options.text);
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
        "--run", [&](const std::string& text) { options.run = runIdFromText(text); },
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

/// "--csv", "--tsv", "--latex" and "--markdown", which exclude one another and "--json".
void addFormats(CLI::App& list, RunsFormat& format) {
    std::vector<CLI::Option*> flags{list.get_option("--json")};
    const auto addFormat = [&](const char* name, RunsFormat chosen, const char* what) {
        CLI::Option* flag = list.add_flag_callback(
            name, [&format, chosen] { format = chosen; }, what);
        for (CLI::Option* other : flags) {
            flag->excludes(other);
        }
        flags.push_back(flag);
    };
    addFormat("--csv", RunsFormat::csv, "Print the table as CSV, values in full");
    addFormat("--tsv", RunsFormat::tsv, "Print the table with tabs between the cells");
    addFormat("--latex", RunsFormat::latex, "Print the table for LaTeX, with booktabs");
    addFormat("--markdown", RunsFormat::markdown, "Print the table for Markdown");
}

void addTrials(CLI::App& runs, RunsOptions& options, Action& action) {
    CLI::App* command = addRunsCommand(
        runs, "trials", "Rank the settings in which runs differ by validation accuracy", false,
        options, action, showTrials);
    command->add_option("filter", options.query.filter,
                        "Only runs that match, for example tag:sweep:gain");
    command->add_flag("--each", options.each,
                      "One row per run; otherwise runs that differ only in their seed share one");
    command->add_flag("--layers", options.layers, "Also the test accuracies of the layers");
    addFormats(*command, options.query.format);
}

void addCompare(CLI::App& runs, CompareOptions& options, Action& action) {
    CLI::App* command = runs.add_subcommand(
        "compare", "Compare runs: settings that differ, results, accuracy per layer");
    command
        ->add_option_function<std::vector<std::string>>(
            "ids",
            [&options](const std::vector<std::string>& texts) {
                for (const std::string& text : texts) {
                    options.runs.push_back(runIdFromText(text));
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

} // namespace

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
    addFormats(*list, options.query.format);
    addRunsCommand(*runs, "show", "Show one run, epoch by epoch", true, options, action, showRun);
    addCompare(*runs, compareOptions, action);
    addTrials(*runs, options, action);
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

} // namespace asge::cli
