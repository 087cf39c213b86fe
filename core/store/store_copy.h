// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/imported_run.h"
#include "core/store/store_use.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace asge {

/// Writes all of a store, as it is at one moment, to a file: its runs under their numbers, those in
/// the bin too. Other programs may use the store meanwhile. Runs that are being trained are
/// `interrupted` in the copy. Throws as exportRun does.
void exportStore(const std::filesystem::path& store, const std::filesystem::path& file,
                 bool overwrite = false);

/// RunWriter::importRuns into the store at `store`. If there is none it is made as a whole with
/// what is imported: an import that fails, or is killed, leaves none, and no folder either.
std::vector<ImportedRun> importInto(const std::filesystem::path& store,
                                    const std::filesystem::path& file,
                                    std::optional<RunId> only = {}, const StoreUse& use = {});

} // namespace asge
