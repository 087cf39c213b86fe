// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostile_values.h"

#include <string>

namespace asge::test {
namespace {

using Cases = std::vector<HostileCase>;

void addNumbers(Cases& cases) {
    const auto add = [&](const char* name, const char* sql) {
        cases.push_back({name, Harm::run, sql});
    };
    add("last epoch 2^31 - 1", "UPDATE run SET last_epoch = 2147483647 WHERE id = 1");
    add("last epoch 2^31", "UPDATE run SET last_epoch = 2147483648 WHERE id = 1");
    add("last epoch -1", "UPDATE run SET last_epoch = -1 WHERE id = 1");
    add("last epoch does not exist", "UPDATE run SET last_epoch = 7 WHERE id = 1");
    add("last epoch is the first", "UPDATE run SET last_epoch = 1 WHERE id = 1");
    add("best epoch 2^31 - 1", "UPDATE run SET best_epoch = 2147483647 WHERE id = 1");
    add("best epoch -5", "UPDATE run SET best_epoch = -5 WHERE id = 1");
    add("planned epochs 2e9", "UPDATE run SET epochs = 2000000000 WHERE id = 1");
    add("planned epochs -1", "UPDATE run SET epochs = -1 WHERE id = 1");
    add("planned epochs 2^40", "UPDATE run SET epochs = 1099511627776 WHERE id = 1");
    add("parameters 2^63 - 1", "UPDATE run SET parameters = 9223372036854775807 WHERE id = 1");
    add("no epochs planned", "UPDATE run SET epochs = 0 WHERE id = 1");
    add("archived is 2", "UPDATE run SET archived = 2 WHERE id = 1");
    add("a layer that pools 2^31 - 1 times", "UPDATE layer SET pools = 2147483647 WHERE run = 1");
    add("a step of -2^63",
        "UPDATE step SET step = -9223372036854775808 WHERE run = 1 AND step = 1");
    add("a step without scores", "UPDATE step SET scores = x'' WHERE run = 1 AND step = 3");
    add("an epoch at step 0", "UPDATE epoch SET step = 0 WHERE run = 1 AND epoch = 1");
    add("an infinite learning rate",
        "UPDATE epoch_value SET value = 9e999 WHERE run = 1 AND metric = 3");
    add("a negative loss", "UPDATE epoch_value SET value = CAST(x'000000000000f8bf' ||"
                           " substr(value, 9) AS BLOB) WHERE run = 1 AND epoch = 2 AND metric = 2");
    add("an epoch's seconds are text", "UPDATE epoch SET seconds = 'abc' WHERE run = 1");
    add("accuracy is text", "UPDATE epoch_value SET value = 'evil' WHERE run = 1 AND metric = 1"
                            " AND part = 0");
    add("losses of 4 bytes",
        "UPDATE epoch_value SET value = x'626c6f62' WHERE run = 1 AND metric = 2");
    add("images per second is text", "UPDATE run SET images_per_second = 'fast' WHERE id = 1");
    add("a step's seconds are text", "UPDATE step SET seconds = 'abc' WHERE run = 1 AND step = 2");
    add("an intervention's seconds are text",
        "UPDATE intervention SET seconds = 'x' WHERE run = 1");
    add("a checkpoint's best flag is 2", "UPDATE checkpoint SET best = 2 WHERE run = 1");
    add("a checkpoint's part number -1",
        "UPDATE checkpoint_part SET part = -1 WHERE run = 1 AND step = 20");
    add("a data digest that is JSON", "UPDATE run_data SET sha256 = '{}' WHERE run = 1");
    add("an experiment without layers", "UPDATE run SET experiment = '{}' WHERE id = 1");
    add("changes that are not a list", "UPDATE lineage SET changes = '{}' WHERE run = 3");
    add("parameters -1", "UPDATE run SET parameters = -1 WHERE id = 1");
    add("images per second -1", "UPDATE run SET images_per_second = -1.0 WHERE id = 1");
    add("epoch 2e9", "UPDATE epoch SET epoch = 2000000000 WHERE run = 1 AND epoch = 2;"
                     "UPDATE epoch_value SET epoch = 2000000000 WHERE run = 1 AND epoch = 2;"
                     "UPDATE snapshot SET epoch = 2000000000 WHERE run = 1 AND epoch = 2;"
                     "UPDATE layer_maps SET epoch = 2000000000 WHERE run = 1 AND epoch = 2;"
                     "UPDATE channel_stats SET epoch = 2000000000 WHERE run = 1 AND epoch = 2;"
                     "UPDATE run SET last_epoch = 2000000000 WHERE id = 1");
    add("epoch 100001", "INSERT INTO epoch SELECT run, 100001, step, seconds, best_layer"
                        " FROM epoch WHERE run = 1 AND epoch = 2");
    add("epoch 0", "UPDATE epoch SET epoch = 0 WHERE run = 1 AND epoch = 1;"
                   "UPDATE epoch_value SET epoch = 0 WHERE run = 1 AND epoch = 1");
    add("epoch -3", "UPDATE epoch SET epoch = -3 WHERE run = 1 AND epoch = 1");
    add("an epoch's step -1", "UPDATE epoch SET step = -1 WHERE run = 1 AND epoch = 1");
    add("an epoch's step 2^62", "UPDATE epoch SET step = 4611686018427387904 WHERE run = 1");
    add("epochs go backwards", "UPDATE epoch SET step = 1000 WHERE run = 1 AND epoch = 1");
    add("best layer 99", "UPDATE epoch SET best_layer = 99 WHERE run = 1");
    add("best layer -1", "UPDATE epoch SET best_layer = -1 WHERE run = 1");
    add("best layer 2^40", "UPDATE epoch SET best_layer = 1099511627776 WHERE run = 1");
    const auto addPredictions = [&](const char* name, const std::string& value) {
        cases.push_back({name, Harm::run,
                         "UPDATE epoch_value SET value = " + value +
                             " WHERE run = 1 AND metric = 1 AND part = 0"});
    };
    addPredictions("accuracy 2", "CAST(x'0000000000000040' || substr(value, 9) AS BLOB)");
    addPredictions("accuracy -1", "CAST(substr(value, 1, 8) || x'000000000000f0bf' ||"
                                  " substr(value, 17) AS BLOB)");
    addPredictions("accuracy 1e308", "CAST(substr(value, 1, 16) || x'a0c8eb85f3cce17f' AS BLOB)");
    addPredictions("accuracy infinite",
                   "CAST(substr(value, 1, 16) || x'000000000000f07f' AS BLOB)");
    addPredictions("two predictions", "substr(value, 1, 16)");
    addPredictions("half a prediction", "substr(value, 1, 12)");
    addPredictions("no predictions", "x''");
    addPredictions("predictions are a number", "0.5");
    addPredictions("predictions are NULL", "NULL");
    add("top-5 accuracy 2",
        "INSERT INTO epoch_value SELECT run, epoch, split, 7, part,"
        " CAST(x'0000000000000040' || substr(value, 9) AS BLOB) FROM epoch_value"
        " WHERE run = 1 AND metric = 1 AND part = 0");
    add("top-5 accuracy of one prediction",
        "INSERT INTO epoch_value VALUES (1, 2, 3, 7, 0, x'000000000000e03f')");
    add("top-5 accuracy of one layer",
        "INSERT INTO epoch_value VALUES (1, 2, 3, 7, 2, x'000000000000e03f')");
    add("a negative gradient norm", "INSERT INTO metric VALUES (50, 'gradient_norm');"
                                    "INSERT INTO epoch_value VALUES (1, 2, 1, 50, 2,"
                                    " x'000000000000e03f000000000000f0bf')");
    add("an epoch's time 1e300", "UPDATE epoch SET seconds = 1e300 WHERE run = 1");
    add("an epoch's time -5", "UPDATE epoch SET seconds = -5.0 WHERE run = 1");
    add("an epoch's time infinite", "UPDATE epoch SET seconds = 9e999 WHERE run = 1");
    add("learning rate -1", "UPDATE epoch_value SET value = -1.0 WHERE run = 1 AND metric = 3");
    add("an epoch's images per second -1",
        "UPDATE epoch_value SET value = -1.0 WHERE run = 1 AND metric = 4");
    add("probe share 1e9", "UPDATE epoch_value SET value = 1e9 WHERE run = 1 AND metric = 5");
    add("wait share -1", "UPDATE epoch_value SET value = -1.0 WHERE run = 1 AND metric = 6");
    add("a learning rate is text",
        "UPDATE epoch_value SET value = 'x' WHERE run = 1 AND metric = 3");
    add("a layer's accuracy 7",
        "UPDATE epoch_value SET value = CAST(x'0000000000001c40' || substr(value, 9) AS BLOB)"
        " WHERE run = 1 AND metric = 1 AND part = 2");
    add("too few scores", "UPDATE epoch_value SET value = substr(value, 1, 8)"
                          " WHERE run = 1 AND part = 2 AND epoch = 1");
    add("a thousand scores", "UPDATE epoch_value SET value = zeroblob(8000)"
                             " WHERE run = 1 AND part = 2 AND epoch = 2");
    add("scores of 64 MB",
        "UPDATE epoch_value SET value = zeroblob(67108864)"
        " WHERE run = 1 AND part = 2 AND epoch = 2 AND split = 1 AND metric = 1");
    add("losses without accuracies",
        "DELETE FROM epoch_value WHERE run = 1 AND part = 2 AND metric = 1");
    add("scores without their epoch",
        "INSERT INTO epoch_value VALUES (1, 9, 3, 1, 2, zeroblob(16))");
    add("scores of an unknown split",
        "UPDATE epoch_value SET split = 9 WHERE run = 1 AND split = 3");
    add("scores of an unknown part", "UPDATE epoch_value SET part = 7 WHERE run = 1 AND part = 2");
    add("scores of an unknown metric",
        "UPDATE epoch_value SET metric = 12345 WHERE run = 1 AND metric = 1");
    cases.push_back({"metrics of a newer program", Harm::none,
                     "INSERT INTO metric VALUES (99, 'unheard_of'), (-7, 'nor_this');"
                     "INSERT INTO epoch_value VALUES (1, 2, 3, 99, 2, 'anything'),"
                     " (1, 2, 0, -7, 1, 1e300), (1, 1, 1, 99, 0, zeroblob(1000))"});
    cases.push_back({"values of places that their metrics do not have", Harm::none,
                     "INSERT INTO epoch_value VALUES (1, 2, 1, 3, 1, 1e300),"
                     " (1, 2, 0, 1, 1, 7.0), (1, 2, 3, 2, 0, 'x')"});
    cases.push_back({"100,000 metrics", Harm::none,
                     "INSERT INTO metric WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1"
                     " FROM n WHERE i < 100100) SELECT i, 'm' || i FROM n"});
    cases.push_back({"a metric whose key has escapes", Harm::any,
                     "INSERT INTO metric VALUES (99, char(27) || '[2J');"
                     "INSERT INTO epoch_value VALUES (1, 2, 3, 99, 2, x'00')"});
}

void addSteps(Cases& cases) {
    const auto add = [&](const char* name, const char* sql) {
        cases.push_back({name, Harm::run, sql});
    };
    add("step 0", "UPDATE step SET step = 0 WHERE run = 1 AND step = 1");
    add("step -7", "UPDATE step SET step = -7 WHERE run = 1 AND step = 1");
    add("step 2^62", "UPDATE step SET step = 4611686018427387904 WHERE run = 1 AND step = 2");
    add("step 2^63 - 1", "UPDATE step SET step = 9223372036854775807 WHERE run = 1 AND step = 2");
    add("a step's epoch 2e9", "UPDATE step SET epoch = 2000000000 WHERE run = 1");
    add("a step's epoch 0", "UPDATE step SET epoch = 0 WHERE run = 1");
    add("a step's epoch 2^40", "UPDATE step SET epoch = 1099511627776 WHERE run = 1");
    add("steps' epochs go backwards", "UPDATE step SET epoch = 9 WHERE run = 1 AND step = 1");
    add("a step's time 1e300", "UPDATE step SET seconds = 1e300 WHERE run = 1");
    add("a step's time -1", "UPDATE step SET seconds = -1.0 WHERE run = 1");
    add("a step's scores truncated", "UPDATE step SET scores = substr(scores, 1, 9) WHERE run = 1");
    add("a step's scores of one layer", "UPDATE step SET scores = substr(scores, 1, 16)"
                                        " WHERE run = 1 AND step = 1");
    add("a loss without an accuracy",
        "UPDATE step SET scores = substr(scores, 1, 8) WHERE run = 1");
    add("a step's scores of 4096 layers", "UPDATE step SET scores = zeroblob(65536) WHERE run = 1");
    add("a step's scores 64 MB", "UPDATE step SET scores = zeroblob(67108864) WHERE run = 1"
                                 " AND step = 1");
    add("a step's accuracy 2", "UPDATE step SET scores = CAST(x'00000000000000000000000000000040'"
                               " || substr(scores, 17) AS BLOB) WHERE run = 1");
    cases.push_back({"losses that are NaN", Harm::none,
                     "UPDATE step SET scores = CAST(x'000000000000f87f' || substr(scores, 9)"
                     " AS BLOB) WHERE run = 1; UPDATE epoch_value SET value ="
                     " CAST(x'000000000000f87f' || substr(value, 9) AS BLOB)"
                     " WHERE run = 1 AND metric = 2"});
    cases.push_back({"no steps", Harm::none, "DELETE FROM step WHERE run = 1"});
}

} // namespace

std::vector<HostileCase> hostileValues() {
    Cases cases;
    addNumbers(cases);
    addSteps(cases);
    return cases;
}

} // namespace asge::test
