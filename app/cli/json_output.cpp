// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/json_output.h"

#include "app/cli/output.h"
#include "core/base/text.h"
#include "core/run/epoch_progress.h"

#include <algorithm>

namespace asge::cli {

namespace {

constexpr const char* kUntrained = "untrained_readout";

}

void addPredictions(Json& json, const MetricValues& values, const ScoreFacts& facts) {
    for (const MetricId metric : predictedMetrics()) {
        if (!values.predictions(metric)) {
            continue;
        }
        Json& predictions = json[std::string(rowOf(metric).key)] = Json::object();
        for (const Place place : kPredictionPlaces) {
            predictions[std::string(predictionKey(place))] =
                facts.isTrained(place) ? Json(values.at(metric, Split::test, place))
                                       : Json(nullptr);
        }
    }
}

Json layersJson(const MetricValues& values, Split split, const ScoreFacts& facts) {
    Json list = Json::array();
    for (const MetricValues::Entry& entry : values.entries()) {
        if (entry.split != split || entry.place < 0) {
            continue;
        }
        const auto layer = static_cast<std::size_t>(entry.place);
        while (list.size() <= layer) {
            list.push_back(Json::object());
        }
        list[layer][std::string(facts.keyOf(entry.metric, split))] = entry.value;
    }
    for (std::size_t layer = 0; layer < std::min(list.size(), facts.untrained); ++layer) {
        list[layer][kUntrained] = true;
    }
    return list;
}

Json toJson(const EpochEvent& event, const ScoreFacts& facts) {
    Json json = {{"epoch", event.epoch}, {"step", event.step}, {"seconds", event.seconds}};
    for (const MetricValues::Entry& entry : event.values.entries()) {
        if (entry.place == kRunPlace) {
            json[std::string(rowOf(entry.metric).key)] = entry.value;
        }
    }
    addPredictions(json, event.values, facts);
    json["best_layer"] = event.bestLayer + 1;
    json["layers"] = layersJson(event.values, Split::test, facts);
    json["validation"] = layersJson(event.values, Split::validation, facts);
    json["train"] = layersJson(event.values, Split::train, facts);
    return json;
}

Json toJson(const Lineage& lineage) {
    Json changes = Json::array();
    for (const SettingChange& change : lineage.changes) {
        changes.push_back(
            {{"path", change.path}, {"before", change.before}, {"after", change.after}});
    }
    return {{"parent", lineage.parent == 0 ? Json(nullptr) : Json(lineage.parent)},
            {"parent_uid", lineage.parentUid},
            {"parent_name", lineage.parentName},
            {"epoch", lineage.epoch},
            {"step", lineage.step},
            {"changes", std::move(changes)}};
}

Json toJson(const Intervention& event) {
    return {{"step", event.step},
            {"epoch", event.epoch == 0 ? Json(nullptr) : Json(event.epoch)},
            {"time", event.time},
            {"source", event.source},
            {"kind", event.kind},
            {"layer", event.layer == 0 ? Json(nullptr) : Json(event.layer)},
            {"value", event.value ? Json(*event.value) : Json(nullptr)},
            {"seconds", event.seconds},
            {"text", event.text}};
}

std::string tagsText(const RunSummary& run) {
    return joined(run.tags, ", ");
}

Json toJson(const RunSummary& run) {
    const ScoreFacts facts = scoreFactsOf(run);
    Json json = {{"run", run.id},
                 {"status", toString(run.status)},
                 {"epochs", finishedEpochs(run)},
                 {"accuracy", nullptr},
                 {"layers", layersJson(run.values, Split::test, facts)},
                 {"images_per_second", run.imagesPerSecond},
                 {"seconds", run.seconds},
                 {"name", run.name},
                 {"tags", run.tags},
                 {"created", run.created},
                 {"reason", run.reason},
                 {"method", run.method},
                 {"data", run.dataName},
                 {"network", run.networkLayers},
                 {"device", run.device},
                 {"epochs_planned", run.epochs},
                 {"archived", run.archived}};
    addPredictions(json, run.values, facts);
    return json;
}

Json toJson(const QueueEntry& entry) {
    return {{"entry", entry.id},
            {"position", entry.position},
            {"name", entry.name},
            {"tags", entry.tags},
            {"status", toString(entry.status)},
            {"run", entry.run == 0 ? Json(nullptr) : Json(entry.run)},
            {"reason", entry.reason},
            {"added", entry.added}};
}

std::string line(const Json& json) {
    return escapedJson(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void printNotes(const std::vector<std::string>& notes) {
    for (const std::string& note : notes) {
        errors() << "asge: note: " << note << '\n';
    }
}

void printTrouble(const std::string& trouble) {
    printError(trouble.empty()
                   ? "the store can be written again; the training continues"
                   : trouble + "; the training waits, and continues when it can write again");
}

void printGivenUp(const std::string& trouble) {
    printError(trouble +
               "; stopping: results that were not written are lost; the run keeps those that "
               "were");
}

} // namespace asge::cli
