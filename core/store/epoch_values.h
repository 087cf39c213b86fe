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

// Reads and writes the rows of `epoch_value`. All functions must be called inside a transaction and
// throw SQLite's exceptions.

/// Maps the numbers that a store gives to its metrics to this program's metrics.
class StoredMetrics {
  public:
    explicit StoredMetrics(const SQLite::Database& database);
    /// The metric with this number; nothing if a newer version wrote it and this one does not know
    /// it.
    std::optional<MetricId> of(std::int64_t number) const;
    /// The number of a metric; nothing if the store does not know it.
    std::optional<std::int64_t> numberOf(MetricId metric) const;

  private:
    std::vector<std::pair<std::int64_t, MetricId>> known_;
};

/// Values of the column `part`: a row holds the values of last, fusion and best, or of the layers.
constexpr std::int64_t kPredictionsPart = 0;
constexpr std::int64_t kLayersPart = 2;

/// Adds the values of a row whose columns, from `column` on, are split, metric, part and value.
/// Adds nothing if the table of metrics does not have such values. Throws `damage` if they are
/// invalid.
void addValues(const StoredMetrics& metrics, const SQLite::Statement& row, int column,
               MetricValues& values);

/// Writes the values of a stored epoch that has none yet.
void insertValues(SQLite::Database& database, RunId id, int epoch, const MetricValues& values);

/// Replaces the values of the metrics that `values` has. Throws BadInput "run ID: …" unless the run
/// has an epoch that ended with that step.
void replaceValues(SQLite::Database& database, RunId id, int epoch, std::int64_t step,
                   const MetricValues& values);

/// The first epoch whose best layer had the highest validation accuracy; 0 if there is none. If
/// readouts before the last layer's never learned, the last layer counts as the best one.
std::int64_t bestEpochOf(const SQLite::Database& database, RunId id);

/// Whether the key of a metric may be written like this.
bool isMetricKey(std::string_view key);
/// Adds a metric's key to the store if it is not there.
void addMetricKey(SQLite::Database& database, std::string_view key);

} // namespace asge
