// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostile_history.h"

#include <string>

namespace asge::test {
namespace {

using Cases = std::vector<HostileCase>;

void addHistory(Cases& cases) {
    const auto add = [&](const char* name, const char* sql) {
        cases.push_back({name, Harm::run, sql});
    };
    const std::string parent = "INSERT INTO lineage SELECT 1, uid, 'good', 1, 1, '[]' FROM run"
                               " WHERE id = 2;";
    const auto past = [&](const char* name, const char* sql) {
        cases.push_back({name, Harm::run, parent + sql});
    };
    add("its own parent", "INSERT INTO lineage SELECT 1, uid, 'me', 1, 1, '[]' FROM run"
                          " WHERE id = 1");
    add("its child's child", "INSERT INTO lineage SELECT 1, uid, 'child', 1, 1, '[]' FROM run"
                             " WHERE id = 3");
    past("branch of epoch -1", "UPDATE lineage SET epoch = -1 WHERE run = 1");
    past("branch of epoch 2e9", "UPDATE lineage SET epoch = 2000000000 WHERE run = 1");
    past("branch of epoch 2^40", "UPDATE lineage SET epoch = 1099511627776 WHERE run = 1");
    past("branch of step -1", "UPDATE lineage SET step = -1 WHERE run = 1");
    past("branch of step 2^62", "UPDATE lineage SET step = 4611686018427387904 WHERE run = 1");
    past("changes truncated", "UPDATE lineage SET changes = '[' WHERE run = 1");
    past("changes that are a number", "UPDATE lineage SET changes = '7' WHERE run = 1");
    past("changes of numbers", "UPDATE lineage SET changes = '[[1, 2, 3]]' WHERE run = 1");
    past("changes too short", "UPDATE lineage SET changes = '[[\"a\"]]' WHERE run = 1");
    past("changes nested deeply",
         "UPDATE lineage SET changes = replace(hex(zeroblob(50000)), '0', '[')"
         " WHERE run = 1");
    past("40,000 changes", "UPDATE lineage SET changes = '[' || substr(replace("
                           "hex(zeroblob(40000)), '00', ',[\"a\",\"b\",\"c\"]'), 2) || ']'"
                           " WHERE run = 1");
    past("changes with escapes", "UPDATE lineage SET changes = '[[\"a\\u001b[2J\",\"\",\"\"]]'"
                                 " WHERE run = 1");
    past("changes not UTF-8", "UPDATE lineage SET changes = CAST(x'5b5b22ff22' AS TEXT)"
                              " WHERE run = 1");
    past("parent's name with escapes", "UPDATE lineage SET parent_name = char(27) || '[31m'"
                                       " WHERE run = 1");
    past("parent's uid with escapes", "UPDATE lineage SET parent_uid = char(27) || '[31m'"
                                      " WHERE run = 1");
    add("segment of step 0", "UPDATE segment SET first_step = 0 WHERE run = 1");
    add("segment of step -5", "UPDATE segment SET first_step = -5 WHERE run = 1");
    add("segment's start is not a time", "UPDATE segment SET started = 'x' WHERE run = 1");
    add("segment's device with escapes", "UPDATE segment SET device = char(27) || ']0;x'"
                                         " WHERE run = 1");
    add("segment's software with a newline", "UPDATE segment SET software = 'a' || char(10) || 'b'"
                                             " WHERE run = 1");
    add("intervention at step -1", "UPDATE intervention SET step = -1 WHERE run = 1");
    add("intervention at 1e300", "UPDATE intervention SET seconds = 1e300 WHERE run = 1");
    add("intervention on layer 2^40", "UPDATE intervention SET layer = 1 << 40 WHERE run = 1");
    add("intervention on layer -1", "UPDATE intervention SET layer = -1 WHERE run = 1");
    add("intervention in epoch -1", "UPDATE intervention SET epoch = -1 WHERE run = 1");
    add("intervention with a text as value", "UPDATE intervention SET value = 'x' WHERE run = 1");
    add("intervention by an escape",
        "UPDATE intervention SET source = char(27) || 'c' WHERE run = 1");
    add("intervention at no time", "UPDATE intervention SET time = 'yesterday' WHERE run = 1");
    add("intervention with escapes",
        "UPDATE intervention SET kind = char(27) || 'c' WHERE run = 1");
    add("intervention of 2 MB", "UPDATE intervention SET text = hex(zeroblob(1000000))"
                                " WHERE run = 1");
    add("200,000 interventions",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
        " INSERT INTO intervention (run, step, seconds, kind, text)"
        " SELECT 1, 1, 0.5, 'pause', '' FROM n");
    add("checkpoint at step -1",
        "UPDATE checkpoint SET step = -1 WHERE run = 1 AND step = 20;"
        "UPDATE checkpoint_part SET step = -1 WHERE run = 1 AND step = 20");
    add("checkpoint of epoch -1", "UPDATE checkpoint SET epoch = -1 WHERE run = 1");
    add("checkpoint of epoch 2e9", "UPDATE checkpoint SET epoch = 2000000000 WHERE run = 1");
    add("checkpoint of size -1", "UPDATE checkpoint SET size = -1 WHERE run = 1");
    add("checkpoint of size 2^62",
        "UPDATE checkpoint SET size = 4611686018427387904 WHERE run = 1");
    add("checkpoint truncated",
        "UPDATE checkpoint_part SET bytes = substr(bytes, 2) WHERE run = 1");
    add("checkpoint of other bytes", "UPDATE checkpoint_part SET bytes = zeroblob(length(bytes))"
                                     " WHERE run = 1");
    add("checkpoint of another digest", "UPDATE checkpoint SET sha256 = 'abc' WHERE run = 1");
    add("checkpoint's digest with escapes",
        "UPDATE checkpoint SET sha256 = char(27) WHERE run = 1");
    add("checkpoint without parts", "DELETE FROM checkpoint_part WHERE run = 1");
    add("checkpoint of 100 MB", "WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i + 1 FROM n"
                                " WHERE i < 109) INSERT INTO checkpoint_part SELECT run, step, i,"
                                " zeroblob(1000000) FROM checkpoint, n WHERE run = 1");
}

} // namespace

std::vector<HostileCase> hostileHistory() {
    Cases cases;
    addHistory(cases);
    return cases;
}

} // namespace asge::test
