// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_trials_command.h"

#include "app/cli/csv_output.h"
#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/field_json.h"
#include "app/cli/output.h"
#include "core/base/counted.h"
#include "core/query/run_rows.h"
#include "core/query/trials.h"
#include "core/store/location.h"

#include <algorithm>

namespace asge::cli {

namespace {

/// The runs of the store, and the entries of its queue that have none yet.
RunEntries allTrials(const RunReader& store) {
    RunEntries trials = makeEntries(store.runs());
    printNotes(store.leftOut());
    const Queue queue = store.queue();
    printNotes(queue.leftOut);
    for (auto& waiting : waitingTrials(queue.entries)) {
        trials.push_back(std::move(waiting));
    }
    return trials;
}

RunEntries wantedTrials(const RunsOptions& options) {
    const auto store = readExisting(options.store);
    const RunEntries all = store ? allTrials(*store) : RunEntries();
    RowsWanted wanted;
    if (options.query.filter) {
        wanted.filter =
            RunFilter::required(*options.query.filter, seenSettings(all).unknown, "filter");
    }
    const RunRows rows = arrangeRows(all, wanted);
    if (rows.hiddenArchived > 0) {
        printNotes({counted(rows.hiddenArchived, "archived run") +
                    " also matched; is:archived in the filter lists such runs"});
    }
    RunEntries matching;
    for (const RunRow& row : rows.rows) {
        matching.push_back(all[static_cast<std::size_t>(row.run)]);
    }
    return matching;
}

Json trialJson(const Trials& trials, const Trial& trial, const std::vector<const RunEntry*>& runs) {
    Json settings = Json::object();
    for (const TrialSetting& setting : trials.settings) {
        settings[setting.field.name()] = fieldJson(setting.field, *runs[trial.runs.front()]);
    }
    Json ids = Json::array();
    for (const std::size_t run : trial.runs) {
        if (const RunId id = runs[run]->summary().id; id != 0) {
            ids.push_back(id);
        }
    }
    Json json = {{"settings", std::move(settings)},
                 {"runs", std::move(ids)},
                 {"waiting", trial.counts.waiting}};
    for (const RunStatus status :
         {RunStatus::running, RunStatus::paused, RunStatus::stopped, RunStatus::interrupted,
          RunStatus::failed, RunStatus::finished}) {
        json[std::string(toString(status))] = trial.counts.of(status);
    }
    for (std::size_t i = 0; i < trials.results.size(); ++i) {
        json[trials.results[i].name()] = spreadJson(trial.results[i]);
    }
    return json;
}

void printNumbers(const Trials& trials) {
    const TrialCounts& counts = trials.counts;
    const std::size_t finished = counts.of(RunStatus::finished);
    out() << '\n' << finished << " of " << counted(counts.all(), "run") << " finished";
    if (finished < counts.all()) {
        out() << ": " << stateText(counts);
    }
    out() << '\n';
    if (trials.dataSets.size() > 1) {
        out() << "rows are ranked within each data set\n";
    }
    if (!trials.best.empty()) {
        out() << "* the best mean validation accuracy; test accuracies choose nothing\n";
    }
}

} // namespace

int showTrials(const RunsOptions& options) {
    const RunEntries entries = wantedTrials(options);
    const auto runs = pointersTo(entries);
    const TrialRows rows = options.each ? TrialRows::runs : TrialRows::settings;
    const Trials trials = trialsOf(runs, rows, options.layers);
    if (options.json) {
        Json list = Json::array();
        for (const Trial& trial : trials.rows) {
            list.push_back(trialJson(trials, trial, runs));
        }
        out().json(list);
        return ok;
    }
    const TextTable table = trialsTable(trials, runs, rows, plainNumber);
    std::vector<bool> right(table.columns.size(), true);
    std::fill_n(right.begin(), textColumns(trials, rows), false);
    right.back() = false;
    switch (options.query.format) {
    case RunsFormat::csv:
        printCsv(trialsData(trials, runs, rows));
        return ok;
    case RunsFormat::tsv:
        out().lines(toTsv(trialsData(trials, runs, rows)));
        return ok;
    case RunsFormat::latex:
        out().lines(toLatex(table));
        return ok;
    case RunsFormat::markdown:
        out().lines(toMarkdown(table, right));
        return ok;
    case RunsFormat::text:
        break;
    }
    if (runs.empty()) {
        out() << "no runs" << (options.query.filter ? " that match the filter" : "") << " in "
              << storeLocation(options.store).string() << '\n';
        return ok;
    }
    out().lines(toText(starred(table), right));
    printNumbers(trials);
    return ok;
}

} // namespace asge::cli
