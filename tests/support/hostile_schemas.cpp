// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostile_schemas.h"
#include "tests/support/hostile_pages.h"

#include <string>

namespace asge::test {
namespace {

using Cases = std::vector<HostileCase>;

void addSchemas(Cases& cases) {
    const auto add = [&](const std::string& name, const std::string& sql, Harm harm = Harm::store) {
        cases.push_back({name, harm, sql});
    };
    const std::string endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";
    for (const char* event : {"INSERT", "UPDATE", "DELETE"}) {
        add(std::string("trigger after ") + event,
            std::string("CREATE TRIGGER boo AFTER ") + event +
                " ON run BEGIN UPDATE run SET name = 'taken'; END");
    }
    add("trigger of a tag",
        "CREATE TRIGGER boo BEFORE INSERT ON run_tag BEGIN DELETE FROM run; END");
    add("endless trigger", "CREATE TRIGGER boo AFTER UPDATE ON run BEGIN INSERT INTO run_tag " +
                               endless + " SELECT 1, i FROM n; END");
    for (const char* table :
         {"run", "epoch", "step", "layer", "epoch_value", "metric", "lineage", "run_tag", "segment",
          "checkpoint", "snapshot", "class_name", "run_data", "queue"}) {
        add(std::string("view in place of ") + table,
            std::string("ALTER TABLE ") + table + " RENAME TO hidden; CREATE VIEW " + table +
                " AS SELECT hidden.* FROM hidden, (" + endless + " SELECT i FROM n)");
    }
    add("an extra view", "CREATE VIEW mine AS " + endless + " SELECT i FROM n");
    add("an extra table", "CREATE TABLE mine (x)");
    add("a generated column",
        "ALTER TABLE run ADD COLUMN mine TEXT GENERATED ALWAYS AS (hex(zeroblob(100000))) VIRTUAL");
    add("an extra column", "ALTER TABLE run ADD COLUMN mine TEXT");
    add("an extra column with a default", "ALTER TABLE layer ADD COLUMN mine TEXT DEFAULT 'x'");
    add("an extra index", "CREATE INDEX mine ON run (name)");
    add("an index of an expression", "CREATE INDEX mine ON run (hex(zeroblob(length(name))))");
    add("a partial index", "CREATE INDEX mine ON run (name) WHERE length(name) > 3");
    add("an index with another collation", "CREATE INDEX mine ON run (name COLLATE NOCASE)");
    add("an index missing", "DROP INDEX run_live", Harm::none);
    add("a full-text table", "CREATE VIRTUAL TABLE mine USING fts5(x)");
    add("a full-text table in place of run_data",
        "DROP TABLE run_data; CREATE VIRTUAL TABLE run_data USING fts5(run, sha256)");
    add("an R-tree in place of run_tag",
        "DROP TABLE run_tag; CREATE VIRTUAL TABLE run_tag USING rtree(run, tag, x)");
    add("a table missing", "DROP TABLE intervention", Harm::any);
    add("statistics", "ANALYZE; UPDATE sqlite_stat1 SET stat = '1000000000 1 1 1 1'", Harm::none);
    add("statistics that are text",
        "ANALYZE; UPDATE sqlite_stat1 SET stat = 'x' || hex(zeroblob(9000))", Harm::any);
    add("no sequence", "DELETE FROM sqlite_sequence", Harm::any);
    add("a sequence that is text", "UPDATE sqlite_sequence SET seq = 'x'", Harm::any);
    add("a sequence at 2^63 - 1", "UPDATE sqlite_sequence SET seq = 9223372036854775807",
        Harm::any);
    const auto rewrite = [&](const std::string& name, const std::string& table,
                             const std::string& from, const std::string& to,
                             Harm harm = Harm::store) {
        add(name,
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '" + from +
                "', '" + to + "') WHERE name = '" + table + "'",
            harm);
    };
    rewrite("another collation", "run", "uid TEXT", "uid TEXT COLLATE NOCASE");
    rewrite("an unknown collation", "run", "name TEXT NOT NULL",
            "name TEXT NOT NULL COLLATE nothing");
    rewrite("an expensive CHECK", "run", "name TEXT NOT NULL",
            "name TEXT NOT NULL CHECK (length(hex(zeroblob(100000000))) > 1)");
    rewrite("a computed default", "run", "notes TEXT NOT NULL DEFAULT ''''",
            "notes TEXT NOT NULL DEFAULT (hex(randomblob(100000000)))");
    rewrite("a column behind a comment", "run", "color TEXT NOT NULL DEFAULT ''''",
            "color TEXT NOT NULL DEFAULT ''/*'', mine TEXT AS (hex(name)), x TEXT DEFAULT ''*/''");
    rewrite("another comment", "run", "-- never used again", "-- kept", Harm::none);
    rewrite("more blanks", "layer", "channels INTEGER", "channels   INTEGER", Harm::none);
    rewrite("invalid SQL", "run", "CREATE TABLE", "CREATE TABEL");
    add("a table that is a view by its SQL",
        "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('table', 'mine', 'mine', 0,"
        " 'CREATE VIEW mine AS SELECT 1')");
    add("two tables with one root page",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM"
        " sqlite_schema WHERE name = 'run') WHERE name = 'lineage'",
        Harm::any);
    add("a table beyond the end of the file",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 100000 WHERE name = "
        "'step'",
        Harm::any);
    add("a table on page 1",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'segment'",
        Harm::any);
    add("a newer store with a trigger",
        "PRAGMA user_version = 99; CREATE TRIGGER boo AFTER UPDATE ON run BEGIN SELECT 1; END");
    add("a newer store with a view", "PRAGMA user_version = 99; CREATE VIEW mine AS SELECT 1");
    add("a newer store with a generated column",
        "PRAGMA user_version = 99; ALTER TABLE run ADD COLUMN mine TEXT AS (hex(name))");
    add("a newer store",
        "PRAGMA user_version = 99; ALTER TABLE run ADD COLUMN mine TEXT;"
        " CREATE TABLE others (x)",
        Harm::any);
    add("a store that claims version 1", "PRAGMA user_version = 1");
    add("a store of version -1", "PRAGMA user_version = -1", Harm::any);
    add("a store of version 2^31 - 1", "PRAGMA user_version = 2147483647", Harm::any);
    add("another program's application id", "PRAGMA application_id = 7", Harm::any);
}

void addFiles(Cases& cases) {
    for (const char* table : {"run", "lineage", "probe_images", "layer_maps", "channel_stats",
                              "checkpoint_part", "intervention", "run_data", "queue"}) {
        cases.push_back(
            {std::string("an endless table: ") + table, Harm::any, {}, [table](const auto& file) {
                 makeEndless(file, table);
             }});
    }
    cases.push_back({"an endless schema", Harm::any, {}, [](const auto& file) {
                         makeEndless(file, "sqlite_schema");
                     }});
    for (const double part : {0.9, 0.5, 0.1}) {
        cases.push_back(
            {"a file cut to " + std::to_string(part), Harm::any, {}, [part](const auto& file) {
                 cutFile(file, part);
             }});
    }
    cases.push_back(
        {"a file with a sparse gigabyte at its end", Harm::any, {}, [](const auto& file) {
             addHole(file);
         }});
}

} // namespace

std::vector<HostileCase> hostileSchemas() {
    Cases cases;
    addSchemas(cases);
    addFiles(cases);
    return cases;
}

} // namespace asge::test
