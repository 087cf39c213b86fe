// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/comparison.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/experiment/experiment.h"
#include "core/experiment/flat_settings.h"
#include "core/query/measured_images.h"
#include "core/query/paired_difference.h"
#include "core/query/run_groups.h"
#include "core/query/run_labels.h"
#include "core/run/epoch_progress.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace asge::comparison {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kFusion = 1; // index in resultsOf
const char* const kNone = "–";

/// Formats the cells of the tables.
class CellText {
  public:
    explicit CellText(const NumberStyle& style) : style_(style) {}

    std::string percent(double fraction) const {
        return std::isfinite(fraction) ? style_(100.0 * fraction, 2) : kNone;
    }
    std::string percent(const Spread& spread) const {
        return spread.n < 2 ? percent(spread.mean)
                            : percent(spread.mean) + " ± " + percent(spread.standardDeviation);
    }
    /// A difference in percentage points: "+1.25", "−0.50".
    std::string gain(double fraction) const {
        if (!std::isfinite(fraction)) {
            return kNone;
        }
        return (fraction < 0 ? "−" : "+") + style_(std::abs(100.0 * fraction), 2);
    }
    std::string speed(double speed) const {
        return std::isfinite(speed) ? style_(speed, speed < 10 ? 1 : 0) : kNone;
    }
    std::string factor(double factor) const {
        return std::isfinite(factor) ? "× " + style_(factor, 2) : kNone;
    }

  private:
    const NumberStyle& style_;
};

/// The spread of one value over several runs.
template <class ValueOf>
Spread spreadOver(const Runs& runs, const Group& group, ValueOf valueOf) {
    std::vector<double> values;
    for (const std::size_t run : group.runs) {
        values.push_back(valueOf(*runs[run]));
    }
    return spreadOf(values);
}

/// The results whose best value is marked, in the order of their columns, speed last.
std::vector<Spread> rated(const Runs& runs, const Group& group) {
    std::vector<Spread> values = resultsOf(runs, group);
    values.push_back(speedOf(runs, group));
    return values;
}

/// "20 / 20", or "18–20 / 20" if the runs have completed different numbers of epochs.
std::string epochsText(const Runs& runs, const Group& group) {
    const auto range = [&](const auto& epochsOf) {
        const Spread spread = spreadOver(runs, group, [&](const RunEntry& run) {
            return static_cast<double>(std::invoke(epochsOf, run.summary()));
        });
        return spread.min == spread.max ? numberText(spread.min)
                                        : numberText(spread.min) + "–" + numberText(spread.max);
    };
    return range(&finishedEpochs) + " / " + range(&RunSummary::epochs);
}

/// The row with the difference of the second row from the first.
std::vector<std::string> differenceRow(const GroupDifference& difference, const CellText& text) {
    std::string title = "second − first";
    if (difference.seeds.size() > 1) {
        title += ", 95 % by " + std::to_string(difference.seeds.size()) + " seeds";
    }
    std::vector<std::string> row{title};
    for (const Difference& result : difference.results) {
        const std::string interval =
            std::isfinite(result.low)
                ? " [" + text.gain(result.low) + ", " + text.gain(result.high) + "]"
                : "";
        row.push_back(text.gain(result.mean) + interval);
    }
    row.emplace_back();
    row.push_back(text.factor(difference.speed));
    return row;
}

/// For each row the images on which its runs were tested; several kinds if its runs differ.
std::vector<std::set<std::string>> testImagesOf(const Runs& runs,
                                                const std::vector<Group>& groups) {
    std::vector<std::set<std::string>> images;
    for (const Group& group : groups) {
        std::set<std::string>& kinds = images.emplace_back();
        for (const std::size_t run : group.runs) {
            kinds.insert(measuredImages(*runs[run], Split::test));
        }
    }
    return images;
}

