#include "app/cli/commands.h"
#include "app/cli/existing_store.h"
#include "app/cli/json_output.h"
#include "app/cli/progress.h"
#include "core/error.h"
#include "core/experiment/text.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <sstream>

namespace asge::cli {

namespace {

constexpr std::size_t kWidestName = 40; // characters; runs show has all of it

std::string percent(double share) {
    char text[16];
    std::snprintf(text, sizeof text, "%6.2f", 100 * share);
    return text;
}

bool hasAll(const RunSummary& run, const std::vector<std::string>& tags) {
    return std::all_of(tags.begin(), tags.end(), [&](const std::string& tag) {
        return std::find(run.tags.begin(), run.tags.end(), tag) != run.tags.end();
    });
}

void printRow(const RunSummary& run) {
    const std::string accuracies = run.accuracy ? percent(run.accuracy->last) + ' ' +
                                                      percent(run.accuracy->fusion) + ' ' +
                                                      percent(run.accuracy->best)
                                                : "     –      –      –";
    const std::string tags = run.tags.empty() ? "" : "  [" + tagsText(run) + "]";
    std::printf("%5lld  %-11s  %3d/%-3d  %s  %s  %-24s %s%s%s\n", static_cast<long long>(run.id),
                std::string(toString(run.status)).c_str(), run.epochsDone, run.epochs,
                accuracies.c_str(), run.created.c_str(), run.networkLayers.c_str(),
                elided(oneLine(run.name), kWidestName).c_str(), tags.c_str(),
                run.archived ? "  (archived)" : "");
}

void printEpoch(const EpochEvent& event) {
    std::string layers;
    for (const LayerScore& score : event.test) {
        layers += ' ' + percent(score.accuracy);
    }
    std::printf("%5d  %9s  %s %s %s  %s  %s\n", event.epoch, clockText(event.seconds).c_str(),
                percent(event.accuracy.last).c_str(), percent(event.accuracy.fusion).c_str(),
                percent(event.accuracy.best).c_str(), percent(event.waitShare).c_str(),
                layers.c_str());
}

Json describe(const RunDetail& detail, const std::vector<CheckpointInfo>& checkpoints) {
    Json json = toJson(detail.summary);
    json["uid"] = detail.summary.uid;
    json["notes"] = detail.summary.notes;
    json["software"] = detail.software;
    json["parameters"] = detail.parameters;
    json["experiment"] = Json::parse(detail.summary.experimentJson);
    json["history"] = Json::array();
    for (const EpochEvent& event : detail.epochs) {
        json["history"].push_back(toJson(event));
    }
    json["lineage"] = detail.summary.lineage ? toJson(*detail.summary.lineage) : Json(nullptr);
    json["segments"] = Json::array();
    for (const Segment& segment : detail.segments) {
        json["segments"].push_back({{"first_step", segment.firstStep},
                                    {"started", segment.started},
                                    {"device", segment.device},
                                    {"software", segment.software}});
    }
    json["checkpoints"] = Json::array();
    for (const CheckpointInfo& checkpoint : checkpoints) {
        json["checkpoints"].push_back({{"epoch", checkpoint.epoch},
                                       {"step", checkpoint.step},
                                       {"bytes", checkpoint.size},
                                       {"best", checkpoint.best},
                                       {"kept", checkpoint.kept},
                                       {"sha256", checkpoint.sha256}});
    }
    return json;
}

void printLineage(const Lineage& lineage) {
    std::cout << "branch    of "
              << (lineage.parent != 0 ? "run " + std::to_string(lineage.parent)
                                      : "a run that is not here, " + lineage.parentUid)
              << " (" << oneLine(lineage.parentName) << "), after epoch " << lineage.epoch
              << ", step " << lineage.step << '\n';
    for (const SettingChange& change : lineage.changes) {
        std::cout << "          " << change.path << ": " << oneLine(change.before) << " -> "
                  << oneLine(change.after) << '\n';
    }
}

void printSegment(const Segment& segment) {
    std::cout << "segment   from step " << segment.firstStep << ", " << segment.started << ", "
              << oneLine(segment.device) << ", " << oneLine(segment.software) << '\n';
}

void printCheckpoint(const CheckpointInfo& checkpoint) {
    std::cout << "kept at   epoch " << checkpoint.epoch << ", step " << checkpoint.step << ", "
              << checkpoint.size << " bytes" << (checkpoint.best ? ", best" : "")
              << (checkpoint.kept ? ", kept" : "") << '\n';
}

/// Each line of it in the column of the values.
std::string indented(const std::string& notes) {
    std::string text;
    std::istringstream lines(notes);
    for (std::string line; std::getline(lines, line);) {
        text += (text.empty() ? "notes     " : "          ") + oneLine(line) + '\n';
    }
    return text;
}

void printHead(const RunDetail& detail, const std::vector<CheckpointInfo>& checkpoints) {
    const RunSummary& run = detail.summary;
    std::cout << "run " << run.id << ": " << oneLine(run.name) << "\nuid       " << run.uid
              << "\nstatus    " << toString(run.status)
              << (run.reason.empty() ? "" : ": " + oneLine(run.reason))
              << (run.archived ? " (archived)" : "") << "\ntags      " << tagsText(run) << '\n'
              << indented(run.notes) << "created   " << run.created << "\ndevice    " << run.device
              << "\nsoftware  " << detail.software << "\nweights   " << detail.parameters
              << "\nepochs    " << run.epochsDone << " of " << run.epochs << '\n';
    if (run.lineage) {
        printLineage(*run.lineage);
    }
    for (const Segment& segment : detail.segments) {
        printSegment(segment);
    }
    for (const CheckpointInfo& checkpoint : checkpoints) {
        printCheckpoint(checkpoint);
    }
    std::cout << '\n' << run.experimentJson << "\n\n";
}

} // namespace

int listRuns(const RunsOptions& options) {
    const auto store = readExisting(options.store);
    std::vector<RunSummary> runs;
    if (store) {
        runs = options.bin ? store->bin() : store->runs();
        printNotes(store->leftOut());
    }
    std::erase_if(runs, [&](const RunSummary& run) {
        return !hasAll(run, options.tags) || (options.archived && !run.archived);
    });
    if (options.json) {
        Json list = Json::array();
        for (const RunSummary& run : runs) {
            list.push_back(toJson(run));
        }
        std::cout << line(list) << '\n';
        return ok;
    }
    if (runs.empty()) {
        std::cout << "no " << (options.archived ? "archived " : "") << "runs"
                  << (options.tags.empty() ? " in " : " with these tags in ")
                  << (options.bin ? "the bin of " : "") << storeLocation(options.store).string()
                  << '\n';
        return ok;
    }
    std::printf("%5s  %-11s  %7s  %6s %6s %6s  %-20s  %-24s %s\n", "run", "status", "epochs",
                "last %", "fus. %", "best %", "created (UTC)", "network", "name [tags]");
    for (const RunSummary& run : runs) {
        printRow(run);
    }
    return ok;
}

int showRun(const RunsOptions& options) {
    const auto store = readExisting(options.store);
    if (!store) {
        noSuchRun(options);
    }
    const RunDetail detail = store->detail(options.run);
    const auto checkpoints = store->checkpoints(options.run);
    if (options.json) {
        std::cout << line(describe(detail, checkpoints)) << '\n';
        return ok;
    }
    printHead(detail, checkpoints);
    std::printf("%5s  %9s  %6s %6s %6s  %6s   %s\n", "epoch", "time", "last %", "fus. %", "best %",
                "wait %", "layers, test %");
    for (const EpochEvent& event : detail.epochs) {
        printEpoch(event);
    }
    return ok;
}

} // namespace asge::cli
