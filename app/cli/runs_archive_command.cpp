// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_archive_command.h"

#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/run_change.h"

namespace asge::cli {

namespace {

int setArchived(const RunsOptions& options, bool archived) {
    writeExisting(options.run, options.store)->setArchived(options.run, archived);
    printChange(options, archived ? "archived" : "no longer archived", {{"archived", archived}});
    return ok;
}

} // namespace

int archiveRun(const RunsOptions& options) {
    return setArchived(options, true);
}

int unarchiveRun(const RunsOptions& options) {
    return setArchived(options, false);
}

} // namespace asge::cli
