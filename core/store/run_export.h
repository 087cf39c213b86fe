// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <filesystem>

namespace asge {

struct ExportOptions {
    bool overwrite = false;  ///< replace an existing file
    bool checkpoints = true; ///< without checkpoints the run can neither be resumed nor evaluated
};

/// Writes a run with everything that belongs to it to a file, a store that holds only this run. A
/// partly written file never appears under the name; an existing file is replaced only if
/// `overwrite`. Throws BadInput if the run or the store does not exist or the file can't be the
/// target, and StoreError if the run is damaged or the file can't be written.
void exportRun(const std::filesystem::path& store, RunId id, const std::filesystem::path& file,
               const ExportOptions& options = {});

} // namespace asge
