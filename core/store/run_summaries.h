// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/run_validity.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <vector>

namespace asge {

// The SQL of the list of runs. Called inside a transaction; throws what SQLite throws, and `damage`
// if the list as a whole can't be what a program of ours wrote.

/// Which runs a summary is wanted of.
enum class Shelf { shown, bin };

/// A run as it is listed, and what is wrong with it.
struct ListedRun {
    RunSummary summary; ///< only its number counts if there is a fault
    std::vector<RunFault> faults;
};

/// All runs that are there, or that are in the bin, newest first; or the one with this id.
std::vector<ListedRun> listRuns(const SQLite::Database& database, std::optional<RunId> id,
                                Shelf shelf = Shelf::shown);

/// Those without a fault. Faulty ones are added to `leftOut` if that is given; if one run alone is
/// wanted and it is faulty, that is thrown as `damage`.
std::vector<RunSummary> readSummaries(const SQLite::Database& database, std::optional<RunId> id,
                                      Shelf shelf = Shelf::shown,
                                      std::vector<ListedRun>* leftOut = nullptr);

} // namespace asge
