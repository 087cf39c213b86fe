// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/run_reader.h"

#include <filesystem>
#include <optional>

namespace asge {

/// The checkpoint that a run made at the end of the epoch, or its last one. Throws BadInput "run
/// ID: …", with a list of the available epochs, if the run has no such checkpoint.
Checkpoint findCheckpoint(const RunReader& store, RunId run, std::optional<int> epoch);

/// Writes a checkpoint to a file that Python's `safetensors` reads, whatever version it is stored
/// in. A partly written file never appears under the name; an existing file is replaced only if
/// `overwrite`. Throws as findCheckpoint does, BadInput if the file exists, Error if the checkpoint
/// can't be read, and StoreError if the file can't be written.
void writeCheckpointFile(const RunReader& store, RunId run, std::optional<int> epoch,
                         const std::filesystem::path& file, bool overwrite);

} // namespace asge
