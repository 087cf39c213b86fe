// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/runs_table.h"

#include <limits>

namespace asge {

TextTable runsTable(const RunEntries& runs, const RunRows& rows,
                    const std::vector<RunField>& columns, const NumberStyle& style) {
    TextTable table;
    const bool grouped = !rows.groups.empty();
    if (grouped) {
        table.columns = {"Group", "n"};
    }
    for (const RunField& field : columns) {
        table.columns.push_back(field.longTitle());
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

namespace {

/// The mean and the standard deviation; a single run has only the former.
void addSpread(std::vector<std::string>& cells, const Spread& spread) {
    cells.push_back(dataNumber(spread.mean));
    cells.push_back(dataNumber(spread.standardDeviation));
}

void addColumns(std::vector<std::string>& columns, const RunField& field, bool grouped) {
    if (grouped && isSpread(field)) {
        const std::vector<std::string> names = spreadColumns(field.name());
        columns.insert(columns.end(), names.begin(), names.end());
    } else {
        columns.push_back(field.name());
    }
}

} // namespace

TextTable runsData(const RunEntries& runs, const RunRows& rows,
                   const std::vector<RunField>& columns) {
    TextTable table;
    const bool grouped = !rows.groups.empty();
    if (grouped) {
        table.columns = {"group", "n"};
    }
    for (const RunField& field : columns) {
        addColumns(table.columns, field, grouped);
    }
    for (const RunRow& row : rows.rows) {
        std::vector<std::string>& cells = table.rows.emplace_back();
        const RunGroup* group =
            row.run < 0 ? &rows.groups[static_cast<std::size_t>(row.group)] : nullptr;
        const RunEntry* run =
            group == nullptr ? runs[static_cast<std::size_t>(row.run)].get() : nullptr;
        if (grouped) {
            cells = {group != nullptr ? groupTitle(*group, runs) : run->summary().name,
                     group != nullptr ? std::to_string(group->members.size()) : ""};
        }
        for (const RunField& field : columns) {
            if (grouped && isSpread(field)) {
                addSpread(cells, group != nullptr
                                     ? spreadOf(field, runs, *group)
                                     : spreadOf(std::vector{field.number(*run).value_or(
                                           std::numeric_limits<double>::quiet_NaN())}));
            } else {
                cells.push_back(group != nullptr ? dataOfGroup(field, runs, *group)
                                                 : dataValue(field, *run));
            }
        }
    }
    return table;
}

} // namespace asge
