#pragma once

#include "core/query/run_filter.h"
#include "core/query/run_groups.h"

#include <set>
#include <string>
#include <vector>

namespace asge {

/// What a table of runs is to show, and how.
struct RowsWanted {
    RunFilter filter;
    bool archived = false; ///< also those, though the filter doesn't ask for them
    RunField sortedBy = RunField::ofSource(RunField::Source::created);
    bool ascending = false;
    std::vector<std::string> groupedBy; ///< keys of groupRuns; none: no groups
    std::set<std::string> open;         ///< groups whose members are shown, by their identity
};

/// A row: a run, or a group's heading.
struct RunRow {
    int run = -1;   ///< position among the runs; −1 for a heading
    int group = -1; ///< position among the groups; −1 if there are none

    bool operator==(const RunRow&) const = default;
};

struct RunRows {
    std::vector<RunRow> rows;
    std::vector<RunGroup> groups; ///< in the order of their headings; members in the rows' order
    int hiddenArchived = 0;       ///< archived runs that the filter would let through
};

/// Rows in their order: missing values last in both directions, equal ones with the newest run
/// first, texts in their natural order; groups by the mean of their members, or by a value that all
/// have.
RunRows arrangeRows(const RunEntries& runs, const RowsWanted& wanted);

/// The values of a group's members.
Spread spreadOf(const RunField& field, const RunEntries& runs, const RunGroup& group);
/// "batch = 32 · gain = 5": what tells a group from most others; "base" if that is nothing.
std::string groupTitle(const RunGroup& group, const RunEntries& runs);
/// All that a group's members have in common and others don't, a part for each key: "batch = 32",
/// "asge", "not tag:baseline"; else what they are.
std::vector<std::string> groupParts(const RunGroup& group, const RunEntries& runs);

/// What some runs have of settings.
struct SeenSettings {
    std::set<std::string> differing; ///< paths in which at least two runs differ
    std::set<std::string> unknown;   ///< paths that this version doesn't know
};
SeenSettings seenSettings(const RunEntries& runs);
/// The values that runs have in a field, each once, in their order.
std::vector<std::string> seenValues(const RunField& field, const RunEntries& runs);

} // namespace asge
