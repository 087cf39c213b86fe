// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_compare_command.h"

#include "app/cli/csv_output.h"
#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/field_json.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/query/comparison.h"
#include "core/query/run_rows.h"
#include "core/run/epoch_progress.h"

#include <algorithm>
#include <cmath>

namespace asge::cli {

namespace {

using comparison::Group;
using comparison::Runs;

/// The runs in the order that the user gave.
RunEntries namedRuns(const CompareOptions& options) {
    if (options.runs.size() < 2) {
        throw BadInput("a comparison needs two or more runs");
    }
    const auto store = readExisting(options.store);
    if (!store) {
        noSuchRun(options.runs.front(), options.store);
    }
    const std::vector<RunSummary> all = store->runs();
    printNotes(store->leftOut());
    std::vector<RunSummary> named;
    for (const RunId id : options.runs) {
        const std::string place = "run " + std::to_string(id) + ": ";
        const auto run = std::find_if(all.begin(), all.end(),
                                      [id](const RunSummary& each) { return each.id == id; });
        if (run == all.end()) {
            throw BadInput(place + "no such run; asge runs list shows the runs in the store");
        }
        if (std::any_of(named.begin(), named.end(),
                        [id](const RunSummary& each) { return each.id == id; })) {
            throw BadInput(place + "is given twice");
        }
        named.push_back(*run);
    }
    return makeEntries(std::move(named));
}

/// One of the tables, its title, and its name for `--table`.
struct Part {
    const char* name;
    std::string title;
    TextTable table;
    TextTable data; ///< the same for programs
    bool numbers;   ///< all columns but the first are numeric
};

std::vector<Part> partsOf(const Runs& runs, const std::vector<Group>& groups,
                          const std::string& only) {
    auto [settings, settingsData, unreadable] = comparison::differingSettings(runs);
    for (const std::string& name : unreadable) {
        printNotes({"the settings of " + name + " can't be read"});
    }
    std::vector<Part> parts = {
        {"settings", settings.rows.empty() ? "All settings are the same" : "Settings that differ",
         settings, settingsData, false},
        {"results", "Results: test accuracies in %", comparison::results(runs, groups, plainNumber),
         comparison::resultsData(runs, groups), true},
        {"layers", "Layers: test accuracy in % and gain over the previous layer",
         comparison::ladder(runs, groups, plainNumber), comparison::ladderData(runs, groups),
         true}};
    std::erase_if(parts, [&](const Part& part) { return !only.empty() && part.name != only; });
    return parts;
}

void printText(const Part& part) {
    out() << part.title << '\n';
    if (!part.table.rows.empty()) {
        std::vector<bool> right(part.table.columns.size(), part.numbers);
        right.front() = false;
        out().lines(toText(starred(part.table), right));
    }
}

void printParts(const CompareOptions& options, const std::vector<Part>& parts) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0 && options.csv) {
            out() << "\r\n";
        } else if (i > 0) {
            out() << '\n';
        }
        if (options.csv) {
            printCsv(parts[i].data);
        } else if (options.latex) {
            out().lines(toLatex(parts[i].table));
        } else {
            printText(parts[i]);
        }
    }
}

Json settingsJson(const Runs& runs) {
    Json list = Json::array();
    for (const auto& row : comparison::differingSettings(runs).table.rows) {
        const RunField field = RunField::ofSetting(row.front());
        Json values = Json::array();
        for (const RunEntry* run : runs) {
            values.push_back(fieldJson(field, *run));
        }
        list.push_back({{"setting", field.name()}, {"values", std::move(values)}});
    }
    return list;
}

Json idsOf(const Runs& runs, const Group& group) {
    Json ids = Json::array();
    for (const std::size_t run : group.runs) {
        ids.push_back(runs[run]->summary().id);
    }
    return ids;
}

/// Completed epochs of a row's runs, in the order of the runs.
Json epochsOf(const Runs& runs, const Group& group) {
    Json epochs = Json::array();
    for (const std::size_t run : group.runs) {
        epochs.push_back(finishedEpochs(runs[run]->summary()));
    }
    return epochs;
}

Json resultsJson(const Runs& runs, const std::vector<Group>& groups) {
    Json list = Json::array();
    for (const Group& group : groups) {
        Json row = {{"name", group.name}, {"runs", idsOf(runs, group)}, {"n", group.runs.size()}};
        const std::vector<Spread> results = comparison::resultsOf(runs, group);
        for (std::size_t i = 0; i < results.size(); ++i) {
            row[resultName(i)] = spreadJson(results[i]);
        }
        row["epochs"] = epochsOf(runs, group);
        row["images_per_second"] = spreadJson(comparison::speedOf(runs, group));
        list.push_back(std::move(row));
    }
    return list;
}

Json layersJson(const Runs& runs, const std::vector<Group>& groups) {
    Json list = Json::array();
    for (const Group& group : groups) {
        Json layers = Json::array();
        for (const Spread& spread : comparison::ladderOf(runs, group)) {
            layers.push_back(spreadJson(spread));
        }
        list.push_back({{"name", group.name}, {"layers", std::move(layers)}});
        const std::vector<Spread> probes = comparison::probesOf(runs, group);
        if (!probes.empty()) {
            Json& accuracies = list.back()["linear_probes"] = Json::array();
            for (const Spread& spread : probes) {
                accuracies.push_back(spreadJson(spread));
            }
        }
    }
    return list;
}

/// The second row's difference from the first; null unless there are exactly two rows.
Json differenceJson(const Runs& runs, const std::vector<Group>& groups) {
    if (groups.size() != 2) {
        return nullptr;
    }
    const auto known = [](double value) {
        return std::isfinite(value) ? Json(value) : Json(nullptr);
    };
    const comparison::GroupDifference difference = comparison::differenceOf(runs, groups);
    Json json = {{"seeds", difference.seeds}};
    for (const Difference& result : difference.results) {
        json[result.name] = {{"mean", known(result.mean)},
                             {"low", known(result.low)},
                             {"high", known(result.high)},
                             {"n", result.n}};
    }
    json["speed"] = known(difference.speed);
    return json;
}

void printJson(const CompareOptions& options, const Runs& runs, const std::vector<Group>& groups) {
    const auto wants = [&](const char* part) {
        return options.table.empty() || options.table == part;
    };
    Json json = {{"runs", options.runs}};
    if (wants("settings")) {
        json["settings"] = settingsJson(runs);
    }
    if (wants("results")) {
        json["results"] = resultsJson(runs, groups);
        json["difference"] = differenceJson(runs, groups);
    }
    if (wants("layers")) {
        json["layers"] = layersJson(runs, groups);
    }
    out().json(json);
}

} // namespace

int compareRuns(const CompareOptions& options) {
    const RunEntries entries = namedRuns(options);
    const Runs runs = pointersTo(entries);
    const std::string key =
        options.groupBy.empty()
            ? ""
            : groupKeyFrom(options.groupBy, seenSettings(entries).unknown, "--group-by");
    const std::vector<Group> groups = comparison::groupsBy(runs, key);
    if (options.json) {
        printJson(options, runs, groups);
    } else {
        printParts(options, partsOf(runs, groups, options.table));
    }
    return ok;
}

} // namespace asge::cli
