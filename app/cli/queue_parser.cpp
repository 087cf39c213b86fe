// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/parsers.h"

#include "app/cli/commands.h"
#include "app/cli/queue_store.h"

namespace asge::cli {

namespace {

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
    auto* sweep = add->add_option(
        "--sweep", options.sweep,
        "Add the cells of a sweep file (JSON) that have no run and do not wait yet");
    auto* run = add->add_option_function<std::string>(
        "--run", [&](const std::string& text) { options.run = runIdFromText(text); },
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

} // namespace

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

} // namespace asge::cli
