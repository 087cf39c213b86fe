// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/accuracy_history.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <span>
#include <vector>

namespace asge {

/// The histories of these runs, in their order. Runs that do not exist, are in the bin, have no
/// result or hold invalid values are left out. Takes at most kMostHistoryPoints look-ups per run,
/// whatever the number of its epochs. Must be called inside a transaction; throws SQLite's
/// exceptions.
std::vector<AccuracyHistory> readAccuracyHistories(const SQLite::Database& database,
                                                   std::span<const RunId> ids);

} // namespace asge