/// The rows with the largest value among those with the same images, unless all of these have it.
/// A row whose runs were tested on different images is compared with none.
std::vector<std::size_t> best(const std::vector<std::vector<Spread>>& values, std::size_t column,
                              const std::vector<std::set<std::string>>& images) {
    std::map<std::string, std::pair<double, double>> ranges; // of each kind of images
    const auto rangeOf = [&](std::size_t row) {
        constexpr double kInfinite = std::numeric_limits<double>::infinity();
        return &ranges.try_emplace(*images[row].begin(), kInfinite, -kInfinite).first->second;
    };
    const auto isCompared = [&](std::size_t row) {
        return images[row].size() == 1 && std::isfinite(values[row][column].mean);
    };
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (isCompared(row)) {
            auto& [low, high] = *rangeOf(row);
            low = std::min(low, values[row][column].mean);
            high = std::max(high, values[row][column].mean);
        }
    }
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < values.size(); ++row) {
        const auto [low, high] = isCompared(row) ? *rangeOf(row) : std::pair(0.0, 0.0);
        if (low < high && values[row][column].mean == high) {
            rows.push_back(row);
        }
    }
    return rows;
}

void addColumn(TextTable& table, const std::string& title) {
    table.columns.push_back(title);
    table.heads.push_back(title);
}

/// A column of the result of that number, in the order of resultsOf.
void addResult(TextTable& table, std::size_t index) {
    const RunField field = resultField(index);
    table.columns.push_back(field.longTitle());
    table.heads.push_back(field.briefTitle());
}

/// Whether the results of two groups can be subtracted: all their runs had the same test images.
bool haveDifference(const Runs& runs, const std::vector<Group>& groups) {
    const std::vector<std::set<std::string>> images = testImagesOf(runs, groups);
    return images.size() == 2 && images[0].size() == 1 && images[0] == images[1];
}

/// "batch 64" for train.batch.
std::string valueText(const std::string& key, const std::string& value) {
    const std::size_t end = key.starts_with(kFieldPrefix) ? key.find(':') : key.rfind('.');
    return (end == std::string::npos ? key : key.substr(end + 1)) + " " +
           (value.empty() ? kNone : oneLine(value));
}

std::string nameOf(const RunGroup& group, const Runs& runs) {
    std::string name;
    for (const auto& [key, value] : group.unusual) {
        name += (name.empty() ? "" : ", ") + valueText(key, value);
    }
    if (name.empty()) {
        name = group.values.empty() ? oneLine(runs[group.members.front()]->summary().name) : "base";
    }
    return group.members.size() > 1 ? name + " (" + counted(group.members.size(), "run") + ")"
                                    : name;
}

bool anyKnown(const std::vector<Spread>& values) {
    return std::any_of(values.begin(), values.end(),
                       [](const Spread& each) { return std::isfinite(each.mean); });
}

void append(std::vector<std::string>& cells, const std::vector<std::string>& more) {
    cells.insert(cells.end(), more.begin(), more.end());
}

std::vector<std::string> spreadData(const Spread& spread) {
    return {dataNumber(spread.mean), dataNumber(spread.standardDeviation)};
}

/// The number of a group's run, unless there are several, and the group's name.
std::vector<std::string> whoseData(const Runs& runs, const Group& group) {
    return {group.runs.size() == 1 ? std::to_string(runs[group.runs.front()]->summary().id) : "",
            group.name};
}

/// The row with the difference of the second row from the first, for programs.
std::vector<std::string> differenceData(const GroupDifference& difference, bool hasIntervals) {
    std::vector<std::string> row{"", "second − first", ""};
    for (const Difference& result : difference.results) {
        append(row, {dataNumber(result.mean), ""});
    }
    append(row, {"", ""}); // a ratio of speeds is no difference
    for (const Difference& result : difference.results) {
        if (hasIntervals) {
            append(row, {dataNumber(result.low), dataNumber(result.high)});
        }
    }
    return row;
}

std::vector<const RunSummary*> summariesOf(const Runs& runs) {
    std::vector<const RunSummary*> summaries;
    for (const RunEntry* run : runs) {
        summaries.push_back(&run->summary());
    }
    return summaries;
}

} // namespace

