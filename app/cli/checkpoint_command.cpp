// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/checkpoint_name.h"
#include "app/cli/commands.h"
#include "app/cli/existing_store.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/store/checkpoint_file.h"
#include "core/store/location.h"

namespace asge::cli {

int writeCheckpoint(const RunsOptions& options) {
    const CheckpointName name = checkpointFromText(options.text.value_or(""), "checkpoint");
    const auto store = readExisting(options.store);
    if (!store) {
        throw BadInput("run " + std::to_string(name.run) + ": no such run: there is no store at " +
                       storeLocation(options.store).string());
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
