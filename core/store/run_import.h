// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/imported_run.h"
#include "core/store/run_copy.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <optional>
#include <vector>

namespace asge {

/// A store whose runs are imported into another one. Must be used by one thread at a time.
class RunImport {
  public:
    /// Opens the file and checks the runs to import: all that are not in its bin, or only `only`.
    /// Throws BadInput if the file is not a store, is of a newer version, is damaged or lacks the
    /// run, and StoreError if it can't be opened.
    RunImport(const std::filesystem::path& file, std::optional<RunId> only);

    const std::vector<RunId>& runs() const { return runs_; }
    /// Copies a run to `into`, unless that store has it already. Must be called inside a
    /// transaction of `into`.
    ImportedRun take(RunId id, SQLite::Database& into) const;

  private:
    const std::filesystem::path file_;
    SQLite::Database database_;
    std::vector<RunId> runs_;
};

/// Opens a store to copy runs from it. Throws as openToRead does, and BadInput for a store of a
/// newer version: the copy would lack data that this program does not know.
SQLite::Database openToCopy(const std::filesystem::path& path);

} // namespace asge
