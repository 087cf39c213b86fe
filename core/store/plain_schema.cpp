// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/plain_schema.h"

#include "core/base/text.h"
#include "core/data/table_reader.h"
#include "core/store/codec.h"
#include "core/store/schema.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>
#include <vector>

namespace asge {
namespace {

struct SchemaObject {
    std::string type; ///< "table", "index", "view", "trigger"
    std::string name;
    std::string sql; ///< lower case, without comments, unnecessary blanks and quotation marks
};

bool isMark(char c) {
    return std::string_view("(),;").find(c) != std::string_view::npos;
}

/// The length of the text from `begin` to `end` if it starts with `begin`; else 0.
std::size_t lengthOf(std::string_view text, std::string_view begin, std::string_view end) {
    if (!text.starts_with(begin)) {
        return 0;
    }
    const std::size_t at = text.find(end, begin.size());
    return at == std::string_view::npos ? text.size() : at + end.size();
}

std::size_t commentLength(std::string_view text) {
    return std::max(lengthOf(text, "--", "\n"), lengthOf(text, "/*", "*/"));
}

std::size_t quotedLength(std::string_view text) {
    return std::max({lengthOf(text, "'", "'"), lengthOf(text, "\"", "\""), lengthOf(text, "`", "`"),
                     lengthOf(text, "[", "]")});
}

bool isWord(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

/// The first token for normalisation: a quoted text, else one character.
std::string_view pieceOf(std::string_view text) {
    return text.substr(0, std::max<std::size_t>(quotedLength(text), 1));
}

std::string_view withoutMarks(std::string_view piece) {
    const bool name = piece.size() > 2 && piece.front() == '"' && piece.back() == '"';
    const std::string_view inner = name ? piece.substr(1, piece.size() - 2) : piece;
    return name && isWord(inner) ? inner : piece;
}

/// Normalises SQL, so that statements with the same meaning are equal: older versions of this
/// program and of SQLite write other comments, blanks and quotation marks.
std::string normalized(std::string_view sql) {
    std::string text;
    bool blank = false;
    while (!sql.empty()) {
        const std::size_t comment = commentLength(sql);
        if (comment > 0 || std::isspace(static_cast<unsigned char>(sql.front())) != 0) {
            sql.remove_prefix(std::max<std::size_t>(comment, 1));
            blank = true;
            continue;
        }
        const std::string_view piece = pieceOf(sql);
        if (blank && !text.empty() && !isMark(piece.front()) && !isMark(text.back())) {
            text += ' ';
        }
        blank = false;
        for (const char c : withoutMarks(piece)) {
            text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
        sql.remove_prefix(piece.size());
    }
    return text;
}

std::vector<SchemaObject> objectsOf(const SQLite::Database& database) {
    constexpr std::size_t kMostObjects = 500;
    SQLite::Statement select(database, "SELECT type, name, sql FROM main.sqlite_schema");
    std::vector<SchemaObject> objects;
    while (select.executeStep()) {
        if (objects.size() == kMostObjects) {
            throw damage("it has more tables than any run store");
        }
        objects.push_back({textAt(select, 0), textAt(select, 1), normalized(textAt(select, 2))});
    }
    return objects;
}

using Objects = std::map<std::string, SchemaObject>;

/// The schema of a store of that version, by object name.
Objects makeOurObjects(std::int64_t version) {
    SQLite::Database ours(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(ours, schemaSteps().first(static_cast<std::size_t>(version)));
    Objects byName;
    for (SchemaObject& object : objectsOf(ours)) {
        const std::string name = object.name;
        byName.emplace(name, std::move(object));
    }
    return byName;
}

/// As makeOurObjects, but caches the schema of the current version, which nearly all stores have.
Objects ourObjects(std::int64_t version) {
    static const Objects current = makeOurObjects(schemaVersion());
    return version == schemaVersion() ? current : makeOurObjects(version);
}

/// Whether SQLite creates the object itself.
bool isInternal(const SchemaObject& object) {
    return object.type == "index"
               ? object.name.starts_with("sqlite_autoindex_") && object.sql.empty()
               : object.sql == "create table sqlite_sequence(name,seq)" ||
                     object.sql == "create table sqlite_stat1(tbl,idx,stat)";
}

/// Also checks the SQL, because the type column of a hostile file may hold anything.
bool isTable(const SchemaObject& object) {
    return object.type == "table" && object.sql.starts_with("create table ");
}

bool isIndex(const SchemaObject& object) {
    return object.type == "index" && (object.sql.starts_with("create index ") ||
                                      object.sql.starts_with("create unique index "));
}

bool hasGeneratedColumns(const SQLite::Database& database, const std::string& table) {
    SQLite::Statement select(database, "SELECT 1 FROM pragma_table_xinfo(?) WHERE hidden <> 0");
    select.bind(1, table);
    return select.executeStep();
}

bool isPlainTable(const SQLite::Database& database, const SchemaObject& object) {
    return isTable(object) && !hasGeneratedColumns(database, object.name);
}

bool isPlainInNewer(const SQLite::Database& database, const SchemaObject& object) {
    return isIndex(object) || isPlainTable(database, object);
}

std::string named(const SchemaObject& object) {
    return "the " + oneLine(object.type, 20) + " '" + oneLine(object.name, 60) + "'";
}

} // namespace

std::optional<std::string> foreignObject(const SQLite::Database& database, std::int64_t version) {
    const bool known = version <= schemaVersion();
    const auto ours = ourObjects(std::min(version, schemaVersion()));
    for (const SchemaObject& object : objectsOf(database)) {
        if (isInternal(object)) {
            continue;
        }
        const auto expected = ours.find(object.name);
        const bool same = expected != ours.end() && expected->second.type == object.type &&
                          expected->second.sql == object.sql;
        if (!same && (known || !isPlainInNewer(database, object))) {
            return named(object);
        }
    }
    return std::nullopt;
}

void requirePlain(const SQLite::Database& database, std::int64_t version) {
    if (version == 0) {
        return; // an empty file
    }
    if (const auto object = foreignObject(database, version)) {
        throw damage("its schema has an object that no run store has: " + *object);
    }
}

void hideUnsafeTables(SQLite::Database& database) {
    database.exec("PRAGMA temp_store = MEMORY");
    SQLite::Database ours(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(ours);
    for (const SchemaObject& object : objectsOf(database)) {
        if (isInternal(object) || isIndex(object) || isPlainTable(database, object)) {
            continue;
        }
        SQLite::Statement columns(
            ours, "SELECT group_concat(c.name) FROM sqlite_schema t, pragma_table_info(t.name) c"
                  " WHERE t.type = 'table' AND lower(t.name) = lower(?) GROUP BY t.name");
        columns.bind(1, object.name);
        if (columns.executeStep()) {
            database.exec("CREATE TEMP TABLE \"" + object.name + "\" (" + textAt(columns, 0) + ")");
        }
    }
}

} // namespace asge
