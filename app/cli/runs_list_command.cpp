// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_list_command.h"

#include "app/cli/csv_output.h"
#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/field_json.h"
#include "app/cli/output.h"
#include "core/base/counted.h"
#include "core/base/text.h"
#include "core/query/runs_table.h"
#include "core/run/epoch_progress.h"
#include "core/store/location.h"

#include <algorithm>

namespace asge::cli {

namespace {

constexpr std::size_t kWidestCell = 40; // characters; runs show prints the full text

bool hasAll(const RunSummary& run, const std::vector<std::string>& tags) {
    return std::all_of(tags.begin(), tags.end(), [&](const std::string& tag) {
        return std::find(run.tags.begin(), run.tags.end(), tag) != run.tags.end();
    });
}

void printRow(const RunSummary& run) {
    const ScoreFacts facts = scoreFactsOf(run);
    std::string accuracies;
    for (const Place place : kPredictionPlaces) {
        const double* value = run.values.find(MetricId::accuracy, Split::test, place);
        accuracies +=
            (accuracies.empty()    ? ""
             : place == kBestPlace ? "       "
                                   : " ") +
            resultText(value != nullptr ? *value : 0, value != nullptr && facts.isTrained(place));
    }
    const std::string tags = run.tags.empty() ? "" : "  [" + tagsText(run) + "]";
    out() << format("%5lld  ", static_cast<long long>(run.id)) << column(toString(run.status), 11)
          << format("  %3d/%-3d  ", finishedEpochs(run), run.epochs) << accuracies << "  "
          << run.created << "  " << column(run.networkLayers, 24) << ' '
          << elided(oneLine(run.name), kWidestCell) << tags << (run.archived ? "  (archived)" : "")
          << '\n';
}

RowsWanted wantedRows(const RunsOptions& options, const RunEntries& runs) {
    const RunsQuery& query = options.query;
    const std::set<std::string> seen = seenSettings(runs).unknown;
    RowsWanted wanted;
    // A plain list includes archived runs; a filter includes them only if it asks for them, as in
    // the window.
    wanted.archived = !query.filter || options.archived;
    if (query.filter) {
        wanted.filter = RunFilter::required(*query.filter, seen, "--filter");
    }
    if (!query.sort.empty()) {
        wanted.ascending = !query.sort.starts_with('-');
        wanted.sortedBy =
            RunField::required(query.sort.substr(wanted.ascending ? 0 : 1), seen, "--sort");
    }
    for (const std::string& word : query.groupBy) {
        wanted.groupedBy.push_back(groupKeyFrom(word, seen, "--group-by"));
    }
    return wanted;
}

std::vector<RunField> wantedColumns(const RunsOptions& options, const RunEntries& runs) {
    std::vector<std::string> names = options.query.columns;
    if (names.empty() && !options.query.groupBy.empty()) {
        names = {"last", "fusion", "best"};
    } else if (names.empty() && options.query.format != RunsFormat::text) {
        names = {"id",   "name",   "status", "method",  "data", "network", "epochs",
                 "last", "fusion", "best",   "created", "tag",  "notes"};
    }
    const std::set<std::string> seen = seenSettings(runs).unknown;
    std::vector<RunField> columns;
    for (const std::string& name : names) {
        columns.push_back(RunField::required(name, seen, "--columns"));
    }
    return columns;
}

/// Runs or groups, one row each, in the columns that the user chose.
class Listing {
  public:
    Listing(const RunEntries& runs, const RunRows& rows, std::vector<RunField> columns)
        : runs_(runs), rows_(rows), columns_(std::move(columns)) {}

    void print(RunsFormat format) const {
        TextTable table = runsTable(runs_, rows_, columns_, plainNumber);
        switch (format) {
        case RunsFormat::text:
            printText(table);
            break;
        case RunsFormat::csv:
            printCsv(runsData(runs_, rows_, columns_));
            break;
        case RunsFormat::tsv:
            out().lines(toTsv(runsData(runs_, rows_, columns_)));
            break;
        case RunsFormat::markdown:
            out().lines(toMarkdown(table, rightAligned()));
            break;
        case RunsFormat::latex:
            out().lines(toLatex(table));
            break;
        }
    }

