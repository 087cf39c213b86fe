// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_tensorboard_command.h"

#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "core/export/tensorboard.h"
#include "core/store/run_reader.h"

namespace asge::cli {

int writeTensorboard(const RunsOptions& options) {
    const auto store = readExisting(options.store);
    if (!store) {
        noSuchRun(options.run, options.store);
    }
    const std::string file = asge::writeTensorboard(store->detail(options.run), options.file);
    if (options.json) {
        out().json({{"run", options.run}, {"file", file}});
    } else {
        out() << "run " << options.run << ": scalars written to " << file << '\n';
    }
    return ok;
}

} // namespace asge::cli
