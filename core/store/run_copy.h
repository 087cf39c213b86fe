// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <span>
#include <stdexcept>
#include <string>

namespace asge {

/// A table whose rows belong to runs.
struct RunTable {
    const char* name;
    const char* run; ///< the column that holds the run's number
    const char* key; ///< the columns that identify and order a run's rows: "epoch, layer"
};

/// All such tables, each after those that its rows refer to. The first is `run` itself.
std::span<const RunTable> runTables();

/// Thrown for rows that can't be read or that the schema rejects: "step: …".
class BadRows : public std::runtime_error {
  public:
    using runtime_error::runtime_error;
};

/// Copies runs, row by row, from one database to another. Both must have this program's schema
/// version; the copies get numbers of the target's own. Must be called inside a transaction of
/// each. Throws BadRows, and SQLite's exceptions for failures of the target.
class RunCopier {
  public:
    RunCopier(const SQLite::Database& from, SQLite::Database& to) : from_(from), to_(to) {}

    /// The run's uid. A run of a store of an old version has none; its uid is derived from its
    /// content, so it is the same each time.
    std::string uidOf(RunId id) const;
    /// Copies everything that belongs to the run and returns the copy's number. The copy of a run
    /// that is being trained becomes `interrupted`, because no process trains the copy.
    RunId copy(RunId id, bool checkpoints = true);
    /// Copies what can be read of a run; returns 0 if that is nothing. Calls `leftOut` for each
    /// part that is left out. If the run's own row is lost, a new row that says so is made, to keep
    /// its epochs and checkpoints.
    RunId salvage(RunId id, const std::function<void(const std::string&)>& leftOut);

  private:
    RunId copyRun(RunId id);
    RunId makeRun(RunId id);
    std::string uidInIndex(RunId id) const;
    void copyRows(const RunTable& table, RunId id, RunId copy);
    int salvageRows(const RunTable& table, RunId id, RunId copy, std::string& why);

    const SQLite::Database& from_;
    SQLite::Database& to_;
};

} // namespace asge
