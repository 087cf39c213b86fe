// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_filter.h"
#include "core/query/run_groups.h"

#include <set>
#include <string>
#include <vector>

namespace asge {

/// What a table of runs shows, and in which order.
struct RowsWanted {
    RunFilter filter;
    bool archived = false; ///< show archived runs even if the filter does not ask for them
    RunField sortedBy = RunField::ofSource(RunField::Source::created);
    bool ascending = false;
    std::vector<std::string> groupedBy; ///< keys of groupRuns; empty for no groups
    std::set<std::string> open;         ///< identities of the groups whose members are shown
};

/// A row of the table: a run, or the heading of a group.
struct RunRow {
    int run = -1;   ///< index of the run; −1 for a heading
    int group = -1; ///< index of the group; −1 if there are no groups

    bool operator==(const RunRow&) const = default;
};

struct RunRows {
    std::vector<RunRow> rows;
    std::vector<RunGroup>
        groups; ///< in the order of their headings; members are in the order of the rows
    int hiddenArchived = 0; ///< number of archived runs that match the filter but are hidden
};

/// Sorts runs into rows: missing values are last in both directions, equal values have the newest
/// run first, and texts are in natural order. Groups are sorted by the mean of their members, or by
/// the value that all members share.
RunRows arrangeRows(const RunEntries& runs, const RowsWanted& wanted);

/// The spread of a field over a group's members.
Spread spreadOf(const RunField& field, const RunEntries& runs, const RunGroup& group);
/// What distinguishes a group from most others: "batch = 32 · gain = 5"; "base" if nothing does.
std::string groupTitle(const RunGroup& group, const RunEntries& runs);
/// Everything that a group's members share and others do not, one part per key: "batch = 32",
/// "asge", "not tag:baseline"; if that is nothing, what the group is.
std::vector<std::string> groupParts(const RunGroup& group, const RunEntries& runs);

/// The settings that occur in some runs.
struct SeenSettings {
    std::set<std::string> differing; ///< paths in which at least two runs differ
    std::set<std::string> unknown;   ///< paths unknown to this version
};
SeenSettings seenSettings(const RunEntries& runs);
/// The distinct values of a field in the runs, in their order.
std::vector<std::string> seenValues(const RunField& field, const RunEntries& runs);

} // namespace asge
