// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/run_summaries.h"

#include "core/base/error.h"
#include "core/base/utc.h"
#include "core/store/binder.h"
#include "core/store/epoch_values.h"
#include "core/store/lineage.h"
#include "core/store/run_rows.h"

#include <string>
#include <unordered_map>
#include <utility>

namespace asge {
namespace {

constexpr std::int64_t kLatestTime = 253402300799; ///< the end of the year 9999

void readSummary(const SQLite::Statement& row, RunSummary& run) {
    run.name = textAt(row, 1);
    run.created = textAt(row, 2);
    run.status = runStatusFromString(textAt(row, 3));
    run.reason = textAt(row, 4);
    run.method = textAt(row, 5);
    run.dataName = textAt(row, 6);
    run.networkLayers = textAt(row, 7);
    run.device = textAt(row, 8);
    run.epochs = intAt(row, 9);
    run.experimentJson = textAt(row, 10);
    run.epochsDone = intAt(row, 11);
    if (run.epochsDone > 0) {
        run.imagesPerSecond = realAt(row, 12);
        run.seconds = realAt(row, 13);
    }
    run.uid = textAt(row, 14);
    run.notes = textAt(row, 15);
    run.color = textAt(row, 16);
    run.archived = boolAt(row, 17);
    run.bestEpoch = intAt(row, 18);
    if (const std::int64_t lastSign = row.getColumn(21).getInt64();
        !isLive(run.status) && lastSign > 0 && lastSign <= kLatestTime) {
        run.ended = isoTime(lastSign);
    }
}

/// Adds a fault if the row refers to epochs that do not exist.
void findMissingEpochs(const SQLite::Statement& row, ListedRun& run) {
    constexpr const char* kRecompute =
        "UPDATE run SET last_epoch = 0, best_epoch = 0 WHERE id = ?1";
    constexpr int kLast = 19;
    constexpr int kBest = 20;
    const auto find = [&](const char* part, int epoch, int column) {
        if (epoch != 0 && row.isColumnNull(column)) {
            run.faults.push_back({part, "there is no epoch " + std::to_string(epoch), kRecompute});
        }
    };
    find("last epoch", run.summary.epochsDone, kLast);
    find("best epoch", run.summary.bestEpoch, kBest);
}

/// Calls `read`; what it throws becomes a fault of the run.
template <typename Read>
void recordFault(ListedRun& run, const char* part, const char* remedy, const Read& read) {
    try {
        read();
    } catch (const SQLite::Exception& error) {
        run.faults.push_back({part, error.what(), remedy});
    } catch (const StoreError& error) {
        run.faults.push_back({part, error.what(), remedy});
    }
}

/// Makes a query that is restricted to one run if `id` is given; `column` holds the run's number.
std::string queryOf(const char* select, const char* column, std::optional<RunId> id,
                    const char* order) {
    return std::string(select) + (id ? std::string(" AND ") + column + " = ?1" : "") + order;
}

/// Calls `add` with the run and the row for each row of `query`. The first column must hold the
/// run's number; ?1 is bound to `id` if it is given.
template <typename Add>
void addToEach(const SQLite::Database& database, const std::string& query, std::optional<RunId> id,
               std::vector<ListedRun>& runs, Add add) {
    std::unordered_map<RunId, ListedRun*> byId;
    for (ListedRun& run : runs) {
        byId.emplace(run.summary.id, &run);
    }
    SQLite::Statement select(database, query);
    if (id) {
        select.bind(1, *id);
    }
    while (select.executeStep()) {
        if (const auto run = byId.find(select.getColumn(0).getInt64()); run != byId.end()) {
            add(*run->second, select);
        }
    }
}

/// Adds an element unless the list has more than `most`. One more than `most` is kept, so that the
/// validity check notices it.
template <typename Element>
void addUpTo(std::size_t most, std::vector<Element>& list, Element element) {
    if (list.size() <= most) {
        list.push_back(std::move(element));
    }
}

/// Reads the values of single epochs. A join would read all values of the store if `epoch_value` is
/// a temporary view of an older store.
class ListedValues {
  public:
    explicit ListedValues(const SQLite::Database& database)
        : metrics_(database),
          ofTest_(database, "SELECT split, metric, part, value FROM epoch_value WHERE run = ?"
                            " AND epoch = ? AND split = 3 ORDER BY metric, part"),
          one_(database, "SELECT split, metric, part, value FROM epoch_value WHERE run = ?"
                         " AND epoch = ? AND split = ? AND metric = ? AND part = ?") {}

    /// Adds all values that were measured on the test images.
    void addTest(ListedRun& run, int epoch, MetricValues& values) {
        ofTest_.reset();
        Binder(ofTest_).integer(run.summary.id).integer(epoch);
        addAll(run, ofTest_, values);
    }
    void addOne(ListedRun& run, int epoch, Split split, MetricId metric, std::int64_t part,
                MetricValues& values) {
        const auto number = metrics_.numberOf(metric);
        if (!number) {
            return; // no run has the metric
        }
        one_.reset();
        Binder(one_)
            .integer(run.summary.id)
            .integer(epoch)
            .integer(static_cast<std::int64_t>(split))
            .integer(*number)
            .integer(part);
        addAll(run, one_, values);
    }

  private:
    void addAll(ListedRun& run, SQLite::Statement& select, MetricValues& values) {
        constexpr const char* kRemedy = "DELETE FROM epoch WHERE run = ?1"
                                        " AND epoch = (SELECT last_epoch FROM run WHERE id = ?1)";
        while (select.executeStep()) {
            recordFault(run, "epochs", kRemedy, [&] { addValues(metrics_, select, 0, values); });
        }
    }

