// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/queue_add_command.h"

#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "app/cli/queue_store.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/experiment_source.h"
#include "core/experiment/experiment_json.h"
#include "core/store/location.h"
#include "core/sweep/sweep_reader.h"

#include <algorithm>
#include <filesystem>

namespace asge::cli {

namespace {

/// The cells that have no run and do not wait yet, as `asge sweep` would train them.
std::vector<NewQueueEntry> cellsOf(const QueueOptions& options) {
    const Sweep sweep = loadSweep(options.sweep, options.overrides);
    const auto store = readExisting(options.store);
    const SweepRest rest = store ? restOf(sweep, store->runs(), store->queue().entries)
                                 : SweepRest{queueEntries(sweep)};
    std::vector<NewQueueEntry> entries = rest.entries;
    if (rest.left > 0 && !options.json) {
        (out() << counted(rest.left, "cell") << " of " << sweep.cells.size()
               << " left out: with a run or in the queue already\n")
            .flush();
    }
    for (NewQueueEntry& entry : entries) {
        entry.tags.insert(entry.tags.end(), options.tags.begin(), options.tags.end());
    }
    return entries;
}

NewQueueEntry settingsOfRun(const QueueOptions& options) {
    const auto store = readExisting(options.store);
    if (!store) {
        noSuchRun(options.run, options.store);
    }
    const std::string place = "run " + std::to_string(options.run);
    const auto run = store->find(options.run);
    if (!run) {
        throw BadInput(place + ": no such run");
    }
    return {options.name.value_or(run->name), options.tags,
            parseExperiment(run->experimentJson, place, options.overrides)};
}

NewQueueEntry experimentOf(const QueueOptions& options) {
    requireExperiment(options.experiment, "asge queue add");
    return {options.name.value_or(nameAfter(options.experiment)), options.tags,
            loadExperiment(options.experiment, options.overrides)};
}

std::vector<NewQueueEntry> newEntries(const QueueOptions& options) {
    if (!options.sweep.empty()) {
        return cellsOf(options);
    }
    return {options.run != 0 ? settingsOfRun(options) : experimentOf(options)};
}

} // namespace

int addToQueue(const QueueOptions& options) {
    const auto entries = newEntries(options); // before a store is created
    const auto path = storeLocation(options.store);
    RunWriter store(path, storeOptionsFor(path));
    const auto added = store.addToQueue(entries);
    for (const QueueEntry& entry : RunReader(path).queue().entries) {
        if (std::find(added.begin(), added.end(), entry.id) != added.end()) {
            printEntry(options, entry);
        }
    }
    return ok;
}

} // namespace asge::cli
