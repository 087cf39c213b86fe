// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/outcomes.h"
#include "core/run/records.h"
#include "core/store/run_validity.h"
#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <vector>

namespace asge {

// The outcomes of an epoch in the store: a row per split. Its blobs hold counts, of which most are
// 0: for each count that is not 0, the number of zeros before it and the count itself, each as
// groups of seven bits, lowest first, with the eighth bit set if another group follows. The counts
// are ordered
//
//   margins     by layer and bin
//   ranges      by the range's first layer and its last one (rangeIndex)
//   confusions  by scorer, label and predicted class

/// Writes the outcomes of an epoch that the store has. Throws BadInput if their numbers do not fit
/// each other.
void insertOutcomes(SQLite::Database& database, RunId id, int epoch,
                    const std::vector<SplitOutcomes>& outcomes);
/// The outcomes of the epochs after `after`, ordered by epoch, without confusions. Of a history
/// that would take more than 256 MiB, every second, third, … epoch is returned.
std::vector<EpochOutcomes> readOutcomeHistory(const SQLite::Database& database, RunId id,
                                              int after = 0);
/// The outcomes of an epoch with their confusions. `splits` is empty if the epoch has none.
EpochOutcomes readOutcomes(const SQLite::Database& database, RunId id, int epoch);

} // namespace asge
