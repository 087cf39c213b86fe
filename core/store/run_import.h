// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/imported_run.h"
#include "core/store/run_copy.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <optional>
#include <vector>

namespace asge {

/// A store whose runs are to be taken into another. One thread at a time uses it.
class RunImport {
  public:
    /// Opens the file and reads all that is wanted of it: the runs that aren't in its bin, or that
    /// one. Throws BadInput for what is no store, one of a newer version, one that is damaged, and
    /// one without such a run; StoreError where it can't be opened.
    RunImport(const std::filesystem::path& file, std::optional<RunId> only);

    const std::vector<RunId>& runs() const { return runs_; }
    /// Copies a run, unless the other store has it. Called inside a transaction of that.
    ImportedRun take(RunId id, SQLite::Database& into) const;

  private:
    const std::filesystem::path file_;
    SQLite::Database database_;
    std::vector<RunId> runs_;
};

/// Opens a store to copy runs out of it. Throws as openToRead does, and BadInput for one of a newer
/// version, of which a copy would lack what this program doesn't know.
SQLite::Database openToCopy(const std::filesystem::path& path);

} // namespace asge
