// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/imported_run.h"
#include "core/store/store_options.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace asge {

/// Copies a consistent state of a whole store to a file; runs keep their numbers, and those in the
/// bin are copied too. Other programs may use the store meanwhile. Runs that are being trained are
/// `interrupted` in the copy. Throws as exportRun does.
void exportStore(const std::filesystem::path& store, const std::filesystem::path& file,
                 bool overwrite = false);

/// Imports runs into the store at `store` as RunWriter::importRuns does. If the store does not
/// exist, it appears complete or not at all: an import that fails or is killed leaves neither store
/// nor folder.
std::vector<ImportedRun> importInto(const std::filesystem::path& store,
                                    const std::filesystem::path& file,
                                    std::optional<RunId> only = {},
                                    const StoreOptions& options = {});

} // namespace asge
