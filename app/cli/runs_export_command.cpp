// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_export_command.h"

#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/store/location.h"
#include "core/store/run_export.h"
#include "core/store/run_reader.h"
#include "core/store/store_copy.h"

namespace asge::cli {

namespace {

[[noreturn]] void noSuchStore(const std::string& given) {
    throw BadInput(storeLocation(given).string() + ": there is no such run store");
}

} // namespace

int exportRun(const RunsOptions& options) {
    const auto store = readExisting(options.store);
    if (!store) {
        options.all ? noSuchStore(options.store) : noSuchRun(options.run, options.store);
    }
    if (options.all) {
        exportStore(storeLocation(options.store), options.file, options.force);
        if (options.json) {
            out().json({{"runs", store->runs().size()}, {"file", options.file}});
        } else {
            out() << "all runs: exported to " << options.file << '\n';
        }
        return ok;
    }
    asge::exportRun(storeLocation(options.store), options.run, options.file,
                    {options.force, options.checkpoints});
    if (options.json) {
        out().json({{"run", options.run}, {"file", options.file}});
    } else {
        out() << "run " << options.run << ": exported to " << options.file << '\n';
    }
    return ok;
}

} // namespace asge::cli
