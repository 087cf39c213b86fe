// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/lineage/lineage_model.h"

#include "core/query/shown_value.h"
#include "core/run/epoch_progress.h"
#include "widgets/common/plain_text.h"
#include "widgets/form/form_titles.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace asge::lineage {

namespace {

using Children = std::unordered_map<RunId, std::vector<const RunSummary*>>;
using RunsById = std::unordered_map<RunId, const RunSummary*>;

RunsById byId(const std::vector<RunSummary>& runs) {
    RunsById known;
    for (const RunSummary& run : runs) {
        known.emplace(run.id, &run);
    }
    return known;
}

/// Each ancestor is visited once, since a damaged store may have a cycle.
const RunSummary* rootOf(const RunsById& known, const RunSummary* run) {
    std::unordered_set<RunId> seen{run->id};
    while (run->lineage) {
        const auto parent = known.find(run->lineage->parent);
        if (parent == known.end() || !seen.insert(parent->first).second) {
            break;
        }
        run = parent->second;
    }
    return run;
}

Children childrenOf(const std::vector<RunSummary>& runs) {
    Children children;
    for (const RunSummary& run : runs) {
        if (run.lineage && run.lineage->parent != 0) {
            children[run.lineage->parent].push_back(&run);
        }
    }
    for (auto& [parent, branches] : children) {
        std::sort(branches.begin(), branches.end(), [](const auto* one, const auto* other) {
            return std::pair(one->lineage->step, one->id) <
                   std::pair(other->lineage->step, other->id);
        });
    }
    return children;
}

/// Depth first, without recursion, since chains of branches may be long.
std::vector<Row> descend(const RunSummary* root, const Children& children) {
    std::vector<Row> rows;
    std::unordered_set<RunId> placed;
    std::vector<std::pair<const RunSummary*, int>> open{{root, -1}};
    while (!open.empty()) {
        const auto [run, parent] = open.back();
        open.pop_back();
        if (!placed.insert(run->id).second) {
            continue;
        }
        const double begin = run->lineage ? run->lineage->epoch : 0;
        rows.push_back({run, parent, begin, static_cast<double>(finishedEpochs(*run))});
        const int row = static_cast<int>(rows.size()) - 1;
        if (const auto found = children.find(run->id); found != children.end()) {
            for (auto child = found->second.rbegin(); child != found->second.rend(); ++child) {
                open.emplace_back(*child, row);
            }
        }
    }
    return rows;
}

} // namespace

std::vector<Row> familyOf(const std::vector<RunSummary>& runs, RunId id) {
    const RunsById known = byId(runs);
    const auto run = known.find(id);
    return run == known.end() ? std::vector<Row>()
                              : descend(rootOf(known, run->second), childrenOf(runs));
}

QString changesText(const Lineage& lineage, Paths paths) {
    QStringList changes;
    for (const SettingChange& change : lineage.changes) {
        const auto shown = [&](const std::string& value) {
            return paths == Paths::data ? plain::line(value.empty() ? "–" : value)
                                        : settingValue(change.path, value);
        };
        const QString path = plain::line(change.path);
        changes << QStringLiteral("%1 %2 → %3")
                       .arg(paths != Paths::lastPart ? path : path.section(u'.', -1),
                            shown(change.before), shown(change.after));
    }
    return changes.isEmpty() ? QCoreApplication::translate("asge::lineage", "same settings")
                             : changes.join(QStringLiteral(", "));
}

namespace {

TextTable dataOf(const std::vector<Row>& rows) {
    TextTable table;
    table.columns = {"run",     "name",   "parent", "parent_epoch",
                     "changes", "status", "epochs", "fusion"};
    for (const Row& row : rows) {
        const RunSummary& run = *row.run;
        const RunEntry entry(run);
        const auto value = [&](RunField::Source source) {
            return dataValue(RunField::ofSource(source), entry);
        };
        table.rows.push_back(
            {std::to_string(run.id), run.name, value(RunField::Source::parent),
             run.lineage ? std::to_string(run.lineage->epoch) : "",
             run.lineage ? changesText(*run.lineage, Paths::data).toStdString() : "",
             value(RunField::Source::status), std::to_string(finishedEpochs(run)),
             value(RunField::Source::fusion)});
    }
    return table;
}

TextTable paperOf(const std::vector<Row>& rows) {
    using Source = RunField::Source;
    const auto titleOf = [](Source source) { return RunField::ofSource(source).longTitle(); };
    TextTable table;
    table.columns = {titleOf(Source::id),
                     titleOf(Source::name),
                     titleOf(Source::parent),
                     "After epoch",
                     "Changes",
                     titleOf(Source::status),
                     titleOf(Source::epochs),
                     titleOf(Source::fusion)};
    for (const Row& row : rows) {
        const RunSummary& run = *row.run;
        const RunEntry entry(run);
        const auto value = [&](Source source) {
            return shownValue(RunField::ofSource(source), entry, plainNumber);
        };
        table.rows.push_back({std::to_string(run.id), run.name, value(Source::parent),
                              run.lineage ? std::to_string(run.lineage->epoch) : "",
                              run.lineage ? changesText(*run.lineage).toStdString() : "",
                              value(Source::status), std::to_string(finishedEpochs(run)),
                              value(Source::fusion)});
    }
    return table;
}

} // namespace

ExportedTable tableOf(const std::vector<Row>& rows) {
    return {dataOf(rows), paperOf(rows)};
}

} // namespace asge::lineage
