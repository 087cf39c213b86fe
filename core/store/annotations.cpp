// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/annotations.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/utc.h"
#include "core/run/merged_notes.h"
#include "core/store/binder.h"
#include "core/store/run_status.h"
#include "core/store/run_validity.h"

namespace asge {
namespace {

/// Sets a column of a run, which may be in the bin. Throws BadInput if there is no such run.
template <typename Bind>
void change(SQLite::Database& database, RunId id, const char* column, const Bind& bind) {
    SQLite::Statement update(database,
                             std::string("UPDATE run SET ") + column + " = ? WHERE id = ?");
    Binder binder(update);
    bind(binder);
    binder.integer(id);
    if (update.exec() == 0) {
        throw BadInput(runPrefix(id) + "no such run");
    }
}

void changeText(SQLite::Database& database, RunId id, const char* column, const std::string& text) {
    change(database, id, column, [&](Binder& value) { value.text(text); });
}

} // namespace

void requireSoundName(const std::string& name, const std::string& place) {
    if (const auto problem = nameProblem(name)) {
        throw BadInput(place + "name: " + *problem);
    }
}

void requireSoundTags(const std::vector<std::string>& tags, const std::string& place) {
    for (const std::string& tag : tags) {
        if (const auto problem = tagProblem(tag)) {
            throw BadInput(place + "tag '" + oneLine(tag, kLongestTag) + "': " + *problem);
        }
    }
}

void requireSoundColor(const std::string& color, const std::string& place) {
    if (colorProblem(color)) {
        throw BadInput(place + "color '" + oneLine(color, 20) + "' is not of the form #rrggbb");
    }
}

void changeName(SQLite::Database& database, RunId id, const std::string& name) {
    changeText(database, id, "name", name);
}

void replaceTags(SQLite::Database& database, RunId id, const std::vector<std::string>& added,
                 const std::vector<std::string>& removed) {
    requireRun(database, id);
    SQLite::Statement remove(database, "DELETE FROM run_tag WHERE run = ? AND tag = ?");
    for (const std::string& tag : removed) {
        Binder(remove).integer(id).text(tag);
        execute(remove);
    }
    insertTags(database, id, added);
}

void insertTags(SQLite::Database& database, RunId id, const std::vector<std::string>& tags) {
    SQLite::Statement insert(database, "INSERT OR IGNORE INTO run_tag (run, tag) VALUES (?, ?)");
    for (const std::string& tag : tags) {
        Binder(insert).integer(id).text(tag);
        execute(insert);
    }
}

void replaceNotes(SQLite::Database& database, RunId id, const std::string& notes) {
    if (const auto problem = notesProblem(notes)) {
        throw BadInput(runPrefix(id) + "notes: " + *problem);
    }
    changeText(database, id, "notes", notes);
}

void mergeNotes(SQLite::Database& database, RunId id, const std::string& before,
                const std::string& after) {
    SQLite::Statement query(database, "SELECT notes FROM run WHERE id = ?");
    Binder(query).integer(id);
    if (!query.executeStep()) {
        throw BadInput(runPrefix(id) + "no such run");
    }
    replaceNotes(database, id, mergedNotes(before, after, query.getColumn(0).getString()));
}

void changeColor(SQLite::Database& database, RunId id, const std::string& color) {
    changeText(database, id, "color", color);
}

void changeArchived(SQLite::Database& database, RunId id, bool archived) {
    change(database, id, "archived", [&](Binder& value) { value.integer(archived ? 1 : 0); });
}

void discardRun(SQLite::Database& database, RunId id, HeartbeatMonitor& monitor) {
    requireEnded(database, id, monitor);
    change(database, id, "deleted", [](Binder& value) { value.integer(unixTime()); });
}

void restoreRun(SQLite::Database& database, RunId id) {
    SQLite::Statement update(database, "UPDATE run SET deleted = NULL WHERE id = ?");
    Binder(update).integer(id);
    if (update.exec() == 0) {
        throw BadInput(runPrefix(id) + "no such run");
    }
}

int emptyBin(SQLite::Database& database) {
    return database.exec("DELETE FROM run WHERE deleted IS NOT NULL");
}

} // namespace asge