    StoredMetrics metrics_;
    SQLite::Statement ofTest_;
    SQLite::Statement one_;
};

/// The metrics of layers that are listed on other images than the test images.
std::vector<std::pair<MetricId, Split>> listedElsewhere() {
    std::vector<std::pair<MetricId, Split>> metrics;
    for (const Split split : {Split::train, Split::validation}) {
        for (std::size_t i = 0; i < metricRows().size(); ++i) {
            const auto metric = static_cast<MetricId>(i);
            if (metricRows()[i].perLayer && isListed(metric, split)) {
                metrics.emplace_back(metric, split);
            }
        }
    }
    return metrics;
}

/// Adds the values of each run's last epoch, and the accuracies of its best epoch.
void addEpochValues(const SQLite::Database& database, std::vector<ListedRun>& runs) {
    constexpr std::size_t kExpectedValues = 32;
    const auto elsewhere = listedElsewhere();
    ListedValues reading(database);
    for (ListedRun& run : runs) {
        RunSummary& summary = run.summary;
        if (summary.epochsDone > 0) {
            summary.values.reserve(kExpectedValues);
            for (const auto& [metric, split] : elsewhere) {
                reading.addOne(run, summary.epochsDone, split, metric, kLayersPart, summary.values);
            }
            reading.addTest(run, summary.epochsDone, summary.values);
        }
        if (summary.bestEpoch > 0) {
            reading.addOne(run, summary.bestEpoch, Split::test, MetricId::accuracy,
                           kPredictionsPart, summary.bestValues);
        }
    }
}

void addLineages(const SQLite::Database& database, std::optional<RunId> id,
                 std::vector<ListedRun>& runs) {
    addToEach(database,
              queryOf("SELECT l.run, l.parent_uid, p.id, l.parent_name, l.epoch, l.step, l.changes"
                      " FROM lineage l LEFT JOIN run p ON p.uid = l.parent_uid WHERE TRUE",
                      "l.run", id, ""),
              id, runs, [](ListedRun& run, const SQLite::Statement& row) {
                  recordFault(run, "lineage", "DELETE FROM lineage WHERE run = ?1",
                              [&] { run.summary.lineage = lineageAt(row, 1); });
                  if (run.summary.lineage && run.summary.lineage->parent < 1) {
                      run.summary.lineage->parent = 0; // a run with an invalid number is left out
                  }
              });
}

void addTags(const SQLite::Database& database, std::optional<RunId> id,
             std::vector<ListedRun>& runs) {
    addToEach(database,
              queryOf("SELECT run, tag FROM run_tag WHERE TRUE", "run", id, " ORDER BY run, tag"),
              id, runs, [](ListedRun& run, const SQLite::Statement& row) {
                  addUpTo(kMostTags, run.summary.tags, textAt(row, 1));
              });
}

std::vector<ListedRun> listRows(SQLite::Statement& select) {
    std::vector<ListedRun> runs;
    while (select.executeStep()) {
        const RunId id = select.getColumn(0).getInt64();
        if (!runs.empty() && id >= runs.back().summary.id) {
            throw damage("the list of runs is out of order");
        }
        ListedRun& run = runs.emplace_back();
        run.summary.id = id;
        recordFault(run, "summary", "", [&] { readSummary(select, run.summary); });
        findMissingEpochs(select, run);
    }
    return runs;
}

} // namespace

std::vector<ListedRun> listRuns(const SQLite::Database& database, std::optional<RunId> id,
                                RunLocation location) {
    SQLite::Statement select(
        database,
        queryOf("SELECT r.id, r.name, r.created, r.status, r.reason, r.method, r.data_name,"
                " r.network_layers, r.device, r.epochs, r.experiment, r.last_epoch,"
                " r.images_per_second,"
                " e.seconds, r.uid, r.notes, r.color, r.archived, r.best_epoch, e.epoch, b.epoch,"
                " r.heartbeat"
                " FROM run r LEFT JOIN epoch e ON e.run = r.id AND e.epoch = r.last_epoch"
                " LEFT JOIN epoch b ON b.run = r.id AND b.epoch = r.best_epoch"
                " WHERE (r.deleted IS NOT NULL) = ?2",
                "r.id", id, " ORDER BY r.id DESC"));
    if (id) {
        select.bind(1, *id);
    }
    select.bind(2, location == RunLocation::bin ? 1 : 0);
    std::vector<ListedRun> runs = listRows(select);
    addEpochValues(database, runs);
    addTags(database, id, runs);
    addLineages(database, id, runs);
    for (ListedRun& run : runs) {
        if (run.faults.empty()) { // a run with a fault is not read completely
            run.faults = faultsOf(run.summary);
        }
    }
    return runs;
}

std::vector<RunSummary> readSummaries(const SQLite::Database& database, std::optional<RunId> id,
                                      RunLocation location, std::vector<ListedRun>* leftOut) {
    std::vector<RunSummary> sound;
    for (ListedRun& run : listRuns(database, id, location)) {
        if (run.faults.empty()) {
            sound.push_back(std::move(run.summary));
        } else if (leftOut != nullptr) {
            leftOut->push_back(std::move(run));
        } else if (id) {
            requireNone(*id, run.faults.front().part, run.faults.front().what);
        }
    }
    return sound;
}

} // namespace asge
