// SPDX-License-Identifier: GPL-3.0-or-later

// Hostile text in a store, a data folder or the environment must not reach a terminal as a command.
// Every text column of every table is filled with such text, and every command is run.
#include "core/base/text.h"
#include "tests/e2e/asge_fixture.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace asge {
namespace {

using test::Ended;
using test::execute;
using test::json;

/// Sets a title, clears the screen, reverses the writing direction, breaks the line and hides text.
const char* const kHostile = "\x1b]0;pwned\x07\x1b[2J\x9b"
                             "31m\u009b"
                             "31m\u202e\u2066\u200b\u2028"
                             "\n\rasge: forged\x7f\x08<img src=\"/dev/zero\">";

std::string quoted(const std::string& text) {
    std::string sql = "'";
    for (const char c : text) {
        sql += c == '\'' ? "''" : std::string(1, c);
    }
    return sql + "'";
}

/// The first rows of a result, with cells joined by '|'.
std::vector<std::string> rowsOf(const std::string& file, const std::string& sql) {
    sqlite3* raw = nullptr;
    sqlite3_open(file.c_str(), &raw);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> store(raw, sqlite3_close);
    std::vector<std::string> rows;
    sqlite3_exec(
        store.get(), sql.c_str(),
        [](void* all, int columns, char** values, char**) {
            std::string row;
            for (int i = 0; i < columns; ++i) {
                row += (i == 0 ? "" : "|") + std::string(values[i] == nullptr ? "" : values[i]);
            }
            static_cast<std::vector<std::string>*>(all)->push_back(row);
            return 0;
        },
        &rows, nullptr);
    return rows;
}

/// "table|column" of every column that may hold text, so that new columns are tested automatically.
std::vector<std::string> textColumns(const std::string& file) {
    return rowsOf(file, "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c"
                        " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
                        " AND c.type IN ('TEXT', 'ANY')");
}

std::string statementFor(const std::string& column, const std::string& value) {
    const std::size_t bar = column.find('|');
    return "UPDATE OR IGNORE " + column.substr(0, bar) + " SET " + column.substr(bar + 1) + " = " +
           value + ";";
}

class Terminal : public test::AsgeFixture {
  protected:
    void SetUp() override {
        ASSERT_EQ(asge({"train", file(), "--name", "one", "--tag", "draft", "--json"}).status, 0);
        ASSERT_EQ(asge({"train", "--branch", "1@1", "--set", "train.epochs=4", "--json"}).status,
                  0);
        ASSERT_EQ(asge({"runs", "notes", "1", "a note"}).status, 0);
        execute(store(), "INSERT INTO intervention (run, step, kind, text) VALUES (1, 1, 'p', 't');"
                         "PRAGMA wal_checkpoint(TRUNCATE)");
        std::filesystem::copy_file(store(), sound());
    }

    std::string sound() const { return (folder_.path() / "sound.sqlite").string(); }
    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

    /// A copy of the store, changed by these statements.
    void change(const std::string& sql) const {
        for (const char* ending : {"", "-wal", "-shm"}) {
            std::filesystem::remove(store() + ending);
        }
        std::filesystem::copy_file(sound(), store());
        execute(store(), ("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;" + sql +
                          "PRAGMA wal_checkpoint(TRUNCATE)")
                             .c_str());
    }

    /// Checks that the output of a command is readable text.
    static void expectReadable(const Ended& ended, const std::string& what) {
        EXPECT_EQ(ended.signal, 0) << what;
        for (const std::string& text : {ended.out, ended.error}) {
            EXPECT_EQ(severalLines(text), text) << what;
        }
        EXPECT_THAT(ended.out + ended.error, Not(testing::HasSubstr("\nasge: forged"))) << what;
    }

    void expectReadable(const std::vector<std::vector<std::string>>& commands,
                        const std::string& what) const {
        for (const auto& words : commands) {
            std::string all = what + ":";
            for (const std::string& word : words) {
                all += " " + word;
            }
            expectReadable(asge(words), all);
        }
    }

