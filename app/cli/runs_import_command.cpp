// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_import_command.h"

#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/store/imported_run.h"
#include "core/store/location.h"
#include "core/store/store_copy.h"

#include <algorithm>

namespace asge::cli {

int importRuns(const RunsOptions& options) {
    const auto path = storeLocation(options.store);
    const auto runs =
        importInto(path, options.file, options.run == 0 ? std::nullopt : std::optional(options.run),
                   storeOptionsFor(path));
    const auto alreadyPresent = [](const ImportedRun& run) {
        return "run " + std::to_string(run.id) + " is already the same run";
    };
    if (std::none_of(runs.begin(), runs.end(), [](const auto& run) { return run.isNew; })) {
        throw BadInput(options.file + ": " + alreadyPresent(runs.front()));
    }
    for (const ImportedRun& run : runs) {
        if (options.json) {
            out().json(
                {{"run", run.id}, {"uid", run.uid}, {"name", run.name}, {"imported", run.isNew}});
        } else if (run.isNew) {
            out() << "run " << run.id << ": imported, " << run.name << '\n';
        } else {
            out() << alreadyPresent(run) << ": " << run.name << '\n';
        }
    }
    return ok;
}

} // namespace asge::cli
