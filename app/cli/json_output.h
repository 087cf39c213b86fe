// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/queue_entry.h"
#include "core/run/records.h"
#include "core/run/score_facts.h"

#include <nlohmann/json.hpp>

namespace asge::cli {

using Json = nlohmann::ordered_json;

/// Adds what was measured of last, fusion and best on the test images: "accuracy": {"last": …}.
/// Values of readouts that never learned are null.
void addPredictions(Json& json, const MetricValues& values, const ScoreFacts& facts);
/// What was measured of each layer: [{"accuracy": …, "loss": …}, …]. A layer whose readout never
/// learned has "untrained_readout": true.
Json layersJson(const MetricValues& values, Split split, const ScoreFacts& facts);
Json toJson(const EpochEvent& event, const ScoreFacts& facts);
Json toJson(const Lineage& lineage);
Json toJson(const Intervention& event);
Json toJson(const RunSummary& run);
Json toJson(const QueueEntry& entry);

std::string tagsText(const RunSummary& run); ///< "a, b"

/// The text of one line. Losses that are not finite become null, names that are not UTF-8 are
/// repaired, and what a terminal would obey is escaped: a line is always valid JSON.
std::string line(const Json& json);

/// Prints notes about the data on standard error, a line each.
void printNotes(const std::vector<std::string>& notes);
/// Prints on standard error that a training waits for its store or, if `trouble` is empty,
/// continues. Any thread may call it.
void printTrouble(const std::string& trouble);
/// Prints in the same way that a training is stopped while its store can't be written.
void printGivenUp(const std::string& trouble);

} // namespace asge::cli
