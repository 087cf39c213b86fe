// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_checkpoint_command.h"

#include "app/cli/checkpoint_name.h"
#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "core/store/checkpoint_file.h"
#include "core/store/run_reader.h"

namespace asge::cli {

int writeCheckpoint(const RunsOptions& options) {
    const CheckpointName name = checkpointFromText(options.text.value_or(""), "checkpoint");
    const auto store = readExisting(options.store);
    if (!store) {
        noSuchRun(name.run, options.store);
    }
    writeCheckpointFile(*store, name.run, name.epoch, options.file, options.force);
    if (options.json) {
        out().json({{"run", name.run}, {"file", options.file}});
    } else {
        out() << "run " << name.run << ": its checkpoint is in " << options.file << '\n';
    }
    return ok;
}

} // namespace asge::cli
