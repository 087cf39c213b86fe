// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/run_reader.h"

#include <filesystem>
#include <optional>

namespace asge {

/// A run's checkpoint at the end of that epoch, or the last one. Throws BadInput "run ID: …", with
/// the epochs that there are, if the run has no such checkpoint.
Checkpoint findCheckpoint(const RunReader& store, RunId run, std::optional<int> epoch);

/// Writes a checkpoint to a file that Python's `safetensors` reads, whatever form it is stored in.
/// The file is there as a whole or not at all; one that is there stays unless `overwrite`. Throws
/// as findCheckpoint, BadInput if the file is there, Error if the checkpoint can't be read, and
/// StoreError if the file can't be written.
void writeCheckpointFile(const RunReader& store, RunId run, std::optional<int> epoch,
                         const std::filesystem::path& file, bool overwrite);

} // namespace asge
