// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/epoch_values.h"

#include "core/base/error.h"
#include "core/run/score_facts.h"
#include "core/store/binder.h"
#include "core/store/codec.h"
#include "core/store/run_status.h"
#include "core/store/run_validity.h"

#include <sqlite3.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <span>
#include <string>

namespace asge {
namespace {

/// What the values of a row belong to. The numbers are those of the column `part`.
enum class Part { predictions = kPredictionsPart, run = 1, layers = kLayersPart };

Part partOf(Place place) {
    return place >= 0 ? Part::layers : place == kRunPlace ? Part::run : Part::predictions;
}

Split splitAt(const SQLite::Statement& row, int column) {
    const std::int64_t number = row.getColumn(column).getInt64();
    if (number < 0 || number > static_cast<std::int64_t>(Split::test)) {
        throw damage("values of an unknown split");
    }
    return static_cast<Split>(number);
}

/// The number at `index` in a blob of 64-bit reals.
double realIn(std::string_view bytes, std::size_t index) {
    static_assert(std::endian::native == std::endian::little, "a store's numbers are");
    double value = 0;
    std::memcpy(&value, bytes.data() + index * sizeof value, sizeof value);
    return value;
}

/// The number of reals in a blob. Throws `damage` unless the value is a blob of 1 to `most` reals.
std::size_t countOf(const SQLite::Statement& row, int column, std::string_view bytes,
                    std::size_t most) {
    const std::size_t count = bytes.size() / sizeof(double);
    if (row.getColumn(column).getType() != SQLITE_BLOB || bytes.size() % sizeof(double) != 0 ||
        count == 0 || count > most) {
        throw damage("values are not a blob of a valid number of reals");
    }
    return count;
}

void addPredictions(const SQLite::Statement& row, int column, MetricId metric, Split split,
                    MetricValues& values) {
    const std::string_view bytes = blobAt(row, column);
    if (countOf(row, column, bytes, kPredictionPlaces.size()) != kPredictionPlaces.size()) {
        throw damage("there are not three values for last, fusion and best");
    }
    for (std::size_t i = 0; i < kPredictionPlaces.size(); ++i) {
        values.set(metric, split, kPredictionPlaces[i], realIn(bytes, i));
    }
}

void addLayers(const SQLite::Statement& row, int column, MetricId metric, Split split,
               MetricValues& values) {
    const std::string_view bytes = blobAt(row, column);
    const std::size_t count = countOf(row, column, bytes, kMostLayers);
    for (std::size_t i = 0; i < count; ++i) {
        values.set(metric, split, static_cast<Place>(i), realIn(bytes, i));
    }
}

std::optional<std::int64_t> numberOf(const SQLite::Database& database, std::string_view key) {
    SQLite::Statement select(database, "SELECT id FROM metric WHERE key = ?");
    Binder(select).text(key);
    return select.executeStep() ? std::optional<std::int64_t>(select.getColumn(0).getInt64())
                                : std::nullopt;
}

std::int64_t requireNumber(SQLite::Database& database, std::string_view key) {
    auto number = numberOf(database, key);
    if (!number) {
        addMetricKey(database, key);
        number = numberOf(database, key);
    }
    return number.value();
}

/// The method of a run, and its experiment as JSON; empty if there is no such run.
std::pair<std::string, std::string> methodOf(const SQLite::Database& database, RunId id) {
    SQLite::Statement select(database, "SELECT method, experiment FROM run WHERE id = ?");
    Binder(select).integer(id);
    return select.executeStep()
               ? std::pair(std::string(textAt(select, 0)), std::string(textAt(select, 1)))
               : std::pair<std::string, std::string>();
}

} // namespace

StoredMetrics::StoredMetrics(const SQLite::Database& database) {
    SQLite::Statement select(database, "SELECT id, key FROM metric");
    while (select.executeStep()) {
        if (const auto metric = findMetric(textAt(select, 1))) {
            known_.emplace_back(select.getColumn(0).getInt64(), *metric);
        }
    }
}

std::optional<MetricId> StoredMetrics::of(std::int64_t number) const {
    const auto found = std::find_if(known_.begin(), known_.end(),
                                    [number](const auto& each) { return each.first == number; });
    return found == known_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int64_t> StoredMetrics::numberOf(MetricId metric) const {
    const auto found = std::find_if(known_.begin(), known_.end(),
                                    [metric](const auto& each) { return each.second == metric; });
    return found == known_.end() ? std::nullopt : std::optional(found->first);
}

void addValues(const StoredMetrics& metrics, const SQLite::Statement& row, int column,
               MetricValues& values) {
    const Split split = splitAt(row, column);
    const auto metric = metrics.of(row.getColumn(column + 1).getInt64());
    if (!metric) {
        return;
    }
    const MetricRow& known = rowOf(*metric);
    const int value = column + 3;
    const bool ofImages = has(known, split);
    switch (static_cast<Part>(intAt(row, column + 2))) {
    case Part::predictions:
        if (known.ofPredictions && ofImages) {
            addPredictions(row, value, *metric, split, values);
        }
        return;
    case Part::run:
        if (known.splits.empty() && split == Split::none) {
            values.setRun(*metric, realAt(row, value));
        }
        return;
    case Part::layers:
        if (known.perLayer && ofImages) {
            addLayers(row, value, *metric, split, values);
        }
        return;
    }
    throw damage("values of an unknown part of a run");
}

void insertValues(SQLite::Database& database, RunId id, int epoch, const MetricValues& values) {
    SQLite::Statement insert(database, "INSERT INTO epoch_value VALUES (?, ?, ?, ?, ?, ?)");
    const auto entries = values.entries();
    std::vector<double> reals;
    for (std::size_t first = 0; first < entries.size();) {
        const MetricValues::Entry& entry = entries[first];
        const Part part = partOf(entry.place);
        reals.clear();
        while (first < entries.size() && entries[first].metric == entry.metric &&
               entries[first].split == entry.split && partOf(entries[first].place) == part) {
            reals.push_back(entries[first++].value);
        }
        const std::string bytes = encodeNumbers(reals);
        Binder binder(insert);
        binder.integer(id)
            .integer(epoch)
            .integer(static_cast<std::int64_t>(entry.split))
            .integer(requireNumber(database, rowOf(entry.metric).key))
            .integer(static_cast<std::int64_t>(part));
        part == Part::run ? binder.real(entry.value) : binder.blob(bytes);
        execute(insert);
    }
}

void replaceValues(SQLite::Database& database, RunId id, int epoch, std::int64_t step,
                   const MetricValues& values) {
    SQLite::Statement select(database,
                             "SELECT 1 FROM epoch WHERE run = ? AND epoch = ? AND step = ?");
    Binder(select).integer(id).integer(epoch).integer(step);
    if (!select.executeStep()) {
        throw BadInput(runPrefix(id) + "epoch " + std::to_string(epoch) +
                       " has been deleted or trained again meanwhile");
    }
    SQLite::Statement remove(database,
                             "DELETE FROM epoch_value WHERE run = ? AND epoch = ? AND metric = ?");
    std::optional<MetricId> removed;
    for (const MetricValues::Entry& entry : values.entries()) {
        if (removed != entry.metric) {
            Binder(remove).integer(id).integer(epoch).integer(
                requireNumber(database, rowOf(entry.metric).key));
            execute(remove);
            removed = entry.metric;
        }
    }
    insertValues(database, id, epoch, values);
}

std::int64_t bestEpochOf(const SQLite::Database& database, RunId id) {
    const std::pair<std::string, std::string> run = methodOf(database, id);
    SQLite::Statement select(database,
                             "SELECT e.epoch, e.best_layer, v.value FROM epoch e"
                             " CROSS JOIN epoch_value v ON v.run = e.run AND v.epoch = e.epoch"
                             " AND v.split = 2 AND v.part = 2"
                             " AND v.metric = (SELECT id FROM metric WHERE key = 'accuracy')"
                             " WHERE e.run = ? ORDER BY e.epoch");
    Binder(select).integer(id);
    std::optional<bool> known; // the experiment is parsed once
    const auto trainsAll = [&](std::int64_t layers) {
        if (!known) {
            known = scoreFactsOf(run.first, run.second, 0, static_cast<std::size_t>(layers))
                        .isTrained(kBestPlace);
        }
        return *known;
    };
    std::int64_t best = 0;
    double most = std::numeric_limits<double>::quiet_NaN();
    while (select.executeStep()) {
        const std::string_view bytes = blobAt(select, 2);
        const auto layers = static_cast<std::int64_t>(bytes.size() / sizeof(double));
        const std::int64_t layer = trainsAll(layers) ? select.getColumn(1).getInt64() : layers - 1;
        if (layer < 0 || layer >= layers) {
            continue;
        }
        const double accuracy = realIn(bytes, static_cast<std::size_t>(layer));
        const bool isFirstNumber = std::isnan(most) && !std::isnan(accuracy);
        if (best == 0 || isFirstNumber || accuracy > most) {
            best = select.getColumn(0).getInt64();
            most = accuracy;
        }
    }
    return best;
}

bool isMetricKey(std::string_view key) {
    constexpr std::size_t kLongest = 64;
    return !key.empty() && key.size() <= kLongest &&
           std::all_of(key.begin(), key.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

void addMetricKey(SQLite::Database& database, std::string_view key) {
    SQLite::Statement insert(database, "INSERT OR IGNORE INTO metric (key) VALUES (?)");
    Binder(insert).text(key);
    insert.exec();
}

} // namespace asge
