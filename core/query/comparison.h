// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/paired_difference.h"
#include "core/query/run_entry.h"
#include "core/query/shown_value.h"
#include "core/query/statistics.h"
#include "core/query/text_table.h"

#include <string>
#include <vector>

/// The comparison of several runs, for the window's Compare page and `asge runs compare`.
namespace asge::comparison {

using Runs = std::vector<const RunEntry*>;

/// Runs that are shown as one, given by their indices, and their common name.
struct Group {
    std::string name;
    std::vector<std::size_t> runs; ///< at least one
    std::string tip = {};          ///< tool tip with the full names of the runs, one per line
};

/// A way to group runs: a key of groupRuns and its title; without a key, each run is its own group.
struct Grouping {
    std::string key;
    std::string name;
};

/// The groupings that are useful for these runs: none, all but the seed, and each setting that
/// differs.
std::vector<Grouping> groupingsOf(const Runs& runs);
/// The runs grouped by that key; without a key, each run is its own group.
std::vector<Group> groupsBy(const Runs& runs, const std::string& key);

/// A group's test accuracies (fractions) in the order of resultsOf: its predictions, then its
/// layers up to the deepest of all runs.
std::vector<Spread> resultsOf(const Runs& runs, const Group& group);
/// Images per second, of those runs for which it was measured.
Spread speedOf(const Runs& runs, const Group& group);
/// The accuracies of a group's layers, as fractions; NaN if the group has no such layer.
std::vector<Spread> ladderOf(const Runs& runs, const Group& group);
/// The test accuracies of a group's linear probes by layer, as ladderOf; empty if none of the
/// compared runs has linear probes of its last epoch.
std::vector<Spread> probesOf(const Runs& runs, const Group& group);

/// The difference between two groups, second minus first.
struct GroupDifference {
    std::vector<std::string> seeds; ///< seeds of the pairs; empty if a group is a single run
    /// One per result, in the order of resultsOf: from pairs of runs with the same seed, with a
    /// confidence interval of 95 %, or, without common seeds, the difference of the means with n =
    /// 0 and no interval.
    std::vector<Difference> results;
    double speed = 0; ///< images per second, second divided by first; NaN if one is unknown
};
/// `groups` must have two elements.
GroupDifference differenceOf(const Runs& runs, const std::vector<Group>& groups);

/// One row per run or group: the test accuracies of its predictions and layers (last committed
/// epoch), completed and planned epochs, and images per second; for several runs mean ± standard
/// deviation. The best value of a column is bold if the rows differ; rows that were tested on
/// different images have a best one each (measured_images.h). For two rows that were tested on
/// the same images, a third row has the difference of the second from the first in percentage
/// points and, if both are groups that share seeds, its paired confidence interval of 95 %.
TextTable results(const Runs& runs, const std::vector<Group>& groups, const NumberStyle& style);

/// The accuracy by layer: one row per run or group, one column per layer with its test accuracy and
/// its gain over the previous layer, and Fusion with its gain over the last layer. Below them, a
/// row per run or group that has linear probes, with their test accuracies.
TextTable ladder(const Runs& runs, const std::vector<Group>& groups, const NumberStyle& style);

/// The rows of `results` for programs: run (its number; empty for several), name, n, then mean and
/// standard deviation of each result as fractions, "last_mean", "last_sd", …, "epochs_mean" and
/// "images_per_second_mean". If there are confidence intervals of a difference, "last_low",
/// "last_high", … are columns too. The difference's run and n are empty.
TextTable resultsData(const Runs& runs, const std::vector<Group>& groups);
/// The rows of `ladder` for programs: run, name, quantity ("readout" or "linear_probe"), n, then
/// mean and standard deviation of each layer and of Fusion as fractions.
TextTable ladderData(const Runs& runs, const std::vector<Group>& groups);

/// Settings that are not the same in all runs: one row per setting, one column per run; "–" if a
/// run does not have the setting. `unreadable` names runs whose experiment can't be read.
struct SettingsThatDiffer {
    TextTable table;
    TextTable data; ///< the same for programs: nothing where a run does not have the setting
    std::vector<std::string> unreadable;
};
SettingsThatDiffer differingSettings(const Runs& runs);

} // namespace asge::comparison
