// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/data_stats_command.h"

#include "app/cli/data_head.h"
#include "app/cli/data_source.h"
#include "app/cli/exit_status.h"
#include "app/cli/json_output.h"
#include "app/cli/load_bar.h"
#include "app/cli/output.h"
#include "core/data/formats.h"

#include <array>
#include <cmath>
#include <vector>

namespace asge::cli {

namespace {

struct Loaded {
    DataHead head;
    DataSet set;
};

Loaded load(const DataOptions& options, const Experiment::Data& data) {
    return withExperiment(options, [&] {
        FoundData found = findDataSet(data);
        LoadBar bar;
        DataSet set = loadDataSet(data, bar);
        DataHead head{data.name,
                      std::move(found),
                      sizeOf(set.train),
                      set.classNames.size(),
                      {set.train.count, set.validation.count, set.test.count},
                      set.ignored,
                      set.skipped};
        return Loaded{std::move(head), std::move(set)};
    });
}

using Counts = std::array<std::vector<int>, 3>;

std::array<const ImageSet*, 3> splitsOf(const DataSet& set) {
    return {&set.train, &set.validation, &set.test};
}

Counts countsOf(const DataSet& set) {
    Counts counts;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        counts[i].resize(set.classNames.size());
        for (const int label : splitsOf(set)[i]->labels) {
            ++counts[i][static_cast<std::size_t>(label)];
        }
    }
    return counts;
}

/// Four decimal places; a number below 0.001 keeps two significant digits, and zero is "0".
std::string fractionText(double value) {
    constexpr double kSmallest = 0.001;
    return value == 0.0 ? "0" : format(std::abs(value) < kSmallest ? "%.2g" : "%.4f", value);
}

void printStatistics(const Loaded& loaded, const Counts& counts) {
    printHead(loaded.head);
    const DataSet& set = loaded.set;
    for (std::size_t i = 0; i < set.mean.size(); ++i) {
        out() << "channel " << i << ": mean " << fractionText(set.mean[i])
              << ", standard deviation " << fractionText(set.standardDeviation[i]) << '\n';
    }
    out() << format("%5s  %8s  %10s  %8s  %s", "index", "training", "validation", "test", "class")
          << '\n';
    for (std::size_t i = 0; i < set.classNames.size(); ++i) {
        out() << format("%5zu  %8d  %10d  %8d  ", i, counts[0][i], counts[1][i], counts[2][i])
              << set.classNames[i] << '\n';
    }
}

} // namespace

int showDataStatistics(const DataOptions& options) {
    const Loaded loaded = load(options, dataSettings(options));
    printNotes(shortened(loaded.set.notes));
    const Counts counts = countsOf(loaded.set);
    if (!options.json) {
        printStatistics(loaded, counts);
        return ok;
    }
    Json json = headJson(loaded.head, loaded.set.notes);
    json["mean"] = loaded.set.mean;
    json["deviation"] = loaded.set.standardDeviation;
    json["classes"] = Json::array();
    for (std::size_t i = 0; i < loaded.set.classNames.size(); ++i) {
        json["classes"].push_back({{"name", loaded.set.classNames[i]},
                                   {"train", counts[0][i]},
                                   {"validation", counts[1][i]},
                                   {"test", counts[2][i]}});
    }
    out().json(json);
    return ok;
}

} // namespace asge::cli
