// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <filesystem>

namespace asge {

struct ExportOptions {
    bool overwrite = false; ///< a file that exists is replaced
    bool checkpoints =
        true; ///< without them the run can be read, but neither resumed nor evaluated
};

/// Writes a run with everything in it to a file, which is a store of its own that holds this run
/// alone. The file is there as a whole or not at all; one that is there stays unless `overwrite`.
/// Throws BadInput for a run or a store that isn't there, and for a file that can't be the target;
/// StoreError for a run that is damaged or a file that can't be written.
void exportRun(const std::filesystem::path& store, RunId id, const std::filesystem::path& file,
               const ExportOptions& options = {});

} // namespace asge