std::vector<Grouping> groupingsOf(const Runs& runs) {
    std::vector<Grouping> all = {{"", "each run"}, {kAllButSeed, "all but the seed"}};
    std::set<std::string> paths;
    for (const RunEntry* run : runs) {
        for (const RunSettings::Value& value : run->settings().values()) {
            paths.insert(value.path);
        }
    }
    paths.erase(kSeedPath);
    for (const std::string& path : paths) {
        const RunField field = RunField::ofSetting(path);
        const std::string first = field.text(*runs.front());
        if (std::any_of(runs.begin(), runs.end(),
                        [&](const RunEntry* run) { return field.text(*run) != first; })) {
            all.push_back({path, path});
        }
    }
    return all;
}

std::vector<Group> groupsBy(const Runs& runs, const std::string& key) {
    std::vector<Group> groups;
    if (key.empty()) {
        const auto labels = labelsOf(summariesOf(runs));
        for (std::size_t i = 0; i < runs.size(); ++i) {
            groups.push_back({labels[i], {i}, oneLine(runs[i]->summary().name)});
        }
        return groups;
    }
    for (const RunGroup& group : groupRuns(runs, {key})) {
        std::string tip;
        for (const std::size_t member : group.members) {
            tip += (tip.empty() ? "" : "\n") + oneLine(runs[member]->summary().name);
        }
        groups.push_back({nameOf(group, runs), group.members, tip});
    }
    return groups;
}

std::vector<Spread> resultsOf(const Runs& runs, const Group& group) {
    const std::size_t layers = deepest(runs);
    std::vector<std::vector<double>> values(kPredictions + layers);
    for (const std::size_t run : group.runs) {
        const std::vector<double> results = asge::resultsOf(*runs[run], layers);
        for (std::size_t i = 0; i < results.size(); ++i) {
            values[i].push_back(results[i]);
        }
    }
    std::vector<Spread> spreads;
    for (const auto& each : values) {
        spreads.push_back(spreadOf(each));
    }
    return spreads;
}

Spread speedOf(const Runs& runs, const Group& group) {
    return spreadOver(runs, group, [](const RunEntry& run) {
        const double speed = run.summary().imagesPerSecond;
        return speed > 0 ? speed : kMissing;
    });
}

std::vector<Spread> ladderOf(const Runs& runs, const Group& group) {
    std::vector<Spread> values = resultsOf(runs, group);
    values.erase(values.begin(), values.begin() + kPredictions);
    return values;
}

std::vector<Spread> probesOf(const Runs& runs, const Group& group) {
    const auto accuracyOf = [](const RunEntry& run, std::size_t layer) {
        return run.summary().values.at(linearProbeMetric(), Split::test, static_cast<Place>(layer));
    };
    const std::size_t layers = deepest(runs);
    const bool some = std::any_of(runs.begin(), runs.end(), [&](const RunEntry* run) {
        return std::isfinite(accuracyOf(*run, 0));
    });
    std::vector<Spread> spreads;
    for (std::size_t layer = 0; some && layer < layers; ++layer) {
        spreads.push_back(
            spreadOver(runs, group, [&](const RunEntry& run) { return accuracyOf(run, layer); }));
    }
    return spreads;
}

GroupDifference differenceOf(const Runs& runs, const std::vector<Group>& groups) {
    std::vector<Runs> sides(2);
    for (std::size_t side = 0; side < 2; ++side) {
        for (const std::size_t run : groups[side].runs) {
            sides[side].push_back(runs[run]);
        }
    }
    GroupDifference difference;
    PairedDifference paired;
    if (sides[0].size() > 1 && sides[1].size() > 1) {
        paired = pairedDifference(sides[0], sides[1]);
        difference.seeds = paired.seeds;
    }
    const std::vector<Spread> first = resultsOf(runs, groups[0]);
    const std::vector<Spread> second = resultsOf(runs, groups[1]);
    for (std::size_t i = 0; i < first.size(); ++i) {
        const bool known =
            i < paired.differences.size() && std::isfinite(paired.differences[i].low);
        difference.results.push_back(
            known ? paired.differences[i]
                  : Difference{resultName(i), 0, second[i].mean - first[i].mean});
    }
    difference.speed = speedOf(runs, groups[1]).mean / speedOf(runs, groups[0]).mean;
    return difference;
}