    Json json() const {
        Json list = Json::array();
        for (const RunRow& row : rows_.rows) {
            list.push_back(row.run < 0 ? groupJson(groupOf(row)) : runJson(runOf(row)));
        }
        return list;
    }

  private:
    const RunEntry& runOf(const RunRow& row) const {
        return *runs_[static_cast<std::size_t>(row.run)];
    }
    const RunGroup& groupOf(const RunRow& row) const {
        return rows_.groups[static_cast<std::size_t>(row.group)];
    }

    std::vector<bool> rightAligned() const {
        std::vector<bool> right;
        if (!rows_.groups.empty()) {
            right = {false, true};
        }
        for (const RunField& field : columns_) {
            right.push_back(field.isNumeric() && field.source() != RunField::Source::parent);
        }
        return right;
    }

    void printText(TextTable& table) const {
        for (std::vector<std::string>& cells : table.rows) {
            for (std::string& text : cells) {
                text = elided(oneLine(text), kWidestCell);
            }
        }
        out().lines(toText(table, rightAligned()));
    }

    Json runJson(const RunEntry& run) const {
        Json object = Json::object();
        for (const RunField& field : columns_) {
            object[field.name()] = fieldJson(field, run);
        }
        return object;
    }

    Json groupJson(const RunGroup& group) const {
        Json members = Json::array();
        for (const std::size_t member : group.members) {
            members.push_back(runs_[member]->summary().id);
        }
        Json object = {{"group", groupTitle(group, runs_)},
                       {"n", group.members.size()},
                       {"runs", std::move(members)}};
        for (const RunField& field : columns_) {
            object[field.name()] = fieldJson(field, runs_, group);
        }
        return object;
    }

    const RunEntries& runs_;
    const RunRows& rows_;
    std::vector<RunField> columns_;
};

void printSummaryTable(const std::vector<const RunEntry*>& runs) {
    out() << format("%5s  %-11s  %7s  %6s %6s %12s  %-20s  %-24s %s", "run", "status", "epochs",
                    "last %", "fus. %", "best layer %", "created (UTC)", "network", "name [tags]")
          << '\n';
    for (const RunEntry* run : runs) {
        printRow(run->summary());
    }
}

Json summariesJson(const std::vector<const RunEntry*>& runs) {
    Json list = Json::array();
    for (const RunEntry* run : runs) {
        list.push_back(toJson(run->summary()));
    }
    return list;
}

void printNone(const RunsOptions& options) {
    out() << "no " << (options.archived ? "archived " : "") << "runs"
          << (options.tags.empty() ? "" : " with these tags")
          << (options.query.filter ? " that match the filter" : "") << " in "
          << (options.bin ? "the bin of " : "") << storeLocation(options.store).string() << '\n';
}

/// The runs in the order of the rows.
std::vector<const RunEntry*> inOrder(const RunEntries& runs, const RunRows& rows) {
    std::vector<const RunEntry*> ordered;
    for (const RunRow& row : rows.rows) {
        ordered.push_back(runs[static_cast<std::size_t>(row.run)].get());
    }
    return ordered;
}

int printSummaries(const RunsOptions& options, const std::vector<const RunEntry*>& runs) {
    if (options.json) {
        out().json(summariesJson(runs));
    } else if (runs.empty()) {
        printNone(options);
    } else {
        printSummaryTable(runs);
    }
    return ok;
}

int listQueried(const RunsOptions& options, const RunEntries& runs) {
    const RowsWanted wanted = wantedRows(options, runs);
    const std::vector<RunField> columns = wantedColumns(options, runs);
    const RunRows rows = arrangeRows(runs, wanted);
    if (rows.hiddenArchived > 0) {
        printNotes({counted(rows.hiddenArchived, "archived run") +
                    " also matched; is:archived in the filter, or --archived, lists such runs"});
    }
    if (columns.empty()) {
        return printSummaries(options, inOrder(runs, rows));
    }
    const Listing listing(runs, rows, columns);
    if (options.json) {
        out().json(listing.json());
    } else if (rows.rows.empty() && options.query.format == RunsFormat::text) {
        printNone(options);
    } else {
        listing.print(options.query.format);
    }
    return ok;
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
    const RunEntries entries = makeEntries(std::move(runs));
    return options.query.isEmpty() ? printSummaries(options, pointersTo(entries))
                                   : listQueried(options, entries);
}

} // namespace asge::cli
