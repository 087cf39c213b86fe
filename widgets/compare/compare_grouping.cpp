// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/compare_grouping.h"

#include "core/query/comparison.h"

namespace asge::compare {

std::vector<Grouping> groupingsOf(const std::vector<RunSummary>& runs) {
    const RunEntries entries = makeEntries(runs);
    std::vector<Grouping> shown;
    for (const auto& grouping : comparison::groupingsOf(pointersTo(entries))) {
        shown.push_back({grouping.key, QString::fromStdString(grouping.name)});
    }
    return shown;
}

std::vector<Entry> entriesOf(const std::vector<RunSummary>& runs, const std::string& key) {
    const RunEntries entries = makeEntries(runs);
    std::vector<Entry> shown;
    for (const auto& group : comparison::groupsBy(pointersTo(entries), key)) {
        shown.push_back(
            {QString::fromStdString(group.name), QString::fromStdString(group.tip), group.runs});
    }
    return shown;
}

} // namespace asge::compare
