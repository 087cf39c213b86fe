#include "core/store/run_reads.h"

#include "core/error.h"
#include "core/store/codec.h"
#include "core/store/lineage.h"
#include "core/store/run_status.h"

#include <array>
#include <string>
#include <unordered_map>

namespace asge {
namespace {

LayerScore scoreAt(const SQLite::Statement& row, int column) {
    return {realAt(row, column), realAt(row, column + 1)};
}

Accuracies accuraciesAt(const SQLite::Statement& row, int column) {
    return {realAt(row, column), realAt(row, column + 1), realAt(row, column + 2)};
}

/// A statement about one run.
SQLite::Statement about(const SQLite::Database& database, const char* query, RunId id) {
    SQLite::Statement statement(database, query);
    statement.bind(1, id);
    return statement;
}

RunSummary summaryAt(const SQLite::Statement& row) {
    RunSummary run;
    run.id = row.getColumn(0).getInt64();
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
        run.accuracy = accuraciesAt(row, 14);
    }
    run.uid = textAt(row, 17);
    run.notes = textAt(row, 18);
    run.color = textAt(row, 19);
    run.archived = intAt(row, 20) != 0;
    run.bestEpoch = intAt(row, 21);
    if (run.bestEpoch > 0) {
        run.bestAccuracy = accuraciesAt(row, 22);
    }
    return run;
}

/// A query, of one run alone where `id` is given; `column` has the run's number.
std::string queryOf(const char* select, const char* column, std::optional<RunId> id,
                    const char* order) {
    return std::string(select) + (id ? std::string(" AND ") + column + " = ?1" : "") + order;
}

/// Calls `add` with the run and the row of each row that `query` finds: a run's number stands in
/// the first column, and ?1 is the run that alone is wanted.
template <typename Add>
void addToEach(const SQLite::Database& database, const std::string& query, std::optional<RunId> id,
               std::vector<RunSummary>& runs, Add add) {
    std::unordered_map<RunId, RunSummary*> byId;
    for (RunSummary& run : runs) {
        byId.emplace(run.id, &run);
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

/// Test scores of each run's last epoch.
void addLayerScores(const SQLite::Database& database, std::optional<RunId> id,
                    std::vector<RunSummary>& runs) {
    addToEach(database,
              // CROSS: from each run to its scores, and not through all scores that there are.
              queryOf("SELECT s.run, s.loss, s.accuracy FROM run CROSS JOIN layer_score s"
                      " WHERE s.run = run.id AND s.epoch = run.last_epoch AND s.split = 'test'",
                      "run.id", id, " ORDER BY run.id, s.layer"),
              id, runs, [](RunSummary& run, const SQLite::Statement& row) {
                  run.layers.push_back(scoreAt(row, 1));
              });
}

void addLineages(const SQLite::Database& database, std::optional<RunId> id,
                 std::vector<RunSummary>& runs) {
    addToEach(database,
              queryOf("SELECT l.run, l.parent_uid, p.id, l.parent_name, l.epoch, l.step, l.changes"
                      " FROM lineage l LEFT JOIN run p ON p.uid = l.parent_uid WHERE TRUE",
                      "l.run", id, ""),
              id, runs, [](RunSummary& run, const SQLite::Statement& row) {
                  run.lineage = lineageAt(row, 1);
              });
}

void addTags(const SQLite::Database& database, std::optional<RunId> id,
             std::vector<RunSummary>& runs) {
    addToEach(database,
              queryOf("SELECT run, tag FROM run_tag WHERE TRUE", "run", id, " ORDER BY run, tag"),
              id, runs, [](RunSummary& run, const SQLite::Statement& row) {
                  run.tags.push_back(textAt(row, 1));
              });
}

std::vector<std::string> readClassNames(const SQLite::Database& database, RunId id) {
    auto select = about(database, "SELECT name FROM class_name WHERE run = ? ORDER BY class", id);
    std::vector<std::string> names;
    while (select.executeStep()) {
        names.push_back(textAt(select, 0));
    }
    return names;
}

std::vector<LayerInfo> readLayers(const SQLite::Database& database, RunId id) {
    auto select = about(database,
                        "SELECT channels, patches, height, width, pools FROM layer"
                        " WHERE run = ? ORDER BY layer",
                        id);
    std::vector<LayerInfo> layers;
    while (select.executeStep()) {
        layers.push_back({intAt(select, 0), intAt(select, 1), intAt(select, 2), intAt(select, 3),
                          intAt(select, 4) != 0});
    }
    return layers;
}

/// Only epochs from `first` on.
void addEpochScores(const SQLite::Database& database, RunId id, std::int64_t first,
                    std::vector<EpochEvent>& epochs) {
    auto select = about(database,
                        "SELECT epoch, split, loss, accuracy FROM layer_score"
                        " WHERE run = ? AND epoch >= ? ORDER BY epoch, split, layer",
                        id);
    select.bind(2, first);
    auto epoch = epochs.begin();
    while (select.executeStep()) {
        const int number = intAt(select, 0);
        while (epoch != epochs.end() && epoch->epoch < number) {
            ++epoch;
        }
        if (epoch == epochs.end() || epoch->epoch != number) {
            throw damage(runPlace(id) + "scores of epoch " + std::to_string(number) +
                         " without the epoch");
        }
        const std::string split = textAt(select, 1);
        auto& scores = split == "train"        ? epoch->train
                       : split == "validation" ? epoch->validation
                                               : epoch->test;
        scores.push_back(scoreAt(select, 2));
    }
}

/// Only epochs from `first` on.
std::vector<EpochEvent> readEpochs(const SQLite::Database& database, RunId id,
                                   std::int64_t first = 0) {
    auto select =
        about(database,
              "SELECT epoch, step, seconds, learning_rate, images_per_second, probe_share,"
              " accuracy_last, accuracy_fusion, accuracy_best, best_layer, wait_share FROM epoch"
              " WHERE run = ? AND epoch >= ? ORDER BY epoch",
              id);
    select.bind(2, first);
    std::vector<EpochEvent> epochs;
    while (select.executeStep()) {
        EpochEvent& epoch = epochs.emplace_back();
        epoch.epoch = intAt(select, 0);
        epoch.step = select.getColumn(1).getInt64();
        epoch.seconds = realAt(select, 2);
        epoch.learningRate = realAt(select, 3);
        epoch.imagesPerSecond = realAt(select, 4);
        epoch.probeShare = realAt(select, 5);
        epoch.accuracy = accuraciesAt(select, 6);
        epoch.bestLayer = intAt(select, 9);
        epoch.waitShare = realAt(select, 10);
    }
    addEpochScores(database, id, first, epochs);
    return epochs;
}

std::vector<LayerScore> decodeScores(std::string_view bytes) {
    const auto numbers = decodeNumbers<double>(bytes);
    if (numbers.size() % 2 != 0) {
        throw damage("a loss without an accuracy");
    }
    std::vector<LayerScore> scores(numbers.size() / 2);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        scores[i] = {numbers[2 * i], numbers[2 * i + 1]};
    }
    return scores;
}

/// Only steps after `step`.
std::vector<StepEvent> readSteps(const SQLite::Database& database, RunId id,
                                 std::int64_t step = 0) {
    auto select = about(database,
                        "SELECT epoch, step, seconds, scores FROM step"
                        " WHERE run = ? AND step > ? ORDER BY step",
                        id);
    select.bind(2, step);
    std::vector<StepEvent> steps;
    while (select.executeStep()) {
        StepEvent& step = steps.emplace_back();
        step.epoch = intAt(select, 0);
        step.step = select.getColumn(1).getInt64();
        step.seconds = realAt(select, 2);
        step.layers = decodeScores(blobAt(select, 3));
    }
    return steps;
}

std::vector<Intervention> readInterventions(const SQLite::Database& database, RunId id) {
    auto select =
        about(database,
              "SELECT step, seconds, kind, text FROM intervention WHERE run = ? ORDER BY id", id);
    std::vector<Intervention> interventions;
    while (select.executeStep()) {
        interventions.push_back({select.getColumn(0).getInt64(), realAt(select, 1),
                                 textAt(select, 2), textAt(select, 3)});
    }
    return interventions;
}

ProbeImages readProbeImages(const SQLite::Database& database, RunId id) {
    auto select = about(database,
                        "SELECT count, channels, height, width, pixels, labels, indices"
                        " FROM probe_images WHERE run = ?",
                        id);
    if (!select.executeStep()) {
        throw damage(runPlace(id) + "no probe images");
    }
    ProbeImages images;
    images.count = intAt(select, 0);
    images.channels = intAt(select, 1);
    images.height = intAt(select, 2);
    images.width = intAt(select, 3);
    const std::string_view pixels = blobAt(select, 4);
    images.pixels.assign(pixels.begin(), pixels.end());
    images.labels = decodeNumbers<int>(blobAt(select, 5));
    images.indices = decodeNumbers<int>(blobAt(select, 6));
    if (!fills(images.pixels.size(),
               {images.count, images.channels, images.height, images.width}) ||
        !fills(images.labels.size(), {images.count}) ||
        !fills(images.indices.size(), {images.count})) {
        throw damage(runPlace(id) + "probe images of another size than they say");
    }
    return images;
}

ChannelStats channelsAt(const SQLite::Statement& row, int column) {
    return {decodeNumbers<float>(blobAt(row, column)),
            decodeNumbers<float>(blobAt(row, column + 1)),
            decodeNumbers<float>(blobAt(row, column + 2))};
}

void readMaps(const SQLite::Database& database, RunId id, int epoch, ProbeSnapshot& snapshot) {
    auto select = about(database,
                        "SELECT channels, patches, goodness, probabilities FROM layer_maps"
                        " WHERE run = ? AND epoch = ? ORDER BY layer",
                        id);
    select.bind(2, epoch);
    while (select.executeStep()) {
        LayerMaps& maps = snapshot.layers.emplace_back();
        maps.channels = intAt(select, 0);
        maps.patches = intAt(select, 1);
        maps.goodness = decodeNumbers<float>(blobAt(select, 2));
        maps.probabilities = decodeNumbers<float>(blobAt(select, 3));
        // Views index into them.
        if (!fills(maps.goodness.size(),
                   {snapshot.samples, maps.channels, maps.patches, maps.patches}) ||
            !fills(maps.probabilities.size(), {snapshot.samples, snapshot.classes})) {
            throw damage(runPlace(id) + "epoch " + std::to_string(epoch) +
                         ": maps of another size than they say");
        }
    }
}

void readChannels(const SQLite::Database& database, RunId id, int epoch, ProbeSnapshot& snapshot) {
    auto select = about(database,
                        "SELECT mean_activation, goodness_share, dead_fraction FROM channel_stats"
                        " WHERE run = ? AND epoch = ? ORDER BY layer",
                        id);
    select.bind(2, epoch);
    while (select.executeStep()) {
        snapshot.channels.push_back(channelsAt(select, 0));
    }
}

void readFacts(const SQLite::Database& database, RunId id, RunDetail& detail) {
    auto select = about(database,
                        "SELECT software, parameters, (SELECT sha256 FROM run_data WHERE run = id)"
                        " FROM run WHERE id = ?",
                        id);
    if (select.executeStep()) {
        detail.software = textAt(select, 0);
        detail.parameters = select.getColumn(1).getInt64();
        detail.dataIdentity = textAt(select, 2); // NULL is empty
    }
}

} // namespace

std::vector<RunSummary> readSummaries(const SQLite::Database& database, std::optional<RunId> id,
                                      Shelf shelf) {
    SQLite::Statement select(
        database,
        queryOf("SELECT r.id, r.name, r.created, r.status, r.reason, r.method, r.data_name,"
                " r.network_layers, r.device, r.epochs, r.experiment,"
                " r.last_epoch, r.images_per_second,"
                " e.seconds, e.accuracy_last, e.accuracy_fusion, e.accuracy_best,"
                " r.uid, r.notes, r.color, r.archived, r.best_epoch,"
                " b.accuracy_last, b.accuracy_fusion, b.accuracy_best"
                " FROM run r LEFT JOIN epoch e ON e.run = r.id AND e.epoch = r.last_epoch"
                " LEFT JOIN epoch b ON b.run = r.id AND b.epoch = r.best_epoch"
                " WHERE (r.deleted IS NOT NULL) = ?2",
                "r.id", id, " ORDER BY r.id DESC"));
    if (id) {
        select.bind(1, *id);
    }
    select.bind(2, shelf == Shelf::bin ? 1 : 0);
    std::vector<RunSummary> runs;
    while (select.executeStep()) {
        runs.push_back(summaryAt(select));
    }
    addLayerScores(database, id, runs);
    addTags(database, id, runs);
    addLineages(database, id, runs);
    return runs;
}

std::optional<EpochEvent> readLastEpoch(const SQLite::Database& database, RunId id) {
    auto select = about(database, "SELECT max(epoch) FROM epoch WHERE run = ?", id);
    if (!select.executeStep() || select.getColumn(0).isNull()) {
        return std::nullopt;
    }
    return readEpochs(database, id, select.getColumn(0).getInt64()).at(0);
}

std::span<const DetailPart> detailParts() {
    using Database = SQLite::Database;
    static constexpr std::array kParts{
        DetailPart{"facts", readFacts},
        DetailPart{"class names",
                   [](const Database& database, RunId id, RunDetail& detail) {
                       detail.classNames = readClassNames(database, id);
                   }},
        DetailPart{"layers", [](const Database& database, RunId id,
                                RunDetail& detail) { detail.layers = readLayers(database, id); }},
        DetailPart{"epochs", [](const Database& database, RunId id,
                                RunDetail& detail) { detail.epochs = readEpochs(database, id); }},
        DetailPart{"steps", [](const Database& database, RunId id,
                               RunDetail& detail) { detail.steps = readSteps(database, id); }},
        DetailPart{"interventions",
                   [](const Database& database, RunId id, RunDetail& detail) {
                       detail.interventions = readInterventions(database, id);
                   }},
        DetailPart{"segments",
                   [](const Database& database, RunId id, RunDetail& detail) {
                       detail.segments = readSegments(database, id);
                   }},
        DetailPart{"probe images",
                   [](const Database& database, RunId id, RunDetail& detail) {
                       detail.probeImages = readProbeImages(database, id);
                   }},
    };
    return kParts;
}

RunDetail readDetail(const SQLite::Database& database, RunId id) {
    RunDetail detail;
    auto summaries = readSummaries(database, id);
    if (summaries.empty()) {
        throw BadInput(runPlace(id) + "no such run");
    }
    detail.summary = std::move(summaries.front());
    for (const DetailPart& part : detailParts()) {
        part.read(database, id, detail);
    }
    return detail;
}

std::vector<EpochChannels> readChannelHistory(const SQLite::Database& database, RunId id,
                                              int after) {
    auto select = about(database,
                        "SELECT epoch, mean_activation, goodness_share, dead_fraction"
                        " FROM channel_stats WHERE run = ? AND epoch > ? ORDER BY epoch, layer",
                        id);
    select.bind(2, after);
    std::vector<EpochChannels> history;
    while (select.executeStep()) {
        const int epoch = intAt(select, 0);
        if (history.empty() || history.back().epoch != epoch) {
            history.push_back({epoch, {}});
        }
        history.back().layers.push_back(channelsAt(select, 1));
    }
    return history;
}

RunProgress readProgress(const SQLite::Database& database, RunId id, int epoch, std::int64_t step) {
    auto select = about(database,
                        "SELECT status, (SELECT coalesce(max(epoch), 0) FROM epoch WHERE run = ?1),"
                        " (SELECT coalesce(max(step), 0) FROM step WHERE run = ?1)"
                        " FROM run WHERE id = ?1",
                        id);
    if (!select.executeStep()) {
        throw BadInput(runPlace(id) + "no such run");
    }
    RunProgress progress;
    progress.status = runStatusFromString(textAt(select, 0));
    progress.epoch = intAt(select, 1);
    progress.step = select.getColumn(2).getInt64();
    progress.epochs = readEpochs(database, id, epoch + 1);
    progress.channels = readChannelHistory(database, id, epoch);
    progress.steps = readSteps(database, id, step);
    return progress;
}

std::vector<int> readMapEpochs(const SQLite::Database& database, RunId id) {
    auto select = about(database, "SELECT epoch FROM snapshot WHERE run = ? ORDER BY epoch", id);
    std::vector<int> epochs;
    while (select.executeStep()) {
        epochs.push_back(intAt(select, 0));
    }
    return epochs;
}

ProbeSnapshotPtr readSnapshot(const SQLite::Database& database, RunId id, int epoch) {
    auto select = about(database,
                        "SELECT taken_epoch, taken_step, samples, classes FROM snapshot"
                        " WHERE run = ? AND epoch = ?",
                        id);
    select.bind(2, epoch);
    if (!select.executeStep()) {
        return nullptr;
    }
    auto snapshot = std::make_shared<ProbeSnapshot>();
    snapshot->epoch = intAt(select, 0);
    snapshot->step = select.getColumn(1).getInt64();
    snapshot->samples = intAt(select, 2);
    snapshot->classes = intAt(select, 3);
    readMaps(database, id, epoch, *snapshot);
    readChannels(database, id, epoch, *snapshot);
    return snapshot;
}

} // namespace asge
