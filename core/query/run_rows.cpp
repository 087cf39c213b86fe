// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/run_rows.h"

#include "core/base/text.h"
#include "core/experiment/setting_words.h"
#include "core/experiment/settings.h"
#include "core/query/letters.h"
#include "core/run/epoch_progress.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <unordered_set>

namespace asge {
namespace {

constexpr const char* kBetweenParts = " · ";
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// The sort key of a row, computed once because rows are compared many times.
struct SortKey {
    bool missing = true;
    double number = 0;
    std::optional<std::string> text; ///< as of naturalKey
    RunId newest = 0;                ///< breaks ties
};

/// "2026-01-31T12:00:00Z" as 20260131120000.
double sortedMoment(const std::string& created) {
    double moment = 0;
    for (const char c : created) {
        if (c >= '0' && c <= '9') {
            moment = moment * 10 + (c - '0');
        }
    }
    return moment;
}

/// The number that a field is sorted by: NaN if the run has none, nothing if the field is text.
std::optional<double> sortNumber(const RunField& field, const RunEntry& run) {
    switch (field.source()) {
    case RunField::Source::epochs: // by completed epochs, then by planned ones
        return finishedEpochs(run.summary()) * 1e6 + run.summary().epochs;
    case RunField::Source::status:
        return static_cast<double>(run.summary().status);
    case RunField::Source::created:
        return run.summary().created.empty() ? kMissing : sortedMoment(run.summary().created);
    default:
        break;
    }
    if (field.isNumeric()) {
        return field.number(run).value_or(kMissing);
    }
    return std::nullopt;
}

class Sorter {
  public:
    Sorter(const RunEntries& runs, const RowsWanted& wanted) : runs_(runs), wanted_(wanted) {}

    void sortRuns(std::vector<std::size_t>& runs) const {
        std::vector<std::pair<SortKey, std::size_t>> keyed;
        keyed.reserve(runs.size());
        for (const std::size_t run : runs) {
            keyed.emplace_back(keyOf(run), run);
        }
        sort(keyed);
        for (std::size_t i = 0; i < runs.size(); ++i) {
            runs[i] = keyed[i].second;
        }
    }

    void sortGroups(std::vector<RunGroup>& groups) const {
        std::vector<std::pair<SortKey, std::size_t>> keyed;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            keyed.emplace_back(keyOf(groups[i]), i);
        }
        sort(keyed);
        std::vector<RunGroup> sorted;
        for (const auto& [key, place] : keyed) {
            sorted.push_back(std::move(groups[place]));
        }
        groups = std::move(sorted);
    }

  private:
    void sort(std::vector<std::pair<SortKey, std::size_t>>& keyed) const {
        std::stable_sort(keyed.begin(), keyed.end(), [this](const auto& one, const auto& other) {
            return less(one.first, other.first);
        });
    }

    bool less(const SortKey& one, const SortKey& other) const {
        if (one.missing != other.missing) {
            return other.missing;
        }
        int order = 0;
        if (!one.missing) {
            order = one.text ? one.text->compare(*other.text)
                             : (one.number > other.number) - (one.number < other.number);
        }
        if (order != 0) {
            return wanted_.ascending ? order < 0 : order > 0;
        }
        return one.newest > other.newest;
    }

    static SortKey numbered(double number, RunId newest) {
        return {number != number, number, std::nullopt, newest};
    }

    static SortKey texted(const std::string& text, RunId newest) {
        SortKey key;
        key.newest = newest;
        key.missing = text.empty();
        if (!key.missing) {
            key.text = naturalKey(text);
        }
        return key;
    }

    SortKey keyOf(std::size_t place) const {
        const RunEntry& run = *runs_[place];
        const auto number = sortNumber(wanted_.sortedBy, run);
        return number ? numbered(*number, run.summary().id)
                      : texted(wanted_.sortedBy.text(run), run.summary().id);
    }

    SortKey keyOf(const RunGroup& group) const {
        const RunField& field = wanted_.sortedBy;
        RunId newest = 0;
        std::vector<double> numbers;
        for (const std::size_t member : group.members) {
            newest = std::max(newest, runs_[member]->summary().id);
            if (const auto number = sortNumber(field, *runs_[member])) {
                numbers.push_back(*number);
            }
        }
        if (!numbers.empty()) {
            return numbered(spreadOf(numbers).mean, newest);
        }
        if (field.source() == RunField::Source::name) {
            return texted(groupTitle(group, runs_), newest);
        }
        const std::string first = field.text(*runs_[group.members.front()]);
        const bool common =
            std::all_of(group.members.begin(), group.members.end(),
                        [&](std::size_t member) { return field.text(*runs_[member]) == first; });
        return texted(common ? first : std::string(), newest);
    }

