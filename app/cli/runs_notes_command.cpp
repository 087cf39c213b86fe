// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_notes_command.h"

#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "core/store/run_reader.h"

namespace asge::cli {

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
        notes = store->description(options.run).summary.notes;
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
