// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/run_summaries.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <span>
#include <vector>

namespace asge {

// SQL for all reads. All functions must be called inside a transaction, so that several statements
// see the same state. They throw SQLite's exceptions, and `damage` for invalid content.

/// The run's last committed epoch; nothing if it has none or there is no such run.
std::optional<EpochEvent> readLastEpoch(const SQLite::Database& database, RunId id);
/// A committed epoch; nothing if the run does not have it.
std::optional<EpochEvent> readEpoch(const SQLite::Database& database, RunId id, int number);
/// What is known of a run when it begins, or what it adds while it trains.
enum class PartKind { description, history };
/// A part of RunDetail other than its summary.
struct DetailPart {
    const char* name; ///< "steps"
    PartKind kind;
    /// Reads the part into `detail` and checks it against the parts that come before it.
    void (*read)(const SQLite::Database& database, RunId id, RunDetail& detail);
};

std::span<const DetailPart> detailParts();
/// Reads all of RunDetail. Throws BadInput if there is no such run.
RunDetail readDetail(const SQLite::Database& database, RunId id);
/// As readDetail, without epochs, steps, interventions and segments.
RunDetail readDescription(const SQLite::Database& database, RunId id);
/// The shape that the parts of `detail` are checked against.
RunShape shapeOf(const RunDetail& detail);
/// Reads the shape from the store.
RunShape readShape(const SQLite::Database& database, RunId id);
/// The interventions after the first `known` ones, in their order.
std::vector<Intervention> readInterventions(const SQLite::Database& database, RunId id,
                                            std::int64_t known = 0);
/// The channel statistics of the epochs after `after`, ordered by epoch.
std::vector<EpochChannels> readChannelHistory(const SQLite::Database& database, RunId id,
                                              int after = 0);
/// What came after that epoch, that step and so many interventions. Throws BadInput if there is no
/// such run.
RunProgress readProgress(const SQLite::Database& database, RunId id, int epoch, std::int64_t step,
                         std::int64_t interventions);
std::vector<int> readMapEpochs(const SQLite::Database& database, RunId id);
/// The layers' probabilities for the probe images in the epochs after `after` that have maps,
/// ordered by epoch.
std::vector<EpochProbabilities> readProbabilities(const SQLite::Database& database, RunId id,
                                                  int after = 0);
ProbeSnapshotPtr readSnapshot(const SQLite::Database& database, RunId id, int epoch);

} // namespace asge
