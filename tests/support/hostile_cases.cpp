// SPDX-License-Identifier: GPL-3.0-or-later

// The shaped cases. Each line is one thing that a file from others may hold.
#include "tests/support/hostile_pages.h"
#include "tests/support/hostile_stores.h"

#include <string>
#include <string_view>

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
    add("last epoch isn't there", "UPDATE run SET last_epoch = 7 WHERE id = 1");
    add("last epoch is the first", "UPDATE run SET last_epoch = 1 WHERE id = 1");
    add("best epoch 2^31 - 1", "UPDATE run SET best_epoch = 2147483647 WHERE id = 1");
    add("best epoch -5", "UPDATE run SET best_epoch = -5 WHERE id = 1");
    add("planned epochs 2e9", "UPDATE run SET epochs = 2000000000 WHERE id = 1");
    add("planned epochs -1", "UPDATE run SET epochs = -1 WHERE id = 1");
    add("planned epochs 2^40", "UPDATE run SET epochs = 1099511627776 WHERE id = 1");
    add("parameters 2^63 - 1", "UPDATE run SET parameters = 9223372036854775807 WHERE id = 1");
    add("no epochs planned", "UPDATE run SET epochs = 0 WHERE id = 1");
    add("archived twice", "UPDATE run SET archived = 2 WHERE id = 1");
    add("a layer that pools 2^31 - 1 times", "UPDATE layer SET pools = 2147483647 WHERE run = 1");
    add("a step of -2^63",
        "UPDATE step SET step = -9223372036854775808 WHERE run = 1 AND step = 1");
    add("a step without scores", "UPDATE step SET scores = x'' WHERE run = 1 AND step = 3");
    add("an epoch at step 0", "UPDATE epoch SET step = 0 WHERE run = 1 AND epoch = 1");
    add("a rate without an end",
        "UPDATE epoch_value SET value = 9e999 WHERE run = 1 AND metric = 3");
    add("a negative loss", "UPDATE epoch_value SET value = CAST(x'000000000000f8bf' ||"
                           " substr(value, 9) AS BLOB) WHERE run = 1 AND epoch = 2 AND metric = 2");
    add("seconds in words", "UPDATE epoch SET seconds = 'abc' WHERE run = 1");
    add("accuracy in words", "UPDATE epoch_value SET value = 'evil' WHERE run = 1 AND metric = 1"
                             " AND part = 0");
    add("loss as a blob",
        "UPDATE epoch_value SET value = x'626c6f62' WHERE run = 1 AND metric = 2");
    add("speed in words", "UPDATE run SET images_per_second = 'fast' WHERE id = 1");
    add("a step's seconds in words", "UPDATE step SET seconds = 'abc' WHERE run = 1 AND step = 2");
    add("an intervention's seconds in words",
        "UPDATE intervention SET seconds = 'x' WHERE run = 1");
    add("a checkpoint twice the best", "UPDATE checkpoint SET best = 2 WHERE run = 1");
    add("a checkpoint's part -1",
        "UPDATE checkpoint_part SET part = -1 WHERE run = 1 AND step = 20");
    add("a digest of no data", "UPDATE run_data SET sha256 = '{}' WHERE run = 1");
    add("an experiment without layers", "UPDATE run SET experiment = '{}' WHERE id = 1");
    add("changes that are no list", "UPDATE lineage SET changes = '{}' WHERE run = 3");
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
    addPredictions("predictions are nothing", "NULL");
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
    add("speed -1", "UPDATE epoch_value SET value = -1.0 WHERE run = 1 AND metric = 4");
    add("probes' share 1e9", "UPDATE epoch_value SET value = 1e9 WHERE run = 1 AND metric = 5");
    add("waiting's share -1", "UPDATE epoch_value SET value = -1.0 WHERE run = 1 AND metric = 6");
    add("a rate in words", "UPDATE epoch_value SET value = 'x' WHERE run = 1 AND metric = 3");
    add("score's accuracy 7",
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
    add("scores of no split", "UPDATE epoch_value SET split = 9 WHERE run = 1 AND split = 3");
    add("scores of no part", "UPDATE epoch_value SET part = 7 WHERE run = 1 AND part = 2");
    add("scores of a metric that isn't there",
        "UPDATE epoch_value SET metric = 12345 WHERE run = 1 AND metric = 1");
    cases.push_back({"metrics of a newer program", Harm::none,
                     "INSERT INTO metric VALUES (99, 'unheard_of'), (-7, 'nor_this');"
                     "INSERT INTO epoch_value VALUES (1, 2, 3, 99, 2, 'anything'),"
                     " (1, 2, 0, -7, 1, 1e300), (1, 1, 1, 99, 0, zeroblob(1000))"});
    cases.push_back({"values where the table of metrics has none", Harm::none,
                     "INSERT INTO epoch_value VALUES (1, 2, 1, 3, 1, 1e300),"
                     " (1, 2, 0, 1, 1, 7.0), (1, 2, 3, 2, 0, 'x')"});
    cases.push_back({"100,000 metrics", Harm::none,
                     "INSERT INTO metric WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1"
                     " FROM n WHERE i < 100100) SELECT i, 'm' || i FROM n"});
    cases.push_back({"a metric with a wild key", Harm::any,
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
    add("a step's scores cut off", "UPDATE step SET scores = substr(scores, 1, 9) WHERE run = 1");
    add("a step's scores of one layer", "UPDATE step SET scores = substr(scores, 1, 16)"
                                        " WHERE run = 1 AND step = 1");
    add("a loss without an accuracy",
        "UPDATE step SET scores = substr(scores, 1, 8) WHERE run = 1");
    add("a step's scores of 4096 layers", "UPDATE step SET scores = zeroblob(65536) WHERE run = 1");
    add("a step's scores 64 MB", "UPDATE step SET scores = zeroblob(67108864) WHERE run = 1"
                                 " AND step = 1");
    add("a step's accuracy is NaN's opposite",
        "UPDATE step SET scores = CAST(x'00000000000000000000000000000040'"
        " || substr(scores, 17) AS BLOB) WHERE run = 1");
    cases.push_back({"losses that aren't numbers", Harm::none,
                     "UPDATE step SET scores = CAST(x'000000000000f87f' || substr(scores, 9)"
                     " AS BLOB) WHERE run = 1; UPDATE epoch_value SET value ="
                     " CAST(x'000000000000f87f' || substr(value, 9) AS BLOB)"
                     " WHERE run = 1 AND metric = 2"});
    cases.push_back({"no steps", Harm::none, "DELETE FROM step WHERE run = 1"});
}

void addLayers(Cases& cases) {
    const auto add = [&](const char* name, const char* sql) {
        cases.push_back({name, Harm::run, sql});
    };
    add("1,002 layers", "WITH RECURSIVE n(i) AS (SELECT 50 UNION ALL SELECT i + 1 FROM n WHERE"
                        " i < 1049) INSERT INTO layer SELECT 1, i, 2, 1, 4, 4, 0 FROM n");
    add("a gap in the layers", "UPDATE layer SET layer = 5 WHERE run = 1 AND layer = 1");
    add("layer -1", "UPDATE layer SET layer = -1 WHERE run = 1 AND layer = 0");
    add("a layer less", "DELETE FROM layer WHERE run = 1 AND layer = 1");
    add("0 channels", "UPDATE layer SET channels = 0 WHERE run = 1 AND layer = 0");
    add("-1 channels", "UPDATE layer SET channels = -1 WHERE run = 1 AND layer = 0");
    add("5000 channels", "UPDATE layer SET channels = 5000 WHERE run = 1 AND layer = 0");
    add("2^31 - 1 channels", "UPDATE layer SET channels = 2147483647 WHERE run = 1");
    add("2^40 channels", "UPDATE layer SET channels = 1099511627776 WHERE run = 1");
    add("one channel more", "UPDATE layer SET channels = channels + 1 WHERE run = 1");
    add("0 patches", "UPDATE layer SET patches = 0 WHERE run = 1");
    add("-4 patches", "UPDATE layer SET patches = -4 WHERE run = 1");
    add("more patches than pixels", "UPDATE layer SET patches = 9999 WHERE run = 1");
    add("a patch more", "UPDATE layer SET patches = patches + 1 WHERE run = 1");
    add("height 0", "UPDATE layer SET height = 0 WHERE run = 1");
    add("width 2^31 - 1", "UPDATE layer SET width = 2147483647 WHERE run = 1");
    add("height -1", "UPDATE layer SET height = -1 WHERE run = 1");
    add("layers pool that don't", "UPDATE layer SET pools = 1 - pools WHERE run = 1");
    add("a gap in the classes", "UPDATE class_name SET class = 9 WHERE run = 1 AND class = 1");
    add("class -1", "UPDATE class_name SET class = -1 WHERE run = 1 AND class = 0");
    add("a long class name", "UPDATE class_name SET name = hex(zeroblob(100000)) WHERE run = 1");
    add("classes less", "DELETE FROM class_name WHERE run = 1 AND class > 0");
    add("150,000 classes", "WITH RECURSIVE n(i) AS (SELECT 50 UNION ALL SELECT i + 1 FROM n WHERE"
                           " i < 150000) INSERT INTO class_name SELECT 1, i, 'c' FROM n");
}

void addMaps(Cases& cases) {
    const auto add = [&](const char* name, const char* sql) {
        cases.push_back({name, Harm::run, sql});
    };
    add("99 samples", "UPDATE snapshot SET samples = 99 WHERE run = 1");
    add("-1 samples", "UPDATE snapshot SET samples = -1 WHERE run = 1");
    add("2^31 samples", "UPDATE snapshot SET samples = 2147483648 WHERE run = 1");
    add("0 classes", "UPDATE snapshot SET classes = 0 WHERE run = 1");
    add("-1 classes", "UPDATE snapshot SET classes = -1 WHERE run = 1");
    add("2^31 - 1 classes", "UPDATE snapshot SET classes = 2147483647 WHERE run = 1");
    add("maps taken in epoch -1", "UPDATE snapshot SET taken_epoch = -1 WHERE run = 1");
    add("maps taken at step -1", "UPDATE snapshot SET taken_step = -1 WHERE run = 1");
    add("maps of epoch 2e9", "UPDATE snapshot SET epoch = 2000000000 WHERE run = 1 AND epoch = 1");
    add("maps of 99 channels", "UPDATE layer_maps SET channels = 99 WHERE run = 1");
    add("maps of -1 channels", "UPDATE layer_maps SET channels = -1 WHERE run = 1");
    add("maps of 99 patches", "UPDATE layer_maps SET patches = 99 WHERE run = 1");
    add("maps of -2 patches", "UPDATE layer_maps SET patches = -patches WHERE run = 1");
    add("maps of swapped shape",
        "UPDATE layer_maps SET channels = channels * patches * patches, patches = 1 WHERE run = 1"
        " AND patches > 1");
    add("maps of layer 7", "UPDATE layer_maps SET layer = 7 WHERE run = 1 AND layer = 0");
    add("maps of a layer less", "DELETE FROM layer_maps WHERE run = 1 AND layer = 1");
    add("goodness empty", "UPDATE layer_maps SET goodness = x'' WHERE run = 1");
    add("goodness cut off", "UPDATE layer_maps SET goodness = substr(goodness, 1,"
                            " length(goodness) - 4) WHERE run = 1");
    add("goodness odd",
        "UPDATE layer_maps SET goodness = CAST(goodness || x'00' AS BLOB) WHERE run = 1");
    add("goodness 64 MB", "UPDATE layer_maps SET goodness = zeroblob(67108864) WHERE run = 1"
                          " AND layer = 0 AND epoch = 1");
    add("probabilities empty", "UPDATE layer_maps SET probabilities = x'' WHERE run = 1");
    add("probabilities too long", "UPDATE layer_maps SET probabilities = CAST(probabilities || "
                                  "zeroblob(4) AS BLOB) WHERE run = 1");
    for (const char* column : {"mean_activation", "goodness_share", "dead_fraction"}) {
        const std::string name = std::string("channels: ") + column;
        const auto set = [&](const char* what, const std::string& value) {
            cases.push_back({name + what, Harm::run,
                             std::string("UPDATE channel_stats SET ") + column + " = " + value +
                                 " WHERE run = 1"});
        };
        set(" empty", "x''");
        set(" too short", std::string("substr(") + column + ", 5)");
        set(" too long", std::string("CAST(") + column + " || zeroblob(4000) AS BLOB)");
        set(" odd", std::string("CAST(") + column + " || x'01' AS BLOB)");
    }
    cases.push_back({"channels all too long", Harm::run,
                     "UPDATE channel_stats SET mean_activation = zeroblob(40000),"
                     " goodness_share = zeroblob(40000), dead_fraction = zeroblob(40000)"
                     " WHERE run = 1"});
    add("channels of layer 7", "UPDATE channel_stats SET layer = 7 WHERE run = 1 AND layer = 1");
    add("channels of a layer less", "DELETE FROM channel_stats WHERE run = 1 AND layer = 1");
    add("channels of epoch 2e9",
        "INSERT INTO channel_stats SELECT run, 2000000000, layer, mean_activation, goodness_share,"
        " dead_fraction FROM channel_stats WHERE run = 1 AND epoch = 1");
    cases.push_back({"channels that aren't numbers", Harm::none,
                     "UPDATE channel_stats SET mean_activation = CAST(x'0000c07f'"
                     " || substr(mean_activation, 5) AS BLOB) WHERE run = 1"});
    cases.push_back({"maps that aren't numbers", Harm::none,
                     "UPDATE layer_maps SET goodness = CAST(x'0000c07f0000807f' ||"
                     " substr(goodness, 9) AS BLOB) WHERE run = 1"});
    cases.push_back(
        {"epochs without maps", Harm::none,
         "DELETE FROM layer_maps WHERE run = 1; DELETE FROM channel_stats WHERE run = 1;"
         "DELETE FROM snapshot WHERE run = 1"});
    cases.push_back(
        {"no epochs", Harm::none,
         "DELETE FROM layer_maps WHERE run = 1; DELETE FROM channel_stats WHERE run = 1;"
         "DELETE FROM snapshot WHERE run = 1; DELETE FROM epoch_value WHERE run = 1;"
         "DELETE FROM epoch WHERE run = 1; UPDATE run SET last_epoch = 0,"
         " best_epoch = 0, images_per_second = NULL WHERE id = 1"});
    cases.push_back(
        {"a gap of 90,000 epochs", Harm::none,
         "UPDATE run SET epochs = 100000, last_epoch = 90000, best_epoch = 1 WHERE id = 1;"
         "UPDATE epoch SET epoch = 90000 WHERE run = 1 AND epoch = 2;"
         "UPDATE epoch_value SET epoch = 90000 WHERE run = 1 AND epoch = 2;"
         "UPDATE snapshot SET epoch = 90000 WHERE run = 1 AND epoch = 2;"
         "UPDATE layer_maps SET epoch = 90000 WHERE run = 1 AND epoch = 2;"
         "UPDATE channel_stats SET epoch = 90000 WHERE run = 1 AND epoch = 2"});
}

void addImages(Cases& cases) {
    const auto add = [&](const char* name, const char* sql) {
        cases.push_back({name, Harm::run, sql});
    };
    add("-1 images", "UPDATE probe_images SET count = -1 WHERE run = 1");
    add("2^31 - 1 images", "UPDATE probe_images SET count = 2147483647 WHERE run = 1");
    add("an image more", "UPDATE probe_images SET count = count + 1 WHERE run = 1");
    add("images without colour", "UPDATE probe_images SET channels = 0 WHERE run = 1");
    add("images of height -1", "UPDATE probe_images SET height = -1 WHERE run = 1");
    add("images whose size wraps",
        "UPDATE probe_images SET width = 2147483647, height = 2147483647,"
        " channels = 4 WHERE run = 1");
    add("2,000 empty images", "UPDATE probe_images SET count = 2000, width = 0, pixels = x'',"
                              " labels = zeroblob(8000), indices = zeroblob(8000) WHERE run = 1");
    add("labels that are no class",
        "UPDATE probe_images SET labels ="
        " CAST(x'63000000' || substr(labels, 5) AS BLOB) WHERE run = 1");
    add("label -1", "UPDATE probe_images SET labels = CAST(x'ffffffff' || substr(labels, 5)"
                    " AS BLOB) WHERE run = 1");
    add("index -1", "UPDATE probe_images SET indices = CAST(x'ffffffff' || substr(indices, 5)"
                    " AS BLOB) WHERE run = 1");
    add("labels cut off", "UPDATE probe_images SET labels = x'00' WHERE run = 1");
    add("no pixels", "UPDATE probe_images SET pixels = x'' WHERE run = 1");
    add("no images", "DELETE FROM probe_images WHERE run = 1");
    cases.push_back({"images of no one", Harm::none,
                     "UPDATE probe_images SET count = 0, channels = 0, height = 0, width = 0,"
                     " pixels = x'', labels = x'', indices = x'' WHERE run = 1"});
}

void addPast(Cases& cases) {
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
    past("changes cut off", "UPDATE lineage SET changes = '[' WHERE run = 1");
    past("changes a number", "UPDATE lineage SET changes = '7' WHERE run = 1");
    past("changes of numbers", "UPDATE lineage SET changes = '[[1, 2, 3]]' WHERE run = 1");
    past("changes too short", "UPDATE lineage SET changes = '[[\"a\"]]' WHERE run = 1");
    past("changes in a hole", "UPDATE lineage SET changes = replace(hex(zeroblob(50000)), '0', '[')"
                              " WHERE run = 1");
    past("changes without end", "UPDATE lineage SET changes = '[' || substr(replace("
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
    add("segment of no time", "UPDATE segment SET started = 'x' WHERE run = 1");
    add("segment's device with escapes", "UPDATE segment SET device = char(27) || ']0;x'"
                                         " WHERE run = 1");
    add("segment's software in lines", "UPDATE segment SET software = 'a' || char(10) || 'b'"
                                       " WHERE run = 1");
    add("intervention at step -1", "UPDATE intervention SET step = -1 WHERE run = 1");
    add("intervention at 1e300", "UPDATE intervention SET seconds = 1e300 WHERE run = 1");
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
    add("checkpoint cut off", "UPDATE checkpoint_part SET bytes = substr(bytes, 2) WHERE run = 1");
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

void addTexts(Cases& cases) {
    // What no text of one line may hold.
    const std::pair<const char*, const char*> kBad[] = {
        {" with escapes", "char(27) || '[2J' || char(7)"},
        {" in lines", "'a' || char(10) || 'b'"},
        {" not UTF-8", "CAST(x'61ff62' AS TEXT)"},
        {" with NUL", "CAST(x'610062' AS TEXT)"},
        {" of 4 MB", "hex(zeroblob(2000000))"},
        {" written backwards", "'a' || char(8238) || 'b'"},
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
    add("rich name", "UPDATE run SET name = 'x <img src=\"/a/fifo\">' WHERE id = 1", Harm::none);
    add("rich notes", "UPDATE run SET notes = '<b>x</b><img src=\"file:///a\">' WHERE id = 1",
        Harm::none);
    add("a tag of blanks", "INSERT INTO run_tag VALUES (1, 'a b')");
    add("an empty tag", "INSERT INTO run_tag VALUES (1, '')");
    add("2,000 tags", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
                      " i < 2000) INSERT INTO run_tag SELECT 1, 't' || i FROM n");
    add("notes of 4 MB", "UPDATE run SET notes = hex(zeroblob(2000000)) WHERE id = 1");
    add("a reason of 4 MB", "UPDATE run SET reason = hex(zeroblob(2000000)) WHERE id = 1");
    add("notes with escapes", "UPDATE run SET notes = char(27) || '[2J' WHERE id = 1", Harm::none);
    add("a colour of words", "UPDATE run SET color = 'red' WHERE id = 1");
    add("a colour of 6 letters", "UPDATE run SET color = '#gggggg' WHERE id = 1");
    add("a uid in capitals", "UPDATE run SET uid = upper(uid) WHERE id = 1");
    add("a short uid", "UPDATE run SET uid = 'abc' WHERE id = 1");
    add("no status", "UPDATE run SET status = '' WHERE id = 1");
    add("a time without end", "UPDATE run SET created = '2026-01-01T00:00:00' WHERE id = 1");
    add("an experiment that isn't JSON", "UPDATE run SET experiment = 'x' WHERE id = 1");
    add("no experiment", "UPDATE run SET experiment = '' WHERE id = 1");
    add("an experiment that is a list", "UPDATE run SET experiment = '[]' WHERE id = 1");
    add("an experiment in a hole",
        "UPDATE run SET experiment = replace(hex(zeroblob(50000)), '0', '[') WHERE id = 1");
    add("an experiment in objects", "UPDATE run SET experiment = replace(hex(zeroblob(20000)),"
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
    add("in the bin since ever", "UPDATE run SET deleted = -9223372036854775807 WHERE id = 1",
        Harm::any);
    add("alive until 2040",
        "UPDATE run SET status = 'running', heartbeat = 2208988800,"
        " owner = 'x' WHERE id = 1",
        Harm::any);
}

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
          "checkpoint", "snapshot", "class_name", "run_data"}) {
        add(std::string("view in place of ") + table,
            std::string("ALTER TABLE ") + table + " RENAME TO hidden; CREATE VIEW " + table +
                " AS SELECT hidden.* FROM hidden, (" + endless + " SELECT i FROM n)");
    }
    add("one more view", "CREATE VIEW mine AS " + endless + " SELECT i FROM n");
    add("one more table", "CREATE TABLE mine (x)");
    add("a generated column",
        "ALTER TABLE run ADD COLUMN mine TEXT GENERATED ALWAYS AS (hex(zeroblob(100000))) VIRTUAL");
    add("a column more", "ALTER TABLE run ADD COLUMN mine TEXT");
    add("a column with a default", "ALTER TABLE layer ADD COLUMN mine TEXT DEFAULT 'x'");
    add("one more index", "CREATE INDEX mine ON run (name)");
    add("an index of an expression", "CREATE INDEX mine ON run (hex(zeroblob(length(name))))");
    add("an index of a part", "CREATE INDEX mine ON run (name) WHERE length(name) > 3");
    add("an index of another order", "CREATE INDEX mine ON run (name COLLATE NOCASE)");
    add("an index less", "DROP INDEX run_live", Harm::none);
    add("a search table", "CREATE VIRTUAL TABLE mine USING fts5(x)");
    add("a search table in place of run_data",
        "DROP TABLE run_data; CREATE VIRTUAL TABLE run_data USING fts5(run, sha256)");
    add("a tree table in place of run_tag",
        "DROP TABLE run_tag; CREATE VIRTUAL TABLE run_tag USING rtree(run, tag, x)");
    add("a table less", "DROP TABLE intervention", Harm::any);
    add("statistics", "ANALYZE; UPDATE sqlite_stat1 SET stat = '1000000000 1 1 1 1'", Harm::none);
    add("statistics of words", "ANALYZE; UPDATE sqlite_stat1 SET stat = 'x' || hex(zeroblob(9000))",
        Harm::any);
    add("no sequence", "DELETE FROM sqlite_sequence", Harm::any);
    add("a sequence of words", "UPDATE sqlite_sequence SET seq = 'x'", Harm::any);
    add("a sequence at its end", "UPDATE sqlite_sequence SET seq = 9223372036854775807", Harm::any);
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
    rewrite("a heavy check", "run", "name TEXT NOT NULL",
            "name TEXT NOT NULL CHECK (length(hex(zeroblob(100000000))) > 1)");
    rewrite("a default that is computed", "run", "notes TEXT NOT NULL DEFAULT ''''",
            "notes TEXT NOT NULL DEFAULT (hex(randomblob(100000000)))");
    rewrite("a column behind a comment", "run", "color TEXT NOT NULL DEFAULT ''''",
            "color TEXT NOT NULL DEFAULT ''/*'', mine TEXT AS (hex(name)), x TEXT DEFAULT ''*/''");
    rewrite("another comment", "run", "-- never used again", "-- kept", Harm::none);
    rewrite("blanks", "layer", "channels INTEGER", "channels   INTEGER", Harm::none);
    rewrite("no table", "run", "CREATE TABLE", "CREATE TABEL");
    add("a table that is a view by its SQL",
        "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('table', 'mine', 'mine', 0,"
        " 'CREATE VIEW mine AS SELECT 1')");
    add("two tables in one place",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM"
        " sqlite_schema WHERE name = 'run') WHERE name = 'lineage'",
        Harm::any);
    add("a table nowhere",
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
    add("a store of version 1 by its word", "PRAGMA user_version = 1");
    add("a store of version -1", "PRAGMA user_version = -1", Harm::any);
    add("a store of version 2^31 - 1", "PRAGMA user_version = 2147483647", Harm::any);
    add("another program's", "PRAGMA application_id = 7", Harm::any);
}

void addFiles(Cases& cases) {
    for (const char* table : {"run", "lineage", "probe_images", "layer_maps", "channel_stats",
                              "checkpoint_part", "intervention", "run_data"}) {
        cases.push_back(
            {std::string("an endless table: ") + table, Harm::any, {}, [table](const auto& file) {
                 makeEndless(file, table);
             }});
    }
    cases.push_back({"a schema in a ring", Harm::any, {}, [](const auto& file) {
                         makeEndless(file, "sqlite_schema");
                     }});
    for (const double part : {0.9, 0.5, 0.1}) {
        cases.push_back(
            {"a file cut to " + std::to_string(part), Harm::any, {}, [part](const auto& file) {
                 cutFile(file, part);
             }});
    }
    cases.push_back(
        {"a file with a hole at its end", Harm::any, {}, [](const auto& file) { addHole(file); }});
}

/// Large ones, and tables without an end: one of each kind is enough for a short test.
bool isSlow(std::string_view name) {
    return name == "a step's scores 64 MB" || name == "200,000 interventions" ||
           name == "checkpoint of 100 MB" || name == "150,000 classes" ||
           (name.starts_with("an endless table") && !name.ends_with(" run")) ||
           (name.ends_with(" of 4 MB") && !name.starts_with("name"));
}

} // namespace

const std::vector<HostileCase>& hostileCases() {
    static const Cases all = [] {
        Cases cases;
        addNumbers(cases);
        addSteps(cases);
        addLayers(cases);
        addMaps(cases);
        addImages(cases);
        addPast(cases);
        addTexts(cases);
        addSchemas(cases);
        addFiles(cases);
        for (HostileCase& hostile : hostileCheckpoints()) {
            cases.push_back(std::move(hostile));
        }
        for (HostileCase& hostile : cases) {
            hostile.slow = isSlow(hostile.name);
        }
        return cases;
    }();
    return all;
}

} // namespace asge::test
