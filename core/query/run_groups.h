// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_field.h"
#include "core/query/statistics.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asge {

/// Keys of a grouping besides the paths of settings: all settings except train.seed that can change
/// what is learned or measured (Setting::changesResults); all tags of a run; whether a run has one
/// tag (the prefix, followed by the tag's name); and a field (the prefix, followed by the field's
/// name).
constexpr const char* kAllButSeed = "all-but-seed";
constexpr const char* kTags = "tags";
constexpr const char* kTagPrefix = "tag:";
constexpr const char* kFieldPrefix = "field:";
/// The setting by which runs of two groups are paired.
constexpr const char* kSeedPath = "train.seed";

/// Whether runs that differ in the setting are of different experiments. One that this version does
/// not know may change anything.
bool separatesExperiments(const std::string& path);

struct RunGroup {
    /// What all members share and other groups do not: one value per key; for kAllButSeed, the
    /// settings in which groups differ. The value of a missing setting is "".
    std::vector<std::pair<std::string, std::string>> values;
    /// The values that distinguish the group from most others: without the settings of kAllButSeed
    /// whose value more than half of the groups have.
    std::vector<std::pair<std::string, std::string>> unusual;
    std::vector<std::size_t> members; ///< indices of runs, in their order
    std::string identity;             ///< depends only on the values, not on the other groups
};

/// Groups runs with equal values of all keys, in the order of their first members. The pointers
/// must not be null.
std::vector<RunGroup> groupRuns(const std::vector<const RunEntry*>& runs,
                                const std::vector<std::string>& keys);

/// The key for grouping runs by a field: the path of a setting, also for a field that shows one
/// ("data" is data.name), otherwise kFieldPrefix and the field's name.
std::string groupKeyOf(const RunField& field);
/// The key that the user means: "seed" is kAllButSeed, "tag:NAME" whether a run has that tag, any
/// other word a field. Throws BadInput like RunField::required.
std::string groupKeyFrom(const std::string& word, const std::set<std::string>& seenSettings,
                         const std::string& place);

} // namespace asge
