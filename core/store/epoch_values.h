// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace asge {

// The rows of `epoch_value`. Called inside a transaction; throws what SQLite throws.

/// The metrics of a store by the numbers that it gives them.
class StoredMetrics {
  public:
    explicit StoredMetrics(const SQLite::Database& database);
    /// Nothing if this version doesn't know the metric: a newer one has kept it.
    std::optional<MetricId> of(std::int64_t number) const;
    /// Nothing if the store holds no value of it.
    std::optional<std::int64_t> numberOf(MetricId metric) const;

  private:
    std::vector<std::pair<std::int64_t, MetricId>> known_;
};

/// The `part` of rows that hold values of last, fusion and best, and of the layers.
constexpr std::int64_t kPredictionsPart = 0;
constexpr std::int64_t kLayersPart = 2;

/// Adds what a row says, whose columns from `column` on are split, metric, part and value; nothing
/// if the table of metrics has no such value. Throws `damage`.
void addValues(const StoredMetrics& metrics, const SQLite::Statement& row, int column,
               MetricValues& values);

/// Keeps the values of an epoch that is there and has none yet.
void insertValues(SQLite::Database& database, RunId id, int epoch, const MetricValues& values);

/// The first epoch whose best layer was the most accurate on the validation images; 0 if there is
/// none.
std::int64_t bestEpochOf(const SQLite::Database& database, RunId id);

/// Whether a metric may have this key.
bool isMetricKey(std::string_view key);
/// Makes the store know a metric's key.
void addMetricKey(SQLite::Database& database, std::string_view key);

} // namespace asge
