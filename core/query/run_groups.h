#pragma once

#include "core/query/run_field.h"
#include "core/query/statistics.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asge {

/// Keys of a grouping beside the paths of settings: everything that isn't train.seed; a run's tags
/// as a whole; with a tag's name behind it, whether a run has that tag; and, with a field's name
/// behind it, that field.
constexpr const char* kAllButSeed = "all-but-seed";
constexpr const char* kTags = "tags";
constexpr const char* kTagPrefix = "tag:";
constexpr const char* kFieldPrefix = "field:";
/// The setting by which runs of two groups are paired.
constexpr const char* kSeedPath = "train.seed";

struct RunGroup {
    /// What all members have in common and other groups don't: a key's value for each key. For
    /// kAllButSeed the settings in which groups differ. A setting that runs lack is "".
    std::vector<std::pair<std::string, std::string>> values;
    /// Those of them that tell it from most other groups: without the settings of kAllButSeed whose
    /// value more than half of the groups have.
    std::vector<std::pair<std::string, std::string>> unusual;
    std::vector<std::size_t> members; ///< positions among the runs, in their order
    std::string identity; ///< the same for the same values, whatever other groups there are
};

/// Runs with equal values of all keys; groups in the order of their first members. The runs must
/// not be null.
std::vector<RunGroup> groupRuns(const std::vector<const RunEntry*>& runs,
                                const std::vector<std::string>& keys);

/// The key by which runs are grouped by a field: a setting's path also for what a run has of a
/// setting ("data" is data.name), kFieldPrefix for what is no setting.
std::string groupKeyOf(const RunField& field);
/// The key that the user means: "seed" is kAllButSeed, "tag:NAME" whether a run has that tag, any
/// other word a field. Throws BadInput as RunField::required.
std::string groupKeyFrom(const std::string& word, const std::set<std::string>& seenSettings,
                         const std::string& place);

} // namespace asge
