// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/run_validity.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <vector>

namespace asge {

// SQL for the list of runs. All functions must be called inside a transaction. They throw SQLite's
// exceptions, and `damage` if the list as a whole is invalid.

/// The runs to list: those in the bin or all others.
enum class RunLocation { list, bin };

/// A listed run and its faults.
struct ListedRun {
    RunSummary summary; ///< only its number is valid if there is a fault
    std::vector<RunFault> faults;
};

/// Lists the runs at that location, newest first, or only the one with this id.
std::vector<ListedRun> listRuns(const SQLite::Database& database, std::optional<RunId> id,
                                RunLocation location = RunLocation::list);

/// As listRuns, without faulty runs, which are appended to `leftOut` if it is given. If only one
/// run is requested without `leftOut` and it is faulty, its fault is thrown as `damage`.
std::vector<RunSummary> readSummaries(const SQLite::Database& database, std::optional<RunId> id,
                                      RunLocation location = RunLocation::list,
                                      std::vector<ListedRun>* leftOut = nullptr);

} // namespace asge
