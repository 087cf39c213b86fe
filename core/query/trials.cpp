// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/trials.h"

#include "core/base/text.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/setting_words.h"
#include "core/experiment/settings.h"
#include "core/query/measured_images.h"
#include "core/query/run_groups.h"
#include "core/query/run_rows.h"
#include "core/run/epoch_progress.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

namespace asge {
namespace {

constexpr double kUnknownValue = std::numeric_limits<double>::quiet_NaN();
constexpr double kLogarithmicSpan = 30; ///< the least ratio of the ends of a logarithmic axis
const char* const kNoValue = "–";
const char* const kDataName = "data.name";
const char* const kDataPath = "data.path";

using TrialRuns = std::vector<const RunEntry*>;

std::optional<double> numberFrom(const std::string& text) {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [read, error] = std::from_chars(text.data(), end, number);
    const bool whole = error == std::errc() && read == end && std::isfinite(number);
    return whole ? std::optional(number) : std::nullopt;
}

/// A number as a person writes it: an experiment's JSON has "1.0" for 1.
std::string plainValue(const std::string& text) {
    const auto number = numberFrom(text);
    return number ? numberText(*number) : text;
}

RunSummary waitingSummary(const QueueEntry& entry) {
    RunSummary run;
    run.name = entry.name;
    run.tags = entry.tags;
    run.method = settingText(entry.experiment, "method");
    run.dataName = entry.experiment.data.name;
    run.networkLayers = settingText(entry.experiment, "network.layers");
    run.epochs = entry.experiment.train.epochs;
    run.experimentJson = toJson(entry.experiment);
    return run;
}

std::shared_ptr<RunEntry> readTrial(const QueueEntry& entry) {
    auto run = std::make_shared<RunEntry>(waitingSummary(entry));
    run->settings();
    return run;
}

/// Whether all runs of a data set have the same value, so that the setting says nothing more.
bool isOfDataSet(const char* path, const TrialRuns& runs) {
    std::map<std::string_view, std::string_view> values;
    const auto textOf = [](const RunEntry* run, const char* of) {
        const RunSettings::Value* value = run->settings().find(of);
        return value == nullptr ? std::string_view() : std::string_view(value->text);
    };
    return std::all_of(runs.begin(), runs.end(), [&](const RunEntry* run) {
        const std::string_view value = textOf(run, path);
        return values.emplace(textOf(run, kDataName), value).first->second == value;
    });
}

/// The paths of the settings that separate experiments and in which runs differ. Most runs have the
/// same settings in the same order, so that few values have to be searched.
std::vector<std::string> differingPaths(const TrialRuns& runs) {
    std::set<std::string> paths;
    const RunSettings none;
    const RunSettings& first = runs.empty() ? none : runs.front()->settings();
    const auto compare = [&paths](const RunSettings& one, const RunSettings& other) {
        bool sameOrder = one.values().size() == other.values().size();
        for (std::size_t i = 0; i < one.values().size(); ++i) {
            const RunSettings::Value& value = one.values()[i];
            const bool isAtPlace =
                i < other.values().size() && other.values()[i].path == value.path;
            sameOrder = sameOrder && isAtPlace;
            const RunSettings::Value* its = isAtPlace ? &other.values()[i] : other.find(value.path);
            if (value.text != (its == nullptr ? std::string_view() : its->text)) {
                paths.insert(value.path);
            }
        }
        return sameOrder;
    };
    for (const RunEntry* run : runs) {
        if (!compare(first, run->settings())) { // either may have settings that the other lacks
            compare(run->settings(), first);
        }
    }
    std::erase_if(paths, [](const std::string& path) { return !separatesExperiments(path); });
    if (paths.contains(kDataName) && isOfDataSet(kDataPath, runs)) {
        paths.erase(kDataPath);
    }
    return {paths.begin(), paths.end()};
}

/// The values of a setting in all rows as an axis.
TrialSetting settingOf(const std::string& path, const std::vector<RunGroup>& groups,
                       std::size_t place) {
    TrialSetting setting{RunField::ofSetting(path), false, false, false, 0, 0, {}};
    std::set<std::string> values;
    for (const RunGroup& group : groups) {
        if (const std::string& value = group.values[place].second; !value.empty()) {
            values.insert(value);
        }
    }
    setting.values.assign(values.begin(), values.end());
    setting.holdsNumbers =
        !setting.values.empty() &&
        std::all_of(setting.values.begin(), setting.values.end(),
                    [](const auto& value) { return numberFrom(value).has_value(); });
    if (!setting.holdsNumbers) {
        return setting;
    }
    const auto key = [&](const std::string& value) {
        return std::pair(isAboveNumbers(path, value), *numberFrom(value));
    };
    std::sort(setting.values.begin(), setting.values.end(),
              [&](const auto& one, const auto& other) { return key(one) < key(other); });
    std::transform(setting.values.begin(), setting.values.end(), setting.values.begin(),
                   plainValue);
    setting.isNumeric = !isAboveNumbers(path, setting.values.back());
    if (!setting.isNumeric) {
        return setting;
    }
    setting.least = *numberFrom(setting.values.front());
    setting.most = *numberFrom(setting.values.back());
    setting.isLogarithmic = setting.least > 0 && setting.most > kLogarithmicSpan * setting.least;
    return setting;
}

std::vector<RunField> resultFields(const TrialRuns& runs, bool layers) {
    using Source = RunField::Source;
    std::vector<RunField> fields;
    for (const Source source : {Source::validation, Source::last, Source::fusion, Source::best}) {
        fields.push_back(RunField::ofSource(source));
    }
    std::size_t most = 0;
    for (const RunEntry* run : runs) {
        most = std::max(most, run->summary().values.layers(MetricId::accuracy, Split::test));
    }
    for (std::size_t layer = 1; layers && layer <= most; ++layer) {
        fields.push_back(RunField::ofLayer(static_cast<int>(layer)));
    }
    fields.push_back(RunField::ofSource(Source::duration));
    return fields;
}

Trial trialOf(const RunGroup& group, const TrialRuns& runs, const std::vector<RunField>& results) {
    Trial trial;
    trial.runs = group.members;
    for (const auto& [path, value] : group.values) {
        trial.values.push_back(value);
    }
    for (const std::size_t run : group.members) {
        trial.counts.add(*runs[run]);
    }
    for (const RunField& field : results) {
        std::vector<double> finished;
        std::vector<double> unfinished;
        for (const std::size_t run : group.members) {
            const bool isDone = runs[run]->summary().status == RunStatus::finished;
            (isDone ? finished : unfinished)
                .push_back(field.number(*runs[run]).value_or(kUnknownValue));
        }
        trial.results.push_back(spreadOf(finished));
        trial.soFar.push_back(spreadOf(unfinished));
    }
    return trial;
}

/// Finds the data sets, in the order of their numbers of rows, and that of each row.
void findDataSets(Trials& trials, const TrialRuns& runs) {
    std::map<std::string, std::vector<std::size_t>> found;
    for (std::size_t row = 0; row < trials.rows.size(); ++row) {
        found[measuredDataSet(*runs[trials.rows[row].runs.front()])].push_back(row);
    }
    std::vector<std::pair<std::string, std::vector<std::size_t>>> sets(found.begin(), found.end());
    std::stable_sort(sets.begin(), sets.end(), [](const auto& one, const auto& other) {
        return one.second.size() > other.second.size();
    });
    std::map<std::string, int> names;
    const auto nameOf = [](const std::string& key) {
        return oneLine(key.substr(0, key.find('\n')));
    };
    for (const auto& each : sets) {
        ++names[nameOf(each.first)];
    }
    for (const auto& [key, rows] : sets) {
        std::string name = nameOf(key);
        if (names[name] > 1) { // the classes tell them apart
            name = oneLine(key);
        }
        for (const std::size_t row : rows) {
            trials.rows[row].dataSet = trials.dataSets.size();
        }
        trials.dataSets.push_back(name);
    }
}

/// Sorts by data set, then by validation accuracy; equal and missing ones keep the order of their
/// first runs.
void rankTrials(Trials& trials, const TrialRuns& runs) {
    findDataSets(trials, runs);
    const auto key = [](const Trial& trial) {
        const double mean = trial.results.front().mean;
        return std::isnan(mean) ? -1.0 : mean;
    };
    std::stable_sort(
        trials.rows.begin(), trials.rows.end(), [&](const Trial& one, const Trial& other) {
            return std::pair(one.dataSet, -key(one)) < std::pair(other.dataSet, -key(other));
        });
    std::vector<std::size_t> ranked(trials.dataSets.size());
    for (Trial& trial : trials.rows) {
        trial.rank = key(trial) >= 0 ? ++ranked[trial.dataSet] : 0;
    }
    std::map<std::string, std::vector<std::size_t>> sameImages;
    for (std::size_t row = 0; row < trials.rows.size(); ++row) {
        const RunEntry& run = *runs[trials.rows[row].runs.front()];
        sameImages[measuredImages(run, Split::validation)].push_back(row);
    }
    for (const auto& [images, rows] : sameImages) {
        const double most = key(trials.rows[rows.front()]);
        if (most >= 0 && most > key(trials.rows[rows.back()])) {
            std::copy_if(rows.begin(), rows.end(), std::back_inserter(trials.best),
                         [&](std::size_t row) { return key(trials.rows[row]) == most; });
        }
    }
}

double secondsLeftOf(const TrialRuns& runs, const TrialCounts& counts) {
    std::vector<double> seconds;
    for (const RunEntry* run : runs) {
        if (run->summary().status == RunStatus::finished && run->summary().id != 0) {
            seconds.push_back(run->summary().seconds);
        }
    }
    int epochs = 0;
    int planned = 0;
    for (const auto& [status, kind] : counts.kinds) {
        epochs += isLive(status) ? kind.epochs : 0;
        planned += isLive(status) ? kind.planned : 0;
    }
    const double done = planned > 0 ? 1.0 * epochs / planned : 0;
    return spreadOf(seconds).mean *
           (static_cast<double>(counts.waiting) + (1 - done) * static_cast<double>(counts.live()));
}

} // namespace

RunEntries waitingTrials(const std::vector<QueueEntry>& entries, const std::string& tag) {
    return *WaitingTrials().of(entries, tag, entries.size());
}

bool WaitingTrials::isOf(const Known& known, const QueueEntry& entry) {
    return known.name == entry.name && known.tags == entry.tags &&
           known.experiment == entry.experiment;
}

std::optional<RunEntries> WaitingTrials::of(const std::vector<QueueEntry>& entries,
                                            const std::string& tag, std::size_t most) {
    std::unordered_map<std::int64_t, Known> known;
    RunEntries waiting;
    std::size_t left = most;
    bool isComplete = true;
    for (const QueueEntry& entry : entries) {
        // An entry whose data are still being read has no run yet.
        const bool isOpen = entry.isToTrain() || entry.status == QueueEntry::Status::running;
        if (!isOpen || entry.run != 0) {
            continue;
        }
        const bool isWanted =
            tag.empty() || std::find(entry.tags.begin(), entry.tags.end(), tag) != entry.tags.end();
        const auto found = known_.find(entry.id);
        const bool isKnown = found != known_.end() && isOf(found->second, entry);
        if (!isKnown && (!isWanted || left == 0)) {
            isComplete = isComplete && !isWanted;
            continue;
        }
        left -= isKnown ? 0 : 1;
        const Known& now = known[entry.id] =
            isKnown ? std::move(found->second)
                    : Known{entry.name, entry.tags, entry.experiment, readTrial(entry)};
        if (isWanted) {
            waiting.push_back(now.run);
        }
    }
    known_ = std::move(known);
    return isComplete ? std::optional(std::move(waiting)) : std::nullopt;
}

std::size_t TrialCounts::of(RunStatus status) const {
    const auto found = kinds.find(status);
    return found == kinds.end() ? 0 : found->second.runs;
}

std::size_t TrialCounts::all() const {
    return std::accumulate(
        kinds.begin(), kinds.end(), waiting,
        [](std::size_t sum, const auto& each) { return sum + each.second.runs; });
}

void TrialCounts::add(const RunEntry& run) {
    const RunSummary& summary = run.summary();
    if (summary.id == 0) {
        ++waiting;
        return;
    }
    Kind& kind = kinds[summary.status];
    ++kind.runs;
    kind.epochs += finishedEpochs(summary);
    kind.planned += summary.epochs;
}

namespace {

/// How far runs of a status are; nothing where the status says it. The epoch in progress of a
/// single run is that of progressText.
std::string doneText(RunStatus status, const TrialCounts::Kind& kind) {
    if (status == RunStatus::finished || status == RunStatus::failed || kind.planned == 0) {
        return {};
    }
    const std::string planned = std::to_string(kind.planned);
    return isLive(status) && kind.runs == 1
               ? " (epoch " + std::to_string(std::min(kind.epochs + 1, kind.planned)) + " of " +
                     planned + ")"
               : " " + std::to_string(kind.epochs) + "/" + planned;
}

} // namespace

std::string stateText(const TrialCounts& counts) {
    std::vector<std::string> parts;
    const auto add = [&](std::size_t runs, const std::string& words) {
        if (runs > 0) {
            parts.push_back(runs == counts.all() ? words : std::to_string(runs) + " " + words);
        }
    };
    const auto addRuns = [&](RunStatus status) {
        const auto kind = counts.kinds.find(status);
        if (kind == counts.kinds.end()) {
            return;
        }
        add(kind->second.runs, std::string(toString(status)) + doneText(status, kind->second));
    };
    addRuns(RunStatus::finished);
    addRuns(RunStatus::running);
    addRuns(RunStatus::paused);
    add(counts.waiting, "waiting");
    addRuns(RunStatus::stopped);
    addRuns(RunStatus::interrupted);
    addRuns(RunStatus::failed);
    return joined(parts, ", ");
}

bool isResultSoFar(const Trial& trial, std::size_t result) {
    return trial.results[result].n == 0 && trial.soFar[result].n > 0;
}

double TrialSetting::placeOf(const std::string& value) const {
    if (isNumeric) {
        return numberFrom(value).value_or(kUnknownValue);
    }
    const auto found = std::find(values.begin(), values.end(), value);
    return found == values.end() ? kUnknownValue : static_cast<double>(found - values.begin());
}

Trials trialsOf(const TrialRuns& runs, TrialRows rows, bool layers) {
    Trials trials;
    trials.results = resultFields(runs, layers);
    std::vector<std::string> paths = differingPaths(runs);
    std::vector<RunGroup> groups = groupRuns(runs, paths);
    if (rows == TrialRows::runs) {
        std::vector<RunGroup> single;
        const RunField seed = RunField::ofSetting(kSeedPath);
        const bool seeds = std::any_of(runs.begin(), runs.end(), [&](const RunEntry* run) {
            return seed.text(*run) != seed.text(*runs.front());
        });
        for (const RunGroup& group : groups) {
            for (const std::size_t member : group.members) {
                single.push_back({group.values, {}, {member}, {}});
                if (seeds) {
                    single.back().values.emplace_back(kSeedPath, seed.text(*runs[member]));
                }
            }
        }
        groups = std::move(single);
        if (seeds) {
            paths.emplace_back(kSeedPath);
        }
    }
    for (std::size_t i = 0; i < paths.size(); ++i) {
        trials.settings.push_back(settingOf(paths[i], groups, i));
    }
    for (const RunGroup& group : groups) {
        Trial& trial = trials.rows.emplace_back(trialOf(group, runs, trials.results));
        for (std::size_t i = 0; i < paths.size(); ++i) {
            if (trials.settings[i].holdsNumbers) {
                trial.values[i] = plainValue(trial.values[i]);
            }
        }
    }
    for (const RunEntry* run : runs) {
        trials.counts.add(*run);
    }
    trials.secondsLeft = secondsLeftOf(runs, trials.counts);
    rankTrials(trials, runs);
    return trials;
}

std::size_t textColumns(const Trials& trials, TrialRows rows) {
    return trials.settings.size() + (rows == TrialRows::runs || trials.settings.empty() ? 1 : 0);
}

namespace {

std::string readValue(const TrialSetting& setting, const std::string& value) {
    const std::string word = wordFor(setting.field.path(), value);
    return value.empty() ? kNoValue : word.empty() ? oneLine(value) : word;
}

/// The columns in front of the results: runs, settings, the number of finished runs.
enum class TableUse { reading, data };

TextTable settingsTable(const Trials& trials, const TrialRuns& runs, TrialRows rows, TableUse use) {
    const bool isData = use == TableUse::data;
    TextTable table;
    const bool named = textColumns(trials, rows) > trials.settings.size();
    if (named) {
        table.columns =
            isData ? std::vector<std::string>{"run", "name"} : std::vector<std::string>{"Run"};
    }
    for (const TrialSetting& setting : trials.settings) {
        table.columns.push_back(setting.field.name());
    }
    table.columns.emplace_back("n");
    for (const Trial& trial : trials.rows) {
        std::vector<std::string>& cells = table.rows.emplace_back();
        if (named) {
            const RunSummary& run = runs[trial.runs.front()]->summary();
            const std::string number = run.id != 0 ? std::to_string(run.id) : "";
            const std::string name = oneLine(run.name);
            cells = isData           ? std::vector<std::string>{number, name}
                    : number.empty() ? std::vector<std::string>{name}
                                     : std::vector<std::string>{number + " " + name};
        }
        for (std::size_t i = 0; i < trial.values.size(); ++i) {
            const std::string& value = trial.values[i];
            cells.push_back(isData ? oneLine(value) : readValue(trials.settings[i], value));
        }
        cells.push_back(std::to_string(trial.counts.of(RunStatus::finished)));
    }
    return table;
}

} // namespace

TextTable trialsData(const Trials& trials, const TrialRuns& runs, TrialRows rows) {
    TextTable table = settingsTable(trials, runs, rows, TableUse::data);
    for (const RunField& field : trials.results) {
        const std::vector<std::string> names = spreadColumns(field.name());
        table.columns.insert(table.columns.end(), names.begin(), names.end());
    }
    table.columns.emplace_back("state");
    for (std::size_t row = 0; row < trials.rows.size(); ++row) {
        std::vector<std::string>& cells = table.rows[row];
        for (std::size_t i = 0; i < trials.results.size(); ++i) {
            const Spread& spread = trials.rows[row].results[i];
            cells.push_back(dataNumber(spread.mean));
            cells.push_back(dataNumber(spread.standardDeviation));
        }
        cells.push_back(stateText(trials.rows[row].counts));
    }
    return table;
}

TextTable trialsTable(const Trials& trials, const TrialRuns& runs, TrialRows rows,
                      const NumberStyle& style) {
    TextTable table = settingsTable(trials, runs, rows, TableUse::reading);
    for (const RunField& field : trials.results) {
        table.columns.push_back(field.longTitle());
    }
    table.columns.emplace_back("State");
    for (std::size_t row = 0; row < trials.rows.size(); ++row) {
        const Trial& trial = trials.rows[row];
        std::vector<std::string>& cells = table.rows[row];
        for (std::size_t i = 0; i < trials.results.size(); ++i) {
            cells.push_back(isResultSoFar(trial, i)
                                ? "(" + shownSpread(trials.results[i], trial.soFar[i], style) + ")"
                                : shownSpread(trials.results[i], trial.results[i], style));
        }
        cells.push_back(stateText(trial.counts));
    }
    for (const std::size_t row : trials.best) {
        table.bold.emplace(row, textColumns(trials, rows) + 1);
    }
    return table;
}

} // namespace asge
