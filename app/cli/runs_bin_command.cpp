// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_bin_command.h"

#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "app/cli/run_change.h"
#include "core/base/counted.h"
#include "core/store/location.h"

#include <filesystem>

namespace asge::cli {

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

} // namespace asge::cli