TextTable results(const Runs& runs, const std::vector<Group>& groups, const NumberStyle& style) {
    const CellText text(style);
    const std::size_t layers = deepest(runs);
    TextTable table;
    addColumn(table, "Run");
    for (std::size_t result = 0; result < kPredictions + layers; ++result) {
        addResult(table, result);
    }
    addColumn(table, "Epochs");
    addColumn(table, "Images/s");
    std::vector<std::vector<Spread>> values;
    for (const Group& group : groups) {
        values.push_back(rated(runs, group));
        std::vector<std::string> row{group.name};
        for (std::size_t i = 0; i + 1 < values.back().size(); ++i) {
            row.push_back(text.percent(values.back()[i]));
        }
        row.push_back(epochsText(runs, group));
        row.push_back(text.speed(values.back().back().mean));
        table.rows.push_back(row);
    }
    const std::vector<std::set<std::string>> images = testImagesOf(runs, groups);
    const std::size_t ratedColumns = kPredictions + layers + 1;
    for (std::size_t i = 0; i < ratedColumns; ++i) {
        const bool speed = i + 1 == ratedColumns; // the column after the epochs
        for (const std::size_t row : best(values, i, images)) {
            table.bold.emplace(row, speed ? i + 2 : i + 1);
        }
    }
    if (haveDifference(runs, groups)) {
        table.rows.push_back(differenceRow(differenceOf(runs, groups), text));
    }
    return table;
}

TextTable ladder(const Runs& runs, const std::vector<Group>& groups, const NumberStyle& style) {
    const CellText text(style);
    const std::size_t layers = deepest(runs);
    TextTable table;
    addColumn(table, "Run");
    for (std::size_t layer = 0; layer < layers; ++layer) {
        addResult(table, kPredictions + layer);
    }
    addResult(table, kFusion);
    std::vector<std::vector<Spread>> values;
    for (const Group& group : groups) {
        std::vector<Spread> steps = ladderOf(runs, group);
        steps.push_back(resultsOf(runs, group)[kFusion]);
        std::vector<std::string> row{group.name};
        double before = kMissing;
        for (const Spread& step : steps) {
            const bool first = !std::isfinite(before) || !std::isfinite(step.mean);
            row.push_back(first ? text.percent(step)
                                : text.percent(step) + " (" + text.gain(step.mean - before) + ")");
            // The gain of Fusion is relative to the run's own last layer, even if other runs have
            // more layers.
            before = std::isfinite(step.mean) ? step.mean : before;
        }
        table.rows.push_back(row);
        values.push_back(std::move(steps));
    }
    const std::vector<std::set<std::string>> images = testImagesOf(runs, groups);
    for (std::size_t i = 0; i <= layers; ++i) {
        for (const std::size_t row : best(values, i, images)) {
            table.bold.emplace(row, i + 1);
        }
    }
    for (const Group& group : groups) {
        const std::vector<Spread> probes = probesOf(runs, group);
        if (!anyKnown(probes)) {
            continue;
        }
        // A short column cuts names, but keeps the end, in which names differ.
        std::vector<std::string> row{"◇ linear probe, " + group.name};
        for (const Spread& probe : probes) {
            row.push_back(text.percent(probe));
        }
        row.emplace_back();
        table.rows.push_back(row);
    }
    return table;
}

