// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/check.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <vector>

namespace asge {

/// Reads everything that belongs to a run, part by part, and returns what can't be read. Must be
/// called inside a transaction.
std::vector<StoreProblem> checkRun(const SQLite::Database& database, RunId id);

/// Deletes the parts of a run that can't be read, so that the rest can be; returns their problems.
std::vector<StoreProblem> prune(SQLite::Database& database, RunId id);

/// The problem of the counter that numbers the runs; nothing if it is valid.
std::optional<std::string> counterProblem(const SQLite::Database& database);

} // namespace asge
