// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/linear_probes_command.h"

#include "app/cli/csv_output.h"
#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/json_output.h"
#include "app/cli/load_bar.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/control/engine.h"
#include "core/query/text_table.h"
#include "core/run/score_facts.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"

#include <cmath>

namespace asge::cli {

namespace {

/// What is printed: the probes, and the values of their epoch.
struct Printed {
    LinearProbes probes;
    MetricValues values;
    ScoreFacts facts;

    /// The test accuracy of the layer's own readout; nothing if that never learned.
    std::optional<double> readout(std::size_t layer) const {
        const auto place = static_cast<Place>(layer);
        const double accuracy = values.at(MetricId::accuracy, Split::test, place);
        return facts.isTrained(place) && std::isfinite(accuracy) ? std::optional(accuracy)
                                                                 : std::nullopt;
    }
};

std::string percentOf(double share) {
    return format("%.2f", 100 * share);
}

std::vector<std::string> rowOf(const Printed& printed, std::size_t layer) {
    const LinearProbe& probe = printed.probes.layers[layer];
    const auto readout = printed.readout(layer);
    return {std::to_string(layer + 1),
            std::to_string(probe.features),
            readout ? percentOf(*readout) : "–",
            percentOf(probe.test),
            percentOf(probe.validation),
            percentOf(probe.train),
            format("%g", probe.l2),
            std::to_string(probe.epoch)};
}

void printTable(const Printed& printed) {
    TextTable table{{"layer", "features", "readout, test %", "linear probe, test %", "validation %",
                     "train %", "L2", "epoch"},
                    {},
                    {}};
    for (std::size_t i = 0; i < printed.probes.layers.size(); ++i) {
        table.rows.push_back(rowOf(printed, i));
    }
    const LinearProbes& probes = printed.probes;
    out() << "run " << probes.run << ": linear probes of the checkpoint of epoch " << probes.epoch
          << ", step " << probes.step << '\n';
    out().lines(toText(table, std::vector<bool>(table.columns.size(), true)));
    if (printed.facts.untrained > 0) {
        out() << "–: a readout that never learned\n";
    }
}

/// Fractions with all digits, for programs.
void printCsvTable(const Printed& printed) {
    printCsvLine({"run", "epoch", "layer", "features", "patches", "trained_images", "readout_test",
                  "test", "validation", "train", "l2", "probe_epoch"});
    for (std::size_t i = 0; i < printed.probes.layers.size(); ++i) {
        const LinearProbe& probe = printed.probes.layers[i];
        const auto readout = printed.readout(i);
        printCsvLine({std::to_string(printed.probes.run), std::to_string(printed.probes.epoch),
                      std::to_string(i + 1), std::to_string(probe.features),
                      std::to_string(probe.patches), std::to_string(probe.trainedImages),
                      readout ? format("%.9g", *readout) : "", format("%.9g", probe.test),
                      format("%.9g", probe.validation), format("%.9g", probe.train),
                      format("%g", probe.l2), std::to_string(probe.epoch)});
    }
}

Json describe(const Printed& printed) {
    const LinearProbes& probes = printed.probes;
    Json json = {{"run", probes.run}, {"epoch", probes.epoch}, {"step", probes.step}};
    json["layers"] = Json::array();
    for (std::size_t i = 0; i < probes.layers.size(); ++i) {
        const LinearProbe& probe = probes.layers[i];
        const auto readout = printed.readout(i);
        json["layers"].push_back({{"layer", i + 1},
                                  {"features", probe.features},
                                  {"patches", probe.patches},
                                  {"trained_images", probe.trainedImages},
                                  {"readout_test", readout ? Json(*readout) : Json(nullptr)},
                                  {"test", probe.test},
                                  {"validation", probe.validation},
                                  {"train", probe.train},
                                  {"l2", probe.l2},
                                  {"probe_epoch", probe.epoch}});
    }
    return json;
}

} // namespace

int linearProbes(const LinearProbesOptions& options) {
    // The store is opened for writing first: if it can't be, that shows before minutes of work.
    const auto writer = writeExisting(options.run, options.store);
    const RunReader store(writer->path());
    Printed printed;
    {
        LoadBar bar;
        printed.probes =
            loadEngine().inspect(store, options.run, options.epoch, bar)->linearProbes(bar);
    }
    const LinearProbes& probes = printed.probes;
    printNotes(probes.notes);
    writer->addEpochValues(options.run, probes.epoch, probes.step, probes.values());
    const RunSummary run = store.find(options.run).value();
    printed.values = store.epoch(options.run, probes.epoch).value().values;
    printed.facts = scoreFactsOf(run.method, run.experimentJson, 0, probes.layers.size());
    if (options.json) {
        out().json(describe(printed));
    } else if (options.csv) {
        printCsvTable(printed);
    } else {
        printTable(printed);
    }
    return ok;
}

} // namespace asge::cli