    const std::vector<std::vector<std::string>> reading_{{"runs", "list"},
                                                         {"runs", "list", "--json"},
                                                         {"runs", "show", "1"},
                                                         {"runs", "show", "2"},
                                                         {"runs", "show", "2", "--json"},
                                                         {"runs", "notes", "1"},
                                                         {"runs", "notes", "1", "--json"},
                                                         {"runs", "check"},
                                                         {"runs", "check", "--json"}};
};

TEST_F(Terminal, NoColumnOfAStoreReachesItUncleaned) {
    const auto columns = textColumns(sound());
    ASSERT_GT(columns.size(), 15U);
    for (const std::string& column : columns) {
        change(statementFor(column, quoted(kHostile)));
        expectReadable(reading_, column);
    }
}

TEST_F(Terminal, NoTextInsideJsonReachesItUncleaned) {
    const std::string text = json(kHostile).dump(-1, ' ', false, json::error_handler_t::replace);
    change("UPDATE lineage SET changes = " + quoted("[[" + text + "," + text + "," + text + "]]") +
           ";");
    expectReadable(reading_, "lineage.changes");
    for (const char* path : {"$.data.name", "$.data.path", "$.device", "$.method"}) {
        change("UPDATE run SET experiment = json_set(experiment, '" + std::string(path) +
               "', json(" + quoted(text) + "));");
        expectReadable(reading_, path);
    }
}

TEST_F(Terminal, NoCommandPrintsHostileText) {
    std::string all;
    for (const std::string& column : textColumns(sound())) {
        // A column whose value is rejected would hide the others.
        if (column != "run|status" && column != "run|experiment") {
            all += statementFor(column, quoted(kHostile));
        }
    }
    const std::vector<std::vector<std::string>> commands{
        {"eval", "1"},
        {"eval", "1", "--json"},
        {"train", "--resume", "1"},
        {"train", "--branch", "1"},
        {"runs", "tag", "1", "+new"},
        {"runs", "tag", "1", "+new", "--json"},
        {"runs", "archive", "1"},
        {"runs", "delete", "1"},
        {"runs", "restore", "1"},
        {"runs", "export", "1", at("out.sqlite")},
        {"runs", "export", "1", at("out2.sqlite"), "--json"},
        {"runs", "tensorboard", "1", at("boards")},
        {"runs", "check", "--salvage", at("saved.sqlite")},
        {"runs", "check", "--salvage", at("saved2.sqlite"), "--json"},
        {"sweep", at("sweep.json"), "--table"},
        {"runs", "import", sound()},
    };
    change(all);
    expectReadable(commands, "all");
    // The other direction: a valid store imports the hostile one.
    change(all);
    std::filesystem::rename(store(), at("hostile.sqlite"));
    std::filesystem::copy_file(sound(), store());
    execute(at("hostile.sqlite"), "UPDATE run SET uid = lower(hex(randomblob(16)))");
    expectReadable({{"runs", "import", at("hostile.sqlite")},
                    {"runs", "import", at("hostile.sqlite"), "--json"},
                    {"runs", "list"}},
                   "import");
}

TEST_F(Terminal, NamesOfFilesAndClassesAreCleaned) {
    const std::string name = "a\x1b[2J\x9b\u202e\nasge: forged";
    const std::string folder = at(name);
    for (const std::string& part : {std::string("/train/"), std::string("/test/")}) {
        for (const std::string& kind : {name, std::string("b\x1b[31m")}) {
            std::filesystem::create_directories(folder + part + kind);
            std::ofstream(folder + part + kind + "/" + name + ".png") << "not a picture";
        }
    }
    std::ofstream(at(name + ".json")) << "{\"" << name << "\": 1}";
    std::ofstream(at(name + ".sqlite")) << "not a store, but text that is long enough to be read";
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"data", "verify", folder},
             {"data", "stats", folder},
             {"data", "stats", folder, "--json"},
             {"data", "browse", folder, "--output", at("sheet.png")},
             {"data", "verify", name},
             {"train", at(name + ".json")},
             {"bench", at(name + ".json")},
             {"sweep", at(name + ".json")},
             {"runs", "list", "--store", at(name)},
             {"runs", "list", "--store", at(name + ".sqlite")},
             {"runs", "import", at(name + ".sqlite")},
             {"runs", name},
             {"--" + name},
             {"runs", "tag", "1", "+" + name}}) {
        std::vector<std::string> command{ASGE_BINARY};
        command.insert(command.end(), words.begin(), words.end());
        expectReadable(test::run(command), words[0] + " " + words[1 % words.size()]);
    }
    std::vector<std::string> command{"/usr/bin/env", "ASGE_STORE=" + at(name), ASGE_BINARY, "runs",
                                     "list"};
    expectReadable(test::run(command), "ASGE_STORE");
}

} // namespace
} // namespace asge
