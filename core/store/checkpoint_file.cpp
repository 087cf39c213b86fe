// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/checkpoint_file.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/store/checkpoint_content.h"
#include "core/store/files.h"
#include "core/store/run_reader.h"

#include <algorithm>

namespace asge {
namespace {

std::string checkpointList(const std::vector<CheckpointInfo>& checkpoints) {
    std::string list;
    for (const CheckpointInfo& each : checkpoints) {
        list +=
            (list.empty() ? "" : ", ") + std::to_string(each.epoch) + (each.best ? " (best)" : "");
    }
    return list;
}

} // namespace

Checkpoint findCheckpoint(const RunReader& store, RunId run, std::optional<int> epoch) {
    const std::string place = "run " + std::to_string(run) + ": ";
    const auto all = store.checkpoints(run);
    if (all.empty()) {
        throw BadInput(place + "has no checkpoint");
    }
    if (!epoch) {
        return *store.checkpoint(run, all.back().step);
    }
    // The first checkpoint with this epoch was taken at its end; later ones were taken within the
    // next epoch.
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const CheckpointInfo& each) { return each.epoch == *epoch; });
    if (found == all.end()) {
        throw BadInput(place + "has no checkpoint of epoch " + std::to_string(*epoch) +
                       "; it has those of epochs " + checkpointList(all));
    }
    return *store.checkpoint(run, found->step);
}

void writeCheckpointFile(const RunReader& store, RunId run, std::optional<int> epoch,
                         const std::filesystem::path& file, bool overwrite) {
    if (!store.find(run)) {
        throw BadInput("run " + std::to_string(run) + ": no such run");
    }
    if (!overwrite && pathExists(file)) {
        throw BadInput(shownName(file) + ": already exists");
    }
    const Checkpoint checkpoint = findCheckpoint(store, run, epoch);
    store.requireUsable(run, checkpoint.step);
    std::string bytes;
    try {
        bytes = toBytes(readCheckpointContent(checkpoint.bytes));
    } catch (const Error& error) {
        throw Error("run " + std::to_string(run) + ": its checkpoint of step " +
                    std::to_string(checkpoint.step) + " can't be read: " + error.what());
    }
    const ScratchFile part(file);
    writeBytes(part, bytes, file);
    if (const auto error =
            putInPlace(part.path(), file, overwrite ? IfExists::replace : IfExists::keep)) {
        throwNotWritten(file, error);
    }
}

} // namespace asge
