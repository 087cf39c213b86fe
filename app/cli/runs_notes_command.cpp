// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_notes_command.h"

#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "core/run/pinned_notes.h"
#include "core/store/run_reader.h"

namespace asge::cli {

namespace {

std::string notesOf(const RunsOptions& options) {
    const auto store = readExisting(options.store);
    if (!store) {
        noSuchRun(options.run, options.store);
    }
    return store->description(options.run).summary.notes;
}

/// Writes the notes and returns them.
std::string writtenNotes(const RunsOptions& options) {
    if (!options.atStep) {
        writeExisting(options.run, options.store)->setNotes(options.run, *options.text);
        return *options.text;
    }
    const std::string before = notesOf(options);
    const std::string after = withPinned(before, {*options.atStep, *options.text});
    writeExisting(options.run, options.store)->changeNotes(options.run, before, after);
    return notesOf(options); // other programs may have added notes
}

} // namespace

int noteRun(const RunsOptions& options) {
    std::string notes;
    if (options.text) {
        notes = writtenNotes(options);
    } else {
        notes = notesOf(options);
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

} // namespace asge::cli
