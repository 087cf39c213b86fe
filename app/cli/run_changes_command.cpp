// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/commands.h"
#include "app/cli/existing_store.h"
#include "app/cli/output.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/store/location.h"
#include "core/store/run_reader.h"

namespace asge::cli {

namespace {

/// Prints what was done to the run, as a line or as JSON.
void printChange(const RunsOptions& options, const std::string& what, const Json& json) {
    if (options.json) {
        Json all{{"run", options.run}};
        all.update(json);
        out().json(all);
    } else {
        out() << "run " << options.run << ": " << what << '\n';
    }
}

int setArchived(const RunsOptions& options, bool archived) {
    writeExisting(options.run, options.store)->setArchived(options.run, archived);
    printChange(options, archived ? "archived" : "no longer archived", {{"archived", archived}});
    return ok;
}

} // namespace

int tagRun(const RunsOptions& options) {
    std::vector<std::string> added;
    std::vector<std::string> removed;
    for (const std::string& change : options.tags) {
        if (change.front() != '+' && change.front() != '-') {
            throw BadInput("'" + oneLine(change, 2 * kLongestTag) +
                           "' must begin with + to add a tag or with - to remove it");
        }
        (change.front() == '+' ? added : removed).push_back(change.substr(1));
    }
    const auto writer = writeExisting(options.run, options.store);
    writer->changeTags(options.run, added, removed);
    const RunSummary run = RunReader(writer->path()).find(options.run).value();
    printChange(options, run.tags.empty() ? "no tags" : "tags " + tagsText(run),
                {{"tags", run.tags}});
    return ok;
}

int deleteRun(const RunsOptions& options) {
    const auto writer = writeExisting(options.run, options.store);
    if (options.now) {
        writer->remove(options.run);
        writer->shrinkAtEnd();
        printChange(options, "deleted", {{"deleted", true}});
    } else {
        writer->discard(options.run);
        printChange(options,
                    "moved to the bin; 'asge runs restore " + std::to_string(options.run) +
                        "' takes it out again, and 'asge runs purge' empties the bin",
                    {{"deleted", true}, {"bin", true}});
    }
    return ok;
}

int restoreRun(const RunsOptions& options) {
    writeExisting(options.run, options.store)->restore(options.run);
    printChange(options, "restored from the bin", {{"deleted", false}});
    return ok;
}

int purgeRuns(const RunsOptions& options) {
    int runs = 0;
    if (std::filesystem::exists(storeLocation(options.store))) {
        const auto writer = writeExisting(0, options.store);
        runs = writer->emptyBin();
        writer->shrinkAtEnd();
    }
    if (options.json) {
        out().json({{"deleted", runs}});
    } else {
        out() << counted(runs, "run") << " deleted permanently\n";
    }
    return ok;
}

int noteRun(const RunsOptions& options) {
    std::string notes;
    if (options.text) {
        writeExisting(options.run, options.store)->setNotes(options.run, *options.text);
        notes = *options.text;
    } else {
        const auto store = readExisting(options.store);
        if (!store) {
            noSuchRun(options.run, options.store);
        }
        notes = store->detail(options.run).summary.notes;
    }
    if (options.json) {
        out().json({{"run", options.run}, {"notes", notes}});
    } else if (!options.text) {
        out().lines(notes).lines(notes.empty() || notes.back() == '\n' ? "" : "\n");
    } else {
        out() << "run " << options.run << ": " << (notes.empty() ? "no notes" : "notes saved")
              << '\n';
    }
    return ok;
}

int archiveRun(const RunsOptions& options) {
    return setArchived(options, true);
}

int unarchiveRun(const RunsOptions& options) {
    return setArchived(options, false);
}

} // namespace asge::cli
