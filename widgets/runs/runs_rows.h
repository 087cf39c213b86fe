#pragma once

#include "widgets/runs/run_groups.h"
#include "widgets/runs/runs_filter.h"

#include <QSet>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace asge {

using RunEntries = std::vector<std::shared_ptr<RunEntry>>;

/// What the table is to show, and how.
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
    int group = -1; ///< position among the groups; −1 where there are none

    bool operator==(const RunRow&) const = default;
};

struct RunRows {
    std::vector<RunRow> rows;
    std::vector<RunGroup> groups; ///< in the order of their headings; members in the rows' order
    int hiddenArchived = 0;       ///< archived runs that the filter would let through
};

/// Rows in their order: missing values last in both directions, equal ones with the newest run
/// first; groups by the mean of their members, or by a value that all have.
RunRows arrangeRows(const RunEntries& runs, const RowsWanted& wanted);

/// The values of a group's members.
Spread spreadOf(const RunField& field, const RunEntries& runs, const RunGroup& group);
/// "batch = 32 · gain = 5": what tells a group from most others; "base" where that is nothing.
QString groupTitle(const RunGroup& group, const RunEntries& runs);
/// What a run's or a heading's cell says beyond its text; empty where that is all.
QString toolTipOf(const RunField& field, const RunEntry& run);
QString toolTipOf(const RunField& field, const RunEntries& runs, const RunGroup& group);

} // namespace asge
