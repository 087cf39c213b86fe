// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/run_writes.h"

#include "core/base/error.h"
#include "core/base/utc.h"
#include "core/run/command.h"
#include "core/store/annotations.h"
#include "core/store/binder.h"
#include "core/store/codec.h"
#include "core/store/epoch_values.h"
#include "core/store/lineage.h"
#include "core/store/outcomes.h"
#include "core/store/run_check.h"
#include "core/store/run_status.h"

namespace asge {
namespace {

/// Throws BadInput unless an array with these extents has exactly `size` elements; else it could
/// not be read back.
void requireFilled(const std::string& what, std::size_t size,
                   std::initializer_list<std::int64_t> extents) {
    if (matchesExtents(size, extents)) {
        return;
    }
    std::string shape;
    for (const std::int64_t extent : extents) {
        shape += (shape.empty() ? "" : " x ") + std::to_string(extent);
    }
    throw BadInput(what + ": " + std::to_string(size) + " values instead of " + shape);
}

void insertDataIdentity(SQLite::Database& database, RunId id, const std::string& identity) {
    if (identity.empty()) {
        return;
    }
    SQLite::Statement insert(database, "INSERT INTO run_data VALUES (?, ?)");
    Binder(insert).integer(id).text(identity);
    insert.exec();
}

void insertInputScale(SQLite::Database& database, RunId id, const InputScale& scale) {
    if (!scale.isKnown()) {
        return;
    }
    const std::string mean = encodeNumbers(scale.mean);
    const std::string divisor = encodeNumbers(scale.divisor);
    SQLite::Statement insert(database, "INSERT INTO input_scale VALUES (?, ?, ?)");
    Binder(insert).integer(id).blob(mean).blob(divisor);
    insert.exec();
}

std::int64_t runRow(SQLite::Database& database, const NewRun& run, const ProcessIdentity& self) {
    // SQLite reports an exhausted counter as a full disk, and a training would wait for that.
    if (const auto problem = counterProblem(database)) {
        throw damage(*problem);
    }
    SQLite::Statement insert(
        database,
        "INSERT INTO run (status, owner, heartbeat, name, created, method, data_name, device,"
        " software, epochs, parameters, experiment, uid, network_layers)"
        " VALUES ('running', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
        " lower(hex(randomblob(16))), CASE WHEN json_valid(?11)"
        " THEN coalesce(CAST(json_extract(?11, '$.network.layers') AS TEXT), '') ELSE '' END)");
    const std::int64_t time = unixTime();
    Binder(insert)
        .text(toText(self))
        .integer(time)
        .text(run.name)
        .text(isoTime(time))
        .text(run.method)
        .text(run.dataName)
        .text(run.device)
        .text(run.software)
        .integer(run.epochs)
        .integer(run.parameters)
        .text(run.experimentJson);
    insert.exec();
    return database.getLastInsertRowid();
}

void insertClassNames(SQLite::Database& database, RunId id, const std::vector<std::string>& names) {
    SQLite::Statement insert(database, "INSERT INTO class_name VALUES (?, ?, ?)");
    std::int64_t position = 0;
    for (const std::string& name : names) {
        Binder(insert).integer(id).integer(position++).text(name);
        execute(insert);
    }
}

void insertLayers(SQLite::Database& database, RunId id, const std::vector<LayerInfo>& layers) {
    SQLite::Statement insert(database, "INSERT INTO layer VALUES (?, ?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const LayerInfo& layer : layers) {
        Binder(insert)
            .integer(id)
            .integer(position++)
            .integer(layer.channels)
            .integer(layer.patches)
            .integer(layer.height)
            .integer(layer.width)
            .integer(layer.pools ? 1 : 0);
        execute(insert);
    }
}

void insertProbeImages(SQLite::Database& database, RunId id, const ProbeImages& images) {
    const std::int64_t count = images.count;
    requireFilled("probe images: pixels", images.pixels.size(),
                  {count, images.channels, images.height, images.width});
    requireFilled("probe images: labels", images.labels.size(), {count});
    requireFilled("probe images: indices", images.indices.size(), {count});
    const std::string labels = encodeNumbers(images.labels);
    const std::string indices = encodeNumbers(images.indices);
    SQLite::Statement insert(database, "INSERT INTO probe_images VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    Binder(insert)
        .integer(id)
        .integer(count)
        .integer(images.channels)
        .integer(images.height)
        .integer(images.width)
        .blob({reinterpret_cast<const char*>(images.pixels.data()), images.pixels.size()})
        .blob(labels)
        .blob(indices);
    insert.exec();
}

void insertEpoch(SQLite::Database& database, RunId id, const EpochEvent& epoch) {
    SQLite::Statement insert(database, "INSERT INTO epoch (run, epoch, step, seconds, best_layer)"
                                       " VALUES (?, ?, ?, ?, ?)");
    Binder(insert)
        .integer(id)
        .integer(epoch.epoch)
        .integer(epoch.step)
        .real(epoch.seconds)
        .integer(epoch.bestLayer);
    insert.exec();
    insertValues(database, id, epoch.epoch, epoch.values);
}

void insertMaps(SQLite::Database& database, RunId id, int epoch, const ProbeSnapshot& snapshot) {
    SQLite::Statement insert(database, "INSERT INTO layer_maps VALUES (?, ?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const LayerMaps& maps : snapshot.layers) {
        const std::string where = runPrefix(id) + "epoch " + std::to_string(epoch) + ": layer " +
                                  std::to_string(position + 1) + ": ";
        requireFilled(where + "goodness", maps.goodness.size(),
                      {snapshot.samples, maps.channels, maps.patches, maps.patches});
        requireFilled(where + "probabilities", maps.probabilities.size(),
                      {snapshot.samples, snapshot.classes});
        const std::string goodness = encodeNumbers(maps.goodness);
        const std::string probabilities = encodeNumbers(maps.probabilities);
        Binder(insert)
            .integer(id)
            .integer(epoch)
            .integer(position++)
            .integer(maps.channels)
            .integer(maps.patches)
            .blob(goodness)
            .blob(probabilities);
        execute(insert);
    }
}

void insertChannels(SQLite::Database& database, RunId id, int epoch,
                    const std::vector<ChannelStats>& channels) {
    SQLite::Statement insert(database, "INSERT INTO channel_stats VALUES (?, ?, ?, ?, ?, ?)");
    std::int64_t layer = 0;
    for (const ChannelStats& stats : channels) {
        const std::string activation = encodeNumbers(stats.meanActivation);
        const std::string share = encodeNumbers(stats.goodnessShare);
        const std::string dead = encodeNumbers(stats.deadFraction);
        Binder(insert)
            .integer(id)
            .integer(epoch)
            .integer(layer++)
            .blob(activation)
            .blob(share)
            .blob(dead);
        execute(insert);
    }
}

void insertSnapshot(SQLite::Database& database, RunId id, int epoch,
                    const ProbeSnapshot& snapshot) {
    SQLite::Statement insert(database, "INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?)");
    Binder(insert)
        .integer(id)
        .integer(epoch)
        .integer(snapshot.epoch)
        .integer(snapshot.step)
        .integer(snapshot.samples)
        .integer(snapshot.classes);
    insert.exec();
    insertMaps(database, id, epoch, snapshot);
    insertChannels(database, id, epoch, snapshot.channels);
}

/// Encodes loss and accuracy of each layer in turn.
std::string encodeScores(const std::vector<LayerScore>& scores) {
    std::vector<double> numbers;
    numbers.reserve(2 * scores.size());
    for (const LayerScore& score : scores) {
        numbers.push_back(score.loss);
        numbers.push_back(score.accuracy);
    }
    return encodeNumbers(numbers);
}

} // namespace

RunId insertRun(SQLite::Database& database, const NewRun& run, const ProcessIdentity& self) {
    const RunId id = runRow(database, run, self);
    insertClassNames(database, id, run.classNames);
    insertLayers(database, id, run.layers);
    insertProbeImages(database, id, run.probeImages);
    insertTags(database, id, run.tags);
    insertDataIdentity(database, id, run.dataIdentity);
    insertInputScale(database, id, run.inputScale);
    std::int64_t firstStep = 1;
    if (run.lineage) {
        insertLineage(database, id, *run.lineage);
        firstStep = run.lineage->step + 1;
    }
    insertSegment(database, id, {firstStep, isoTime(unixTime()), run.device, run.software});
    return id;
}

void insertSteps(SQLite::Database& database, RunId id, std::span<const StepEvent> steps,
                 const ProcessIdentity& self) {
    requireOwner(database, id, self);
    SQLite::Statement insert(database, "INSERT OR REPLACE INTO step VALUES (?, ?, ?, ?, ?)");
    for (const StepEvent& step : steps) {
        const std::string scores = encodeScores(step.layers);
        Binder(insert)
            .integer(id)
            .integer(step.step)
            .integer(step.epoch)
            .real(step.seconds)
            .blob(scores);
        execute(insert);
    }
}

void replaceEpoch(SQLite::Database& database, RunId id, const EpochEvent& epoch,
                  const EpochMeasurements& measured, const ProcessIdentity& self) {
    requireOwner(database, id, self);
    SQLite::Statement remove(database, "DELETE FROM epoch WHERE run = ? AND epoch = ?");
    Binder(remove).integer(id).integer(epoch.epoch);
    remove.exec();
    insertEpoch(database, id, epoch);
    if (measured.maps) {
        insertSnapshot(database, id, epoch.epoch, *measured.maps);
    }
    insertOutcomes(database, id, epoch.epoch, measured.outcomes);
    updateProgress(database, id);
}

void undoInterventions(SQLite::Database& database, RunId id, std::int64_t step) {
    SQLite::Statement select(database, "SELECT id, kind, layer, value FROM intervention"
                                       " WHERE run = ? AND step > ?");
    Binder(select).integer(id).integer(step);
    std::vector<std::pair<std::int64_t, Intervention>> undone;
    while (select.executeStep()) {
        Intervention each;
        each.kind = textAt(select, 1);
        each.layer = intAt(select, 2);
        each.value = optionalRealAt(select, 3);
        if (changesTraining(each)) {
            markUndone(each);
            undone.emplace_back(select.getColumn(0).getInt64(), each);
        }
    }
    SQLite::Statement update(database, "UPDATE intervention SET kind = ?, text = ? WHERE id = ?");
    for (const auto& [row, each] : undone) {
        Binder(update).text(each.kind).text(each.text).integer(row);
        execute(update);
    }
}

void insertIntervention(SQLite::Database& database, RunId id, const Intervention& intervention) {
    requireRun(database, id);
    SQLite::Statement insert(
        database,
        "INSERT INTO intervention (run, step, seconds, kind, text, epoch, layer, value, source,"
        " time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    Binder(insert)
        .integer(id)
        .integer(intervention.step)
        .real(intervention.seconds)
        .text(intervention.kind)
        .text(intervention.text)
        .integer(intervention.epoch)
        .integer(intervention.layer)
        .optionalReal(intervention.value)
        .text(intervention.source)
        .text(intervention.time);
    insert.exec();
}

} // namespace asge
