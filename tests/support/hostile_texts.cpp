// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostile_texts.h"

#include <string>
#include <utility>

namespace asge::test {
namespace {

using Cases = std::vector<HostileCase>;

void addTexts(Cases& cases) {
    // Values that no text of one line may have.
    const std::pair<const char*, const char*> kBad[] = {
        {" with escapes", "char(27) || '[2J' || char(7)"},
        {" with a newline", "'a' || char(10) || 'b'"},
        {" not UTF-8", "CAST(x'61ff62' AS TEXT)"},
        {" with NUL", "CAST(x'610062' AS TEXT)"},
        {" of 4 MB", "hex(zeroblob(2000000))"},
        {" with a right-to-left override", "'a' || char(8238) || 'b'"},
    };
    for (const char* column : {"name", "uid", "created", "method", "data_name", "network_layers",
                               "device", "software", "color", "status"}) {
        for (const auto& [how, value] : kBad) {
            cases.push_back(
                {std::string(column) + how, Harm::run,
                 std::string("UPDATE run SET ") + column + " = " + value + " WHERE id = 1"});
        }
    }
    for (const auto& [how, value] : kBad) {
        cases.push_back({std::string("tag") + how, Harm::run,
                         std::string("INSERT INTO run_tag VALUES (1, ") + value + ")"});
        cases.push_back({std::string("data digest") + how, Harm::run,
                         std::string("INSERT OR REPLACE INTO run_data VALUES (1, ") + value + ")"});
    }
    const auto add = [&](const char* name, const char* sql, Harm harm = Harm::run) {
        cases.push_back({name, harm, sql});
    };
    add("no name", "UPDATE run SET name = '' WHERE id = 1");
    add("a blank name", "UPDATE run SET name = '  ' WHERE id = 1");
    add("a name with HTML", "UPDATE run SET name = 'x <img src=\"/a/fifo\">' WHERE id = 1",
        Harm::none);
    add("notes with HTML", "UPDATE run SET notes = '<b>x</b><img src=\"file:///a\">' WHERE id = 1",
        Harm::none);
    add("a tag with a blank", "INSERT INTO run_tag VALUES (1, 'a b')");
    add("an empty tag", "INSERT INTO run_tag VALUES (1, '')");
    add("2,000 tags", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
                      " i < 2000) INSERT INTO run_tag SELECT 1, 't' || i FROM n");
    add("notes of 4 MB", "UPDATE run SET notes = hex(zeroblob(2000000)) WHERE id = 1");
    add("a reason of 4 MB", "UPDATE run SET reason = hex(zeroblob(2000000)) WHERE id = 1");
    add("notes with escapes", "UPDATE run SET notes = char(27) || '[2J' WHERE id = 1", Harm::none);
    add("a colour by its name", "UPDATE run SET color = 'red' WHERE id = 1");
    add("a colour that is not hexadecimal", "UPDATE run SET color = '#gggggg' WHERE id = 1");
    add("a uid in capitals", "UPDATE run SET uid = upper(uid) WHERE id = 1");
    add("a short uid", "UPDATE run SET uid = 'abc' WHERE id = 1");
    add("no status", "UPDATE run SET status = '' WHERE id = 1");
    add("a time without its zone", "UPDATE run SET created = '2026-01-01T00:00:00' WHERE id = 1");
    add("an experiment that isn't JSON", "UPDATE run SET experiment = 'x' WHERE id = 1");
    add("no experiment", "UPDATE run SET experiment = '' WHERE id = 1");
    add("an experiment that is a list", "UPDATE run SET experiment = '[]' WHERE id = 1");
    add("an experiment nested deeply",
        "UPDATE run SET experiment = replace(hex(zeroblob(50000)), '0', '[') WHERE id = 1");
    add("an experiment of nested objects",
        "UPDATE run SET experiment = replace(hex(zeroblob(20000)),"
        " '0', '{\"a\":') WHERE id = 1");
    add("an experiment of 4 MB", "UPDATE run SET experiment = '{\"a\":\"' || hex(zeroblob(2000000))"
                                 " || '\"}' WHERE id = 1");
    add("an experiment of many keys",
        "UPDATE run SET experiment = (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
        " FROM n WHERE i < 5000) SELECT '{' || group_concat('\"k' || i || '\": 1') || '}' FROM n)"
        " WHERE id = 1");
    add("an experiment of other layers",
        "UPDATE run SET experiment = json_set(experiment, '$.network.layers', '7 9M 11 13')"
        " WHERE id = 1");
    add("an experiment without layers",
        "UPDATE run SET experiment = json_set(experiment, '$.network.layers', 'x') WHERE id = 1");
    add("an experiment of -5 epochs",
        "UPDATE run SET experiment = json_set(experiment, '$.train.epochs', -5) WHERE id = 1");
    add("an experiment of 2e9 threads",
        "UPDATE run SET experiment = json_set(experiment, '$.threads', 2000000000) WHERE id = 1");
    add("an experiment whose batch is a word",
        "UPDATE run SET experiment = json_set(experiment, '$.train.batch', 'x') WHERE id = 1");
    add("run 0", "UPDATE run SET id = 0 WHERE id = 1");
    add("run -1", "UPDATE run SET id = -1 WHERE id = 1");
    add("run 2^63 - 1", "UPDATE run SET id = 9223372036854775807 WHERE id = 1", Harm::any);
    add("in the bin since -2^63", "UPDATE run SET deleted = -9223372036854775807 WHERE id = 1",
        Harm::any);
    add("a heartbeat in 2040",
        "UPDATE run SET status = 'running', heartbeat = 2208988800,"
        " owner = 'x' WHERE id = 1",
        Harm::any);
}

} // namespace

std::vector<HostileCase> hostileTexts() {
    Cases cases;
    addTexts(cases);
    return cases;
}

} // namespace asge::test
