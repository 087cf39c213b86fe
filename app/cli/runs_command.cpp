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

namespace asge::cli {

namespace {

constexpr std::size_t kWidestName = 40; // characters; runs show has all of it

[[noreturn]] void noSuchRun(const RunsOptions& options) {
    throw BadInput("run " + std::to_string(options.run) + ": no such run: there is no store at " +
                   storeLocation(options.store).string());
}

std::string percent(double share) {
    char text[16];
    std::snprintf(text, sizeof text, "%6.2f", 100 * share);
    return text;
}

std::string tagsText(const RunSummary& run) {
    std::string text;
    for (const std::string& tag : run.tags) {
        text += (text.empty() ? "" : ", ") + tag;
    }
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
    std::printf("%5lld  %-11s  %3d/%-3d  %s  %s  %-24s %s%s\n", static_cast<long long>(run.id),
                std::string(toString(run.status)).c_str(), run.epochsDone, run.epochs,
                accuracies.c_str(), run.created.c_str(), run.networkLayers.c_str(),
                elided(oneLine(run.name), kWidestName).c_str(), tags.c_str());
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

Json describe(const RunDetail& detail) {
    Json json = toJson(detail.summary);
    json["software"] = detail.software;
    json["parameters"] = detail.parameters;
    json["experiment"] = Json::parse(detail.summary.experimentJson);
    json["history"] = Json::array();
    for (const EpochEvent& event : detail.epochs) {
        json["history"].push_back(toJson(event));
    }
    return json;
}

} // namespace

int listRuns(const RunsOptions& options) {
    const auto store = readExisting(options.store);
    auto runs = store ? store->runs() : std::vector<RunSummary>{};
    std::erase_if(runs, [&](const RunSummary& run) { return !hasAll(run, options.tags); });
    if (options.json) {
        Json list = Json::array();
        for (const RunSummary& run : runs) {
            list.push_back(toJson(run));
        }
        std::cout << line(list) << '\n';
        return ok;
    }
    if (runs.empty()) {
        std::cout << (options.tags.empty() ? "no runs in " : "no runs with these tags in ")
                  << storeLocation(options.store).string() << '\n';
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
    if (options.json) {
        std::cout << line(describe(detail)) << '\n';
        return ok;
    }
    const RunSummary& run = detail.summary;
    std::cout << "run " << run.id << ": " << oneLine(run.name) << "\nstatus    "
              << toString(run.status) << (run.reason.empty() ? "" : ": " + run.reason)
              << "\ntags      " << tagsText(run) << "\ncreated   " << run.created << "\ndevice    "
              << run.device << "\nsoftware  " << detail.software << "\nweights   "
              << detail.parameters << "\nepochs    " << run.epochsDone << " of " << run.epochs
              << "\n\n"
              << run.experimentJson << "\n\n";
    std::printf("%5s  %9s  %6s %6s %6s  %6s   %s\n", "epoch", "time", "last %", "fus. %", "best %",
                "wait %", "layers, test %");
    for (const EpochEvent& event : detail.epochs) {
        printEpoch(event);
    }
    return ok;
}

int tagRun(const RunsOptions& options) {
    std::vector<std::string> added;
    std::vector<std::string> removed;
    for (const std::string& change : options.tags) {
        if (change.front() != '+' && change.front() != '-') {
            throw BadInput("'" + oneLine(change, 2 * kLongestTag) +
                           "' must begin with + to add a tag or with - to remove it");
        }
        (change.front() == '+' ? added : removed).push_back(change.substr(1));
    }
    const auto path = storeLocation(options.store);
    if (!std::filesystem::exists(path)) {
        noSuchRun(options);
    }
    RunWriter(path).changeTags(options.run, added, removed);
    const RunSummary run = RunReader(path).find(options.run).value();
    if (options.json) {
        std::cout << line({{"run", run.id}, {"tags", run.tags}}) << '\n';
    } else {
        std::cout << "run " << run.id << ": "
                  << (run.tags.empty() ? "no tags" : "tags " + tagsText(run)) << '\n';
    }
    return ok;
}

int deleteRun(const RunsOptions& options) {
    const auto path = storeLocation(options.store);
    if (!std::filesystem::exists(path)) {
        noSuchRun(options);
    }
    RunWriter(path).remove(options.run);
    if (options.json) {
        std::cout << line({{"run", options.run}, {"deleted", true}}) << '\n';
    } else {
        std::cout << "run " << options.run << ": deleted\n";
    }
    return ok;
}

} // namespace asge::cli
