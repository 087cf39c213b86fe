#pragma once

#include "core/query/paired_difference.h"
#include "core/query/run_entry.h"
#include "core/query/shown_value.h"
#include "core/query/statistics.h"
#include "core/query/text_table.h"

#include <string>
#include <vector>

/// What a comparison of several runs says: the window's Compare page and `asge runs compare`.
namespace asge::comparison {

using Runs = std::vector<const RunEntry*>;

/// Runs that are looked at as one, by their places, and what they are called.
struct Group {
    std::string name;
    std::vector<std::size_t> runs; ///< at least one
    std::string tip = {};          ///< all that the name may leave out: a run's name a line
};

/// A way to take runs together: a key of groupRuns and what it is called; no key keeps runs apart.
struct Grouping {
    std::string key;
    std::string name;
};

/// Those that make sense for these runs: each on its own, all but the seed, and each setting in
/// which they differ.
std::vector<Grouping> groupingsOf(const Runs& runs);
/// The runs by that key, each on its own without one.
std::vector<Group> groupsBy(const Runs& runs, const std::string& key);

/// What a group has of each result, the test accuracies (fractions) as of resultsOf: its
/// predictions, then its layers up to the deepest of all runs.
std::vector<Spread> resultsOf(const Runs& runs, const Group& group);
/// Images per second of those of its runs that have been measured.
Spread speedOf(const Runs& runs, const Group& group);
/// The layers' accuracies of one row, as fractions; NaN if the row has no such layer.
std::vector<Spread> ladderOf(const Runs& runs, const Group& group);

/// By how much the second of two groups differs from the first.
struct GroupDifference {
    std::vector<std::string> seeds; ///< by whose pairs intervals are; none if one is a single run
    /// A result each, as of resultsOf: by the pairs of a seed with an interval of 95 % confidence,
    /// or, without seeds, the difference of the means, n = 0 and no interval.
    std::vector<Difference> results;
    double speed = 0; ///< the second's images per second by the first's; NaN if one isn't known
};
/// `groups` are two.
GroupDifference differenceOf(const Runs& runs, const std::vector<Group>& groups);

/// A row a run or group: its predictions' accuracies and its layers' (test, last committed epoch),
/// epochs done of planned, images per second; of several runs mean ± standard deviation. The best
/// of a column is bold if rows differ in it. Two rows are followed by a third with the second's
/// difference to the first in percentage points, and, if both are groups that share seeds, its
/// interval of 95 % confidence by the pairs of a seed.
TextTable results(const Runs& runs, const std::vector<Group>& groups, const NumberStyle& style);

/// The ladder of layers: a row a run or group, a column a layer with its test accuracy and what it
/// gains over the layer before it, and Fusion with what it gains over the last one.
TextTable ladder(const Runs& runs, const std::vector<Group>& groups, const NumberStyle& style);

/// Settings that aren't the same in all runs: a row a setting, a column a run; "–" if a run lacks
/// it. Runs whose experiment can't be read are named in `unreadable`.
struct SettingsThatDiffer {
    TextTable table;
    std::vector<std::string> unreadable;
};
SettingsThatDiffer differingSettings(const Runs& runs);

} // namespace asge::comparison
