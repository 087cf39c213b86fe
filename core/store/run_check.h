// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/check.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <vector>

namespace asge {

/// Reads all that belongs to a run, part by part, and tells what can't be read. Called inside a
/// transaction.
std::vector<StoreProblem> checkRun(const SQLite::Database& database, RunId id);

/// Deletes the parts of a run that can't be read, so that the rest can be; tells which.
std::vector<StoreProblem> prune(SQLite::Database& database, RunId id);

/// What is wrong with the counter that gives runs their numbers; nothing if it can go on.
std::optional<std::string> counterProblem(const SQLite::Database& database);

} // namespace asge
