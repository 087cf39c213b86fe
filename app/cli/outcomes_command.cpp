// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/outcomes_command.h"

#include "app/cli/csv_output.h"
#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/load_bar.h"
#include "app/cli/output.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/control/engine.h"
#include "core/query/text_table.h"
#include "core/run/outcomes.h"
#include "core/run/score_facts.h"
#include "core/store/run_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>

namespace asge::cli {

namespace {

constexpr std::size_t kMostConfusions = 5;
/// Confusion matrices of more classes are printed as CSV or JSON only.
constexpr std::size_t kMostPrintedClasses = 24;

struct Found {
    EpochOutcomes outcomes; ///< with confusions
    std::vector<std::string> classNames;
    int bestLayer = -1; ///< 0-based; -1 if it is not known
    ScoreFacts facts;
};

Split splitNamed(const std::string& name) {
    return name == "validation" ? Split::validation : Split::test;
}

/// The last epoch that the run has finished, if `epoch` is not given.
int epochOf(const RunReader& store, const OutcomesOptions& options) {
    if (options.epoch) {
        return *options.epoch;
    }
    const auto last = store.lastEpoch(options.run);
    if (!last) {
        throw BadInput("run " + std::to_string(options.run) +
                       ": it has no finished epoch, so there are no outcomes yet");
    }
    return last->epoch;
}

int bestLayerOfEpoch(const RunDetail& detail, int epoch) {
    for (const EpochEvent& each : detail.epochs) {
        if (each.epoch == epoch) {
            return each.bestLayer;
        }
    }
    return -1;
}

ScoreFacts scoresOf(const RunDetail& detail) {
    return scoreFactsOf(detail.summary.method, detail.summary.experimentJson,
                        detail.classNames.size(), detail.layers.size());
}

/// Marks what readouts that never learned have predicted.
void label(Json& json, bool isTrained) {
    if (!isTrained) {
        json["untrained_readout"] = true;
    }
}

/// Computes the outcomes from the checkpoint of the epoch.
EpochOutcomes computed(const RunReader& store, RunId run, int epoch) {
    LoadBar bar;
    const auto inspector = loadEngine().inspect(store, run, epoch, bar);
    return countEpoch(epoch, [&](Split split) { return inspector->outcomes(split, bar); });
}

Found find(const RunReader& store, const OutcomesOptions& options) {
    const RunDetail detail = store.detail(options.run);
    const int epoch = epochOf(store, options);
    Found found{store.outcomes(options.run, epoch), detail.classNames,
                bestLayerOfEpoch(detail, epoch), scoresOf(detail)};
    found.bestLayer = found.facts.isTrained(kBestPlace) ? found.bestLayer : -1;
    if (found.outcomes.find(Split::test) == nullptr ||
        found.outcomes.find(Split::validation) == nullptr) {
        found.outcomes = computed(store, options.run, epoch);
    }
    return found;
}

const SplitOutcomes& splitOf(const EpochOutcomes& outcomes, Split split) {
    const SplitOutcomes* found = outcomes.find(split);
    if (found == nullptr) {
        throw BadInput("--split " + std::string(keyOf(split)) + ": the epoch has no such outcomes");
    }
    return *found;
}

/// The number of a scorer: a layer from 0, or the number of layers for Fusion.
std::size_t scorerNamed(const std::string& name, const Found& found, std::size_t layers) {
    if (name == "fusion") {
        return layers;
    }
    if (name == "last") {
        return layers - 1;
    }
    if (name == "best" && found.bestLayer >= 0) {
        return static_cast<std::size_t>(found.bestLayer);
    }
    std::size_t layer = 0;
    const auto [end, fault] = std::from_chars(name.data(), name.data() + name.size(), layer);
    if (fault != std::errc() || end != name.data() + name.size() || layer < 1 || layer > layers) {
        throw BadInput("--confusion " + name +
                       ": must be last, fusion, best or a layer from 1 to " +
                       std::to_string(layers));
    }
    return layer - 1;
}

std::string nameOf(const Found& found, int label) {
    const auto place = static_cast<std::size_t>(label);
    return place < found.classNames.size() && !found.classNames[place].empty()
               ? found.classNames[place]
               : "class " + std::to_string(label);
}

Json confusionJson(const Confusion& confusion) {
    Json cells = Json::array();
    for (const ConfusionCell& cell : confusion) {
        cells.push_back({cell.label, cell.predicted, cell.count});
    }
    return cells;
}

Json describe(const OutcomesOptions& options, const Found& found) {
    const SplitOutcomes& split = splitOf(found.outcomes, splitNamed(options.split));
    const std::size_t layers = split.layers();
    Json json = {{"run", options.run},
                 {"epoch", found.outcomes.epoch},
                 {"split", options.split},
                 {"images", split.images},
                 {"class_names", found.classNames}};
    Json edges = Json::array();
    for (int k = 1; k < kMarginBins; ++k) {
        edges.push_back(marginEdge(k));
    }
    json["margin_edges"] = std::move(edges);
    json["layers"] = Json::array();
    for (std::size_t i = 0; i < layers; ++i) {
        json["layers"].push_back({{"layer", i + 1},
                                  {"accuracy", split.rangeAccuracy(i, i)},
                                  {"negative_margins", negativeShare(split.margins[i])},
                                  {"margins", split.margins[i]},
                                  {"confusion", confusionJson((*split.confusions)[i])}});
        label(json["layers"].back(), found.facts.isTrained(static_cast<Place>(i)));
    }
    json["fusion"] = {{"accuracy", split.rangeAccuracy(0, layers - 1)},
                      {"confusion", confusionJson((*split.confusions)[layers])}};
    label(json["fusion"], found.facts.isTrained(kFusionPlace));
    json["ranges"] = Json::array();
    for (std::size_t from = 0; from < layers; ++from) {
        for (std::size_t to = from; to < layers; ++to) {
            json["ranges"].push_back(
                {{"from", from + 1}, {"to", to + 1}, {"accuracy", split.rangeAccuracy(from, to)}});
            label(json["ranges"].back(), found.facts.isTrained(static_cast<Place>(from)));
        }
    }
    if (found.bestLayer >= 0) {
        json["best_layer"] = found.bestLayer + 1;
    }
    const auto [from, to] =
        bestRange(splitOf(found.outcomes, Split::validation), found.facts.untrained);
    json["best_range_on_validation"] = {{"from", from + 1}, {"to", to + 1}};
    return json;
}

/// A row per label, a column per predicted class.
TextTable confusionTable(const Found& found, const Confusion& confusion) {
    const auto classes = static_cast<int>(found.classNames.size());
    const std::vector<std::int64_t> counts = denseConfusion(confusion, classes);
    TextTable table;
    table.columns.push_back("label");
    for (int k = 0; k < classes; ++k) {
        table.columns.push_back(nameOf(found, k));
    }
    for (int label = 0; label < classes; ++label) {
        auto& row = table.rows.emplace_back();
        row.push_back(nameOf(found, label));
        for (int k = 0; k < classes; ++k) {
            row.push_back(std::to_string(counts[static_cast<std::size_t>(label * classes + k)]));
        }
    }
    return table;
}

std::vector<bool> allButFirst(std::size_t columns) {
    std::vector<bool> right(columns, true);
    right.front() = false;
    return right;
}

void printConfusion(const OutcomesOptions& options, const Found& found) {
    const SplitOutcomes& split = splitOf(found.outcomes, splitNamed(options.split));
    const std::size_t scorer = scorerNamed(options.confusion, found, split.layers());
    const TextTable table = confusionTable(found, (*split.confusions)[scorer]);
    if (options.csv) {
        printCsv(table);
    } else if (found.classNames.size() > kMostPrintedClasses) {
        throw BadInput("--confusion: a matrix of " +
                       counted(found.classNames.size(), "class", "classes") +
                       " does not fit a terminal; use --csv or --json");
    } else {
        out().lines(toText(table, allButFirst(table.columns.size())));
    }
}

TextTable marginTable(const SplitOutcomes& split, const ScoreFacts& facts) {
    TextTable table{
        {"layer", "accuracy %", "negative margins %", "margin: 25 %", "median", "75 %"}, {}, {}};
    for (std::size_t i = 0; i < split.layers(); ++i) {
        const MarginCounts& margins = split.margins[i];
        const bool isTrained = facts.isTrained(static_cast<Place>(i));
        table.rows.push_back({std::to_string(i + 1) + (isTrained ? "" : " (untrained readout)"),
                              format("%.2f", 100 * split.rangeAccuracy(i, i)),
                              format("%.2f", 100 * negativeShare(margins)),
                              format("%.2f", marginQuantile(margins, 0.25)),
                              format("%.2f", marginQuantile(margins, 0.5)),
                              format("%.2f", marginQuantile(margins, 0.75))});
    }
    return table;
}

/// The same for programs, with fractions.
TextTable marginData(const OutcomesOptions& options, const Found& found,
                     const SplitOutcomes& split) {
    TextTable table{{"run", "epoch", "split", "layer", "accuracy", "negative_margins",
                     "margin_25_nats", "margin_median_nats", "margin_75_nats", "readout"},
                    {},
                    {}};
    for (std::size_t i = 0; i < split.layers(); ++i) {
        const MarginCounts& margins = split.margins[i];
        table.rows.push_back(
            {std::to_string(options.run), std::to_string(found.outcomes.epoch), options.split,
             std::to_string(i + 1), dataNumber(split.rangeAccuracy(i, i)),
             dataNumber(negativeShare(margins)), dataNumber(marginQuantile(margins, 0.25)),
             dataNumber(marginQuantile(margins, 0.5)), dataNumber(marginQuantile(margins, 0.75)),
             found.facts.isTrained(static_cast<Place>(i)) ? "trained" : "untrained"});
    }
    return table;
}

/// A row per first layer, a column per last layer.
TextTable rangeTable(const SplitOutcomes& split, const ScoreFacts& facts) {
    TextTable table;
    table.columns.push_back("accuracy % from \\ to");
    for (std::size_t to = 0; to < split.layers(); ++to) {
        table.columns.push_back(std::to_string(to + 1));
    }
    for (std::size_t from = 0; from < split.layers(); ++from) {
        auto& row = table.rows.emplace_back();
        row.push_back(std::to_string(from + 1));
        for (std::size_t to = 0; to < split.layers(); ++to) {
            row.push_back(to < from ? ""
                          : facts.isTrained(static_cast<Place>(from))
                              ? format("%.2f", 100 * split.rangeAccuracy(from, to))
                              : "–");
        }
    }
    return table;
}

void printLargestConfusions(const Found& found, Confusion confusion) {
    std::erase_if(confusion,
                  [](const ConfusionCell& cell) { return cell.label == cell.predicted; });
    std::stable_sort(confusion.begin(), confusion.end(),
                     [](const ConfusionCell& one, const ConfusionCell& other) {
                         return one.count > other.count;
                     });
    if (!confusion.empty()) {
        out() << "\nLargest confusions of Fusion\n";
    }
    for (std::size_t i = 0; i < std::min(kMostConfusions, confusion.size()); ++i) {
        out() << nameOf(found, confusion[i].label) << " → " << nameOf(found, confusion[i].predicted)
              << "  " << counted(confusion[i].count, "image") << '\n';
    }
}

void print(const OutcomesOptions& options, const Found& found) {
    const SplitOutcomes& split = splitOf(found.outcomes, splitNamed(options.split));
    if (options.csv) {
        printCsv(marginData(options, found, split));
        return;
    }
    const TextTable margins = marginTable(split, found.facts);
    const TextTable ranges = rangeTable(split, found.facts);
    out() << "epoch " << found.outcomes.epoch << ", "
          << counted(split.images, options.split + " image") << ", margins in nats" << '\n';
    out().lines(toText(margins, allButFirst(margins.columns.size())));
    out() << '\n';
    out().lines(toText(ranges, allButFirst(ranges.columns.size())));
    const auto [from, to] =
        bestRange(splitOf(found.outcomes, Split::validation), found.facts.untrained);
    out() << "best range on the validation images: " << from + 1 << " to " << to + 1 << '\n';
    if (found.facts.isTrained(kFusionPlace)) {
        printLargestConfusions(found, split.confusions->back());
    } else {
        out() << "–: the readouts of the first " << counted(found.facts.untrained, "layer")
              << " never learned\n";
    }
}

} // namespace

int showOutcomes(const OutcomesOptions& options) {
    const auto store = readExisting(options.store);
    if (!store) {
        noSuchRun(options.run, options.store);
    }
    const Found found = find(*store, options);
    if (options.json) {
        out().json(describe(options, found));
    } else if (!options.confusion.empty()) {
        printConfusion(options, found);
    } else {
        print(options, found);
    }
    return ok;
}

} // namespace asge::cli
