// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/run_summaries.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <span>
#include <vector>

namespace asge {

// The SQL of every read. Called inside a transaction, so that what several statements find belongs
// together; throws what SQLite throws, and `damage` for content that no program of ours wrote.

/// The run's last committed epoch; nothing where it has none, or where there is no such run.
std::optional<EpochEvent> readLastEpoch(const SQLite::Database& database, RunId id);
/// A part of RunDetail beside its summary.
struct DetailPart {
    const char* name; ///< "steps"
    /// Judges by the parts before it.
    void (*read)(const SQLite::Database& database, RunId id, RunDetail& detail);
};

std::span<const DetailPart> detailParts();
/// All of RunDetail. Throws BadInput where there is no such run.
RunDetail readDetail(const SQLite::Database& database, RunId id);
/// What the parts that were read are held against.
RunShape shapeOf(const RunDetail& detail);
/// The same from the store.
RunShape readShape(const SQLite::Database& database, RunId id);
/// Of the epochs after `after`.
std::vector<EpochChannels> readChannelHistory(const SQLite::Database& database, RunId id,
                                              int after = 0);
/// What came after that epoch and that step. Throws BadInput where there is no such run.
RunProgress readProgress(const SQLite::Database& database, RunId id, int epoch, std::int64_t step);
std::vector<int> readMapEpochs(const SQLite::Database& database, RunId id);
ProbeSnapshotPtr readSnapshot(const SQLite::Database& database, RunId id, int epoch);

} // namespace asge
