// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/runs_table.h"

namespace asge {

TextTable runsTable(const RunEntries& runs, const RunRows& rows,
                    const std::vector<RunField>& columns, const NumberStyle& style) {
    TextTable table;
    const bool grouped = !rows.groups.empty();
    if (grouped) {
        table.columns = {"Group", "n"};
    }
    for (const RunField& field : columns) {
        table.columns.push_back(field.title());
    }
    for (const RunRow& row : rows.rows) {
        std::vector<std::string>& cells = table.rows.emplace_back();
        if (row.run < 0) {
            const RunGroup& group = rows.groups[static_cast<std::size_t>(row.group)];
            cells = {groupTitle(group, runs), std::to_string(group.members.size())};
            for (const RunField& field : columns) {
                cells.push_back(shownOfGroup(field, runs, group, style));
            }
            continue;
        }
        const RunEntry& run = *runs[static_cast<std::size_t>(row.run)];
        if (grouped) {
            cells = {run.summary().name, ""};
        }
        for (const RunField& field : columns) {
            cells.push_back(shownValue(field, run, style));
        }
    }
    return table;
}

} // namespace asge
