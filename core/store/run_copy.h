// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <span>
#include <stdexcept>
#include <string>

namespace asge {

/// A table that has rows of runs.
struct RunTable {
    const char* name;
    const char* run; ///< the column with the run's number
    const char* key; ///< what tells a run's rows apart, in their order: "epoch, layer"
};

/// All of them, each after those that its rows refer to; the first is `run` itself.
std::span<const RunTable> runTables();

/// Rows that can't be read, or that the schema doesn't take: "step: …".
class BadRows : public std::runtime_error {
  public:
    using runtime_error::runtime_error;
};

/// Copies runs from one database to another, both of this program's version, row by row: neither
/// has to know the other's numbers. Called inside a transaction of each. Throws BadRows, and
/// SQLite's for what befalls the second database.
class RunCopier {
  public:
    RunCopier(const SQLite::Database& from, SQLite::Database& to) : from_(from), to_(to) {}

    /// What tells the run from every other. Those of stores of old versions have none, and get one
    /// that depends on what the run is: the same each time.
    std::string uidOf(RunId id) const;
    /// All that belongs to the run, under a number of its own. A copy isn't trained by anybody: one
    /// of a run that is becomes `interrupted`.
    RunId copy(RunId id, bool checkpoints = true);
    /// The same as far as it can be read; 0 where nothing of it can. Tells what is left out. Where
    /// the run's own row is lost it gets one that says so, for the sake of its epochs and weights.
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
