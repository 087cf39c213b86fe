// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/accuracy_histories.h"

#include "core/run/score_facts.h"
#include "core/store/binder.h"
#include "core/store/epoch_values.h"
#include "core/store/run_summaries.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace asge {
namespace {

/// The epochs of the points of a run with so many epochs.
std::vector<int> epochsOfPoints(int last) {
    const int points = std::min(last, kMostHistoryPoints);
    const int steps = std::max(1, points - 1);
    std::vector<int> epochs;
    epochs.reserve(static_cast<std::size_t>(points));
    for (std::int64_t i = 0; i < points; ++i) {
        epochs.push_back(1 + static_cast<int>(i * (last - 1) / steps));
    }
    return epochs;
}

/// Reads single accuracies by the table's primary key.
class StoredAccuracies {
  public:
    explicit StoredAccuracies(const SQLite::Database& database)
        : metrics_(database),
          one_(database, "SELECT split, metric, part, value FROM epoch_value WHERE run = ?"
                         " AND epoch = ? AND split = ? AND metric = ? AND part = ?"),
          number_(metrics_.numberOf(MetricId::accuracy)) {}

    /// NaN if the store has no such value. Throws `damage` if it is not an accuracy.
    double at(RunId id, int epoch, Place place) {
        MetricValues values;
        if (number_) {
            one_.reset();
            Binder(one_)
                .integer(id)
                .integer(epoch)
                .integer(static_cast<std::int64_t>(Split::test))
                .integer(*number_)
                .integer(kPredictionsPart);
            if (one_.executeStep()) {
                addValues(metrics_, one_, 0, values);
            }
        }
        const double accuracy = values.at(MetricId::accuracy, Split::test, place);
        const MetricRow& row = rowOf(MetricId::accuracy);
        if (accuracy < row.least || accuracy > row.most) {
            throw damage("an accuracy is not from 0 to 1");
        }
        return accuracy;
    }

  private:
    StoredMetrics metrics_;
    SQLite::Statement one_;
    std::optional<std::int64_t> number_;
};

/// Nothing if the run is to be left out.
std::optional<AccuracyHistory> historyOf(const SQLite::Database& database, RunId id,
                                         StoredAccuracies& accuracies) {
    std::vector<ListedRun> faulty;
    const auto runs = readSummaries(database, id, RunLocation::list, &faulty);
    const auto result = runs.empty() ? std::nullopt : mainResult(runs.front());
    if (!result) {
        return std::nullopt;
    }
    AccuracyHistory history{id, runs.front().epochsDone, {}};
    for (const int epoch : epochsOfPoints(history.epochs)) {
        history.accuracies.push_back(accuracies.at(id, epoch, result->place));
    }
    return history;
}

} // namespace

std::vector<AccuracyHistory> readAccuracyHistories(const SQLite::Database& database,
                                                   std::span<const RunId> ids) {
    StoredAccuracies accuracies(database);
    std::vector<AccuracyHistory> histories;
    for (const RunId id : ids) {
        try {
            if (auto history = historyOf(database, id, accuracies)) {
                histories.push_back(*std::move(history));
            }
        } catch (const SQLite::Exception& error) {
            // A faulty run must not cost the others their lines; other errors concern all runs.
            if ((error.getErrorCode() & 0xFF) != SQLITE_CORRUPT) {
                throw;
            }
        }
    }
    return histories;
}

} // namespace asge
