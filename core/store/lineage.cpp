// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/lineage.h"

#include "core/base/error.h"
#include "core/experiment/json_reader.h"
#include "core/store/binder.h"
#include "core/store/run_rows.h"
#include "core/store/run_validity.h"

#include <nlohmann/json.hpp>

#include <set>

namespace asge {
namespace {

std::string encodeChanges(const std::vector<SettingChange>& changes) {
    auto json = nlohmann::json::array();
    for (const SettingChange& change : changes) {
        json.push_back({change.path, change.before, change.after});
    }
    return json.dump();
}

std::vector<SettingChange> decodeChanges(const std::string& text) {
    std::vector<SettingChange> changes;
    const std::string unreadable = "a branch's changed settings can't be read";
    if (text.size() > kLongestText) {
        throw damage(unreadable);
    }
    try {
        const auto list = readJson(text, "it"); // limits depth and number of values
        if (!list.is_array()) {
            throw damage(unreadable);
        }
        for (const auto& change : list) {
            changes.push_back({change.at(0).get<std::string>(), change.at(1).get<std::string>(),
                               change.at(2).get<std::string>()});
        }
    } catch (const BadInput&) {
        throw damage(unreadable);
    } catch (const nlohmann::json::exception&) {
        throw damage(unreadable);
    }
    return changes;
}

std::int64_t nextStep(SQLite::Database& database, RunId id) {
    SQLite::Statement select(database, "SELECT coalesce(max(step), 0) + 1 FROM checkpoint"
                                       " WHERE run = ?");
    Binder(select).integer(id);
    select.executeStep();
    return select.getColumn(0).getInt64();
}

} // namespace

void insertLineage(SQLite::Database& database, RunId id, const Lineage& lineage) {
    SQLite::Statement insert(database, "INSERT INTO lineage VALUES (?, ?, ?, ?, ?, ?)");
    Binder(insert)
        .integer(id)
        .text(lineage.parentUid)
        .text(lineage.parentName)
        .integer(lineage.epoch)
        .integer(lineage.step)
        .text(encodeChanges(lineage.changes));
    insert.exec();
}

Lineage lineageAt(const SQLite::Statement& row, int column) {
    Lineage lineage;
    lineage.parentUid = textAt(row, column);
    lineage.parent = row.getColumn(column + 1).getInt64(); // NULL becomes 0
    lineage.parentName = textAt(row, column + 2);
    lineage.epoch = intAt(row, column + 3);
    lineage.step = row.getColumn(column + 4).getInt64();
    lineage.changes = decodeChanges(textAt(row, column + 5));
    return lineage;
}

void insertSegment(SQLite::Database& database, RunId id, const Segment& segment) {
    SQLite::Statement insert(database, "INSERT INTO segment VALUES (?, ?, ?, ?, ?)");
    Binder(insert)
        .integer(id)
        .integer(segment.firstStep)
        .text(segment.started)
        .text(segment.device)
        .text(segment.software);
    insert.exec();
}

void beginSegment(SQLite::Database& database, RunId id, const Segment& segment) {
    if (segment.firstStep != nextStep(database, id)) {
        throw RunUnavailable(runPrefix(id) + "another process has trained it meanwhile");
    }
    SQLite::Statement drop(database, "DELETE FROM segment WHERE run = ? AND first_step >= ?");
    Binder(drop).integer(id).integer(segment.firstStep);
    drop.exec();
    insertSegment(database, id, segment);
}

std::vector<Segment> readSegments(const SQLite::Database& database, RunId id) {
    SQLite::Statement select(database, "SELECT first_step, started, device, software FROM segment"
                                       " WHERE run = ? ORDER BY first_step");
    Binder(select).integer(id);
    std::vector<Segment> segments;
    while (select.executeStep()) {
        segments.push_back({select.getColumn(0).getInt64(), textAt(select, 1), textAt(select, 2),
                            textAt(select, 3)});
        const Segment* before = segments.size() > 1 ? &segments[segments.size() - 2] : nullptr;
        requireNone(id, "segments", segmentProblem(segments.back(), before));
    }
    return segments;
}

bool descendsFromItself(const SQLite::Database& database, RunId id) {
    SQLite::Statement select(database, "SELECT p.id FROM lineage l JOIN run p"
                                       " ON p.uid = l.parent_uid WHERE l.run = ?");
    std::set<RunId> seen;
    for (RunId run = id; seen.insert(run).second;) {
        select.reset();
        Binder(select).integer(run);
        if (!select.executeStep()) {
            return false;
        }
        run = select.getColumn(0).getInt64();
    }
    return true;
}

} // namespace asge
