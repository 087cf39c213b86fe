#include "app/cli/json_output.h"

#include "app/cli/output.h"
#include "core/base/text.h"

namespace asge::cli {

Json toJson(const Accuracies& accuracy) {
    return {{"last", accuracy.last}, {"fusion", accuracy.fusion}, {"best", accuracy.best}};
}

Json toJson(const std::vector<LayerScore>& layers) {
    Json list = Json::array();
    for (const LayerScore& layer : layers) {
        list.push_back({{"accuracy", layer.accuracy}, {"loss", layer.loss}});
    }
    return list;
}

void addTop5(Json& json, const std::optional<Accuracies>& top5) {
    if (top5) {
        json["top5"] = toJson(*top5);
    }
}

Json toJson(const EpochEvent& event) {
    Json json = {{"epoch", event.epoch},
                 {"step", event.step},
                 {"seconds", event.seconds},
                 {"learning_rate", event.learningRate},
                 {"images_per_second", event.imagesPerSecond},
                 {"probe_share", event.probeShare},
                 {"wait_share", event.waitShare},
                 {"accuracy", toJson(event.accuracy)},
                 {"best_layer", event.bestLayer + 1},
                 {"layers", toJson(event.test)},
                 {"validation", toJson(event.validation)},
                 {"train", toJson(event.train)}};
    addTop5(json, event.top5);
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

std::string tagsText(const RunSummary& run) {
    return joined(run.tags, ", ");
}

Json toJson(const RunSummary& run) {
    Json json = {{"run", run.id},
                 {"status", toString(run.status)},
                 {"epochs", run.epochsDone},
                 {"accuracy", run.accuracy ? toJson(*run.accuracy) : Json(nullptr)},
                 {"layers", toJson(run.layers)},
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
    addTop5(json, run.top5);
    return json;
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
                   ? "the store can be written again; the training goes on"
                   : trouble + "; the training waits, and goes on when it can write again");
}

void printGivenUp(const std::string& trouble) {
    printError(trouble +
               "; stopping: what is not written yet is given up, and the run keeps what was "
               "written before");
}

} // namespace asge::cli