    const RunEntries& runs_;
    const RowsWanted& wanted_;
};

/// Whether the values of a setting are clear without its name.
bool showsWithoutName(const std::string& key) {
    return key == "data.name" || key == "method" || key == "network.layers" ||
           key == "optimizer.name";
}

std::string partOf(const std::string& key, const std::string& value) {
    const std::string word = wordFor(key, value);
    const std::string text = !word.empty() ? word : value.empty() ? "none" : value;
    if (key.starts_with(kTagPrefix)) {
        return value == "yes" ? key : "not " + key;
    }
    if (showsWithoutName(key)) {
        return text;
    }
    // The last part of a path, or the name of a field, which may contain a dot.
    const std::size_t end = key.starts_with(kFieldPrefix) ? key.find(':') : key.rfind('.');
    return (end == std::string::npos ? key : key.substr(end + 1)) + " = " + text;
}

std::vector<std::string> partsOf(const std::vector<std::pair<std::string, std::string>>& values) {
    std::vector<std::string> parts;
    for (const auto& [key, value] : values) {
        parts.push_back(partOf(key, value));
    }
    return parts;
}

std::string groupDescription(const RunGroup& group, const RunEntries& runs) {
    const RunSummary& run = runs[group.members.front()]->summary();
    return run.dataName + kBetweenParts + run.networkLayers;
}

void addGroups(RunRows& result, const RunEntries& runs, const RowsWanted& wanted,
               const std::vector<std::size_t>& shown, const Sorter& sorter) {
    std::vector<const RunEntry*> entries;
    entries.reserve(shown.size());
    for (const std::size_t run : shown) {
        entries.push_back(runs[run].get());
    }
    result.groups = groupRuns(entries, wanted.groupedBy);
    for (RunGroup& group : result.groups) {
        for (std::size_t& member : group.members) {
            member = shown[member];
        }
    }
    sorter.sortGroups(result.groups);
    for (std::size_t i = 0; i < result.groups.size(); ++i) {
        const int place = static_cast<int>(i);
        result.rows.push_back({-1, place});
        if (wanted.open.contains(result.groups[i].identity)) {
            for (const std::size_t member : result.groups[i].members) {
                result.rows.push_back({static_cast<int>(member), place});
            }
        }
    }
}

/// Sorts ignoring case, and removes duplicates.
void sortTexts(std::vector<std::string>& values) {
    std::vector<std::pair<std::string, std::string>> keyed;
    for (std::string& value : values) {
        std::string key = lowered(value);
        keyed.emplace_back(std::move(key), std::move(value));
    }
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](const auto& one, const auto& other) { return one.first < other.first; });
    for (std::size_t i = 0; i < keyed.size(); ++i) {
        values[i] = std::move(keyed[i].second);
    }
}

} // namespace

RunRows arrangeRows(const RunEntries& runs, const RowsWanted& wanted) {
    RunRows result;
    const bool archived = wanted.archived || wanted.filter.asksForArchived();
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!wanted.filter.matches(*runs[i])) {
            continue;
        }
        if (runs[i]->summary().archived && !archived) {
            ++result.hiddenArchived;
        } else {
            shown.push_back(i);
        }
    }
    const Sorter sorter(runs, wanted);
    sorter.sortRuns(shown);
    if (!wanted.groupedBy.empty()) {
        addGroups(result, runs, wanted, shown, sorter);
        return result;
    }
    for (const std::size_t run : shown) {
        result.rows.push_back({static_cast<int>(run), -1});
    }
    return result;
}

Spread spreadOf(const RunField& field, const RunEntries& runs, const RunGroup& group) {
    std::vector<double> values;
    values.reserve(group.members.size());
    for (const std::size_t member : group.members) {
        values.push_back(field.number(*runs[member]).value_or(kMissing));
    }
    return spreadOf(values);
}

std::string groupTitle(const RunGroup& group, const RunEntries& runs) {
    if (group.unusual.empty()) {
        // The group is like most others; if the groups do not differ at all, describe the group
        // instead.
        return group.values.empty() ? groupDescription(group, runs) : "base";
    }
    return joined(partsOf(group.unusual), kBetweenParts);
}

std::vector<std::string> groupParts(const RunGroup& group, const RunEntries& runs) {
    return group.values.empty() ? std::vector{groupDescription(group, runs)}
                                : partsOf(group.values);
}

SeenSettings seenSettings(const RunEntries& runs) {
    SeenSettings seen;
    std::map<std::string_view, std::pair<std::string_view, std::size_t>>
        first; // value, and number of runs with it
    for (const auto& run : runs) {
        for (const RunSettings::Value& value : run->settings().values()) {
            auto& [text, count] = first.try_emplace(value.path, value.text, 0).first->second;
            if (text == value.text) {
                ++count;
            }
        }
    }
    for (const auto& [path, common] : first) {
        const std::string name(path);
        if (common.second != runs.size()) {
            seen.differing.insert(name);
        }
        if (findSetting(name) == nullptr) {
            seen.unknown.insert(name);
        }
    }
    return seen;
}

std::vector<std::string> seenValues(const RunField& field, const RunEntries& runs) {
    std::vector<std::string> values;
    std::map<std::string, double> numbers;
    std::unordered_set<std::string> known;
    const auto take = [&](const std::string& value, const RunEntry& run) {
        if (!value.empty() && known.insert(value).second) {
            values.push_back(value);
            numbers[value] = field.number(run).value_or(0);
        }
    };
    for (const auto& run : runs) {
        if (field.kind() != FieldKind::tags) {
            take(field.text(*run), *run);
            continue;
        }
        for (const std::string& tag : run->summary().tags) {
            take(tag, *run);
        }
    }
    if (field.isNumeric()) {
        std::stable_sort(values.begin(), values.end(),
                         [&](const std::string& one, const std::string& other) {
                             return numbers.at(one) < numbers.at(other);
                         });
    } else {
        sortTexts(values);
    }
    return values;
}

} // namespace asge