TextTable resultsData(const Runs& runs, const std::vector<Group>& groups) {
    const std::size_t results = kPredictions + deepest(runs);
    const std::optional<GroupDifference> difference =
        haveDifference(runs, groups) ? std::optional(differenceOf(runs, groups)) : std::nullopt;
    const bool hasIntervals =
        difference && std::any_of(difference->results.begin(), difference->results.end(),
                                  [](const Difference& each) { return std::isfinite(each.low); });
    TextTable table{{"run", "name", "n"}, {}, {}};
    for (std::size_t i = 0; i < results; ++i) {
        append(table.columns, spreadColumns(resultName(i)));
    }
    append(table.columns, {"epochs_mean", "images_per_second_mean"});
    for (std::size_t i = 0; hasIntervals && i < results; ++i) {
        append(table.columns, {resultName(i) + "_low", resultName(i) + "_high"});
    }
    for (const Group& group : groups) {
        std::vector<std::string>& row = table.rows.emplace_back(whoseData(runs, group));
        row.push_back(std::to_string(group.runs.size()));
        for (const Spread& spread : resultsOf(runs, group)) {
            append(row, spreadData(spread));
        }
        const Spread epochs = spreadOver(runs, group, [](const RunEntry& run) {
            return static_cast<double>(finishedEpochs(run.summary()));
        });
        append(row, {dataNumber(epochs.mean), dataNumber(speedOf(runs, group).mean)});
        row.resize(table.columns.size());
    }
    if (difference) {
        table.rows.push_back(differenceData(*difference, hasIntervals));
    }
    return table;
}

TextTable ladderData(const Runs& runs, const std::vector<Group>& groups) {
    const std::size_t layers = deepest(runs);
    TextTable table{{"run", "name", "quantity", "n"}, {}, {}};
    for (std::size_t layer = 0; layer < layers; ++layer) {
        append(table.columns, spreadColumns(resultName(kPredictions + layer)));
    }
    append(table.columns, spreadColumns(resultName(kFusion)));
    const auto add = [&](const Group& group, const char* quantity,
                         const std::vector<Spread>& values) {
        std::vector<std::string>& row = table.rows.emplace_back(whoseData(runs, group));
        append(row, {quantity, std::to_string(group.runs.size())});
        for (const Spread& spread : values) {
            append(row, spreadData(spread));
        }
        row.resize(table.columns.size());
    };
    for (const Group& group : groups) {
        std::vector<Spread> steps = ladderOf(runs, group);
        steps.push_back(resultsOf(runs, group)[kFusion]);
        add(group, "readout", steps);
    }
    for (const Group& group : groups) {
        if (const std::vector<Spread> probes = probesOf(runs, group); anyKnown(probes)) {
            add(group, "linear_probe", probes);
        }
    }
    return table;
}

SettingsThatDiffer differingSettings(const Runs& runs) {
    SettingsThatDiffer differing;
    std::vector<std::string> paths; // in the order of the runs
    std::map<std::string, std::map<std::size_t, std::string>> settings;
    std::size_t readable = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const RunSummary& run = runs[i]->summary();
        try {
            for (const auto& [path, value] : flatSettings(run.experimentJson)) {
                if (!settings.contains(path)) {
                    paths.push_back(path);
                }
                settings[path][i] = oneLine(value);
            }
            ++readable;
        } catch (const BadInput&) {
            differing.unreadable.push_back(oneLine(run.name));
        }
    }
    TextTable& table = differing.table;
    table.columns = {"Setting"};
    const auto labels = labelsOf(summariesOf(runs));
    table.columns.insert(table.columns.end(), labels.begin(), labels.end());
    differing.data.columns = table.columns;
    differing.data.columns.front() = "setting";
    for (const std::string& path : paths) {
        const auto& values = settings[path];
        const bool same = values.size() == readable &&
                          std::all_of(values.begin(), values.end(), [&](const auto& value) {
                              return value.second == values.begin()->second;
                          });
        if (same) {
            continue;
        }
        std::vector<std::string> row{path};
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const auto value = values.find(i);
            row.push_back(value == values.end() || value->second.empty() ? kNone : value->second);
        }
        table.rows.push_back(row);
        std::replace(row.begin() + 1, row.end(), std::string(kNone), std::string());
        differing.data.rows.push_back(std::move(row));
    }
    return differing;
}

} // namespace asge::comparison
