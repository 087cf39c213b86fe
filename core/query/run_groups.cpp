// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/run_groups.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace asge {
namespace {

/// The value of one key for a run.
std::string valueOf(const RunEntry& run, const std::string& key) {
    const auto& tags = run.summary().tags;
    if (key == kTags) {
        return RunField::ofSource(RunField::Source::tag).text(run);
    }
    if (key.starts_with(kTagPrefix)) {
        const std::string name = key.substr(std::string_view(kTagPrefix).size());
        return std::find(tags.begin(), tags.end(), name) != tags.end() ? "yes" : "no";
    }
    if (key.starts_with(kFieldPrefix)) {
        const auto field = RunField::named(key.substr(std::string_view(kFieldPrefix).size()));
        return field ? field->text(run) : std::string();
    }
    const RunSettings::Value* value = run.settings().find(key);
    return value == nullptr ? std::string() : value->text;
}

/// The paths of the settings in any of the runs that separate experiments.
std::vector<std::string> allButSeed(const std::vector<const RunEntry*>& runs) {
    std::set<std::string> paths;
    for (const RunEntry* run : runs) {
        for (const RunSettings::Value& value : run->settings().values()) {
            paths.insert(value.path);
        }
    }
    std::erase_if(paths, [](const std::string& path) { return !separatesExperiments(path); });
    return {paths.begin(), paths.end()};
}

/// Removes values that are the same in all groups, since they distinguish none.
void keepDistinguishing(std::vector<RunGroup>& groups, std::size_t from) {
    for (std::size_t i = groups.empty() ? 0 : groups.front().values.size(); i > from; --i) {
        const bool same = std::all_of(groups.begin(), groups.end(), [&](const RunGroup& group) {
            return group.values[i - 1] == groups.front().values[i - 1];
        });
        for (RunGroup& group : groups) {
            if (same) {
                group.values.erase(group.values.begin() + static_cast<std::ptrdiff_t>(i - 1));
            }
        }
    }
}

/// Sets RunGroup::unusual: the first `named` values, which the user asked for, and those that at
/// most half of the groups have.
void findUnusual(std::vector<RunGroup>& groups, std::size_t named) {
    for (std::size_t i = 0; !groups.empty() && i < groups.front().values.size(); ++i) {
        std::unordered_map<std::string_view, std::size_t> counts;
        for (const RunGroup& group : groups) {
            ++counts[group.values[i].second];
        }
        for (RunGroup& group : groups) {
            if (i < named || 2 * counts[group.values[i].second] <= groups.size()) {
                group.unusual.push_back(group.values[i]);
            }
        }
    }
}

} // namespace

bool separatesExperiments(const std::string& path) {
    const Setting* setting = findSetting(path);
    return path != kSeedPath && (setting == nullptr || setting->changesResults);
}

std::vector<RunGroup> groupRuns(const std::vector<const RunEntry*>& runs,
                                const std::vector<std::string>& keys) {
    std::vector<std::string> paths;
    std::size_t named = 0; // number of keys that are always shown
    for (const std::string& key : keys) {
        if (key != kAllButSeed) {
            paths.insert(paths.begin() + static_cast<std::ptrdiff_t>(named++), key);
        } else {
            const auto all = allButSeed(runs);
            paths.insert(paths.end(), all.begin(), all.end());
        }
    }
    std::vector<RunGroup> groups;
    std::unordered_map<std::string, std::size_t> found; // by a group's identity
    for (std::size_t i = 0; i < runs.size(); ++i) {
        std::string identity;
        for (const std::string& path : paths) {
            const std::string value = valueOf(*runs[i], path);
            identity += std::to_string(value.size()) + ':' + value;
        }
        const auto [place, isNew] = found.try_emplace(identity, groups.size());
        if (isNew) {
            RunGroup& group = groups.emplace_back();
            group.identity = std::move(identity);
            for (const std::string& path : paths) {
                group.values.emplace_back(path, valueOf(*runs[i], path));
            }
        }
        groups[place->second].members.push_back(i);
    }
    keepDistinguishing(groups, named);
    findUnusual(groups, named);
    return groups;
}

std::string groupKeyOf(const RunField& field) {
    switch (field.source()) {
    case RunField::Source::setting:
        return field.path();
    case RunField::Source::tag:
        return kTags;
    case RunField::Source::data:
        return "data.name";
    case RunField::Source::network:
        return "network.layers";
    case RunField::Source::method:
        return "method";
    default:
        return kFieldPrefix + field.name();
    }
}

std::string groupKeyFrom(const std::string& word, const std::set<std::string>& seenSettings,
                         const std::string& place) {
    if (word == "seed") {
        return kAllButSeed;
    }
    return word.starts_with(kTagPrefix) ? word
                                        : groupKeyOf(RunField::required(word, seenSettings, place));
}

} // namespace asge
