// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostile_shapes.h"

#include <string>

namespace asge::test {
namespace {

using Cases = std::vector<HostileCase>;

void addLayers(Cases& cases) {
    const auto add = [&](const char* name, const char* sql) {
        cases.push_back({name, Harm::run, sql});
    };
    add("1,002 layers", "WITH RECURSIVE n(i) AS (SELECT 50 UNION ALL SELECT i + 1 FROM n WHERE"
                        " i < 1049) INSERT INTO layer SELECT 1, i, 2, 1, 4, 4, 0 FROM n");
    add("a gap in the layers", "UPDATE layer SET layer = 5 WHERE run = 1 AND layer = 1");
    add("layer -1", "UPDATE layer SET layer = -1 WHERE run = 1 AND layer = 0");
    add("a layer missing", "DELETE FROM layer WHERE run = 1 AND layer = 1");
    add("0 channels", "UPDATE layer SET channels = 0 WHERE run = 1 AND layer = 0");
    add("-1 channels", "UPDATE layer SET channels = -1 WHERE run = 1 AND layer = 0");
    add("5000 channels", "UPDATE layer SET channels = 5000 WHERE run = 1 AND layer = 0");
    add("2^31 - 1 channels", "UPDATE layer SET channels = 2147483647 WHERE run = 1");
    add("2^40 channels", "UPDATE layer SET channels = 1099511627776 WHERE run = 1");
    add("one channel too many", "UPDATE layer SET channels = channels + 1 WHERE run = 1");
    add("0 patches", "UPDATE layer SET patches = 0 WHERE run = 1");
    add("-4 patches", "UPDATE layer SET patches = -4 WHERE run = 1");
    add("more patches than pixels", "UPDATE layer SET patches = 9999 WHERE run = 1");
    add("one patch too many", "UPDATE layer SET patches = patches + 1 WHERE run = 1");
    add("height 0", "UPDATE layer SET height = 0 WHERE run = 1");
    add("width 2^31 - 1", "UPDATE layer SET width = 2147483647 WHERE run = 1");
    add("height -1", "UPDATE layer SET height = -1 WHERE run = 1");
    add("layers' pooling inverted", "UPDATE layer SET pools = 1 - pools WHERE run = 1");
    add("a gap in the classes", "UPDATE class_name SET class = 9 WHERE run = 1 AND class = 1");
    add("class -1", "UPDATE class_name SET class = -1 WHERE run = 1 AND class = 0");
    add("a long class name", "UPDATE class_name SET name = hex(zeroblob(100000)) WHERE run = 1");
    add("classes missing", "DELETE FROM class_name WHERE run = 1 AND class > 0");
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
    add("maps of a layer missing", "DELETE FROM layer_maps WHERE run = 1 AND layer = 1");
    add("goodness empty", "UPDATE layer_maps SET goodness = x'' WHERE run = 1");
    add("goodness truncated", "UPDATE layer_maps SET goodness = substr(goodness, 1,"
                              " length(goodness) - 4) WHERE run = 1");
    add("goodness with one extra byte",
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
        set(" with one extra byte", std::string("CAST(") + column + " || x'01' AS BLOB)");
    }
    for (const char* column : {"margins", "ranges", "confusions"}) {
        const std::string name = std::string("outcomes: ") + column;
        const auto set = [&](const char* what, Harm harm, const std::string& value) {
            cases.push_back(
                {name + what, harm,
                 std::string("UPDATE outcome SET ") + column + " = " + value + " WHERE run = 1"});
        };
        set(" cut", Harm::any, std::string("substr(") + column + ", 1, 3)");
        set(" of numbers that are too large", Harm::any, "x'ffffffffffffffffffffffff7f01'");
        set(" beyond the last place", Harm::any, "x'ffffffffff0101'");
        cases.push_back({name + " of 64 MB", Harm::any,
                         std::string("UPDATE outcome SET ") + column +
                             " = zeroblob(67108864) WHERE run = 1 AND epoch = 1 AND split = 2"});
    }
    cases.push_back({"outcomes of 2^40 images", Harm::run,
                     "UPDATE outcome SET images = 1099511627776 WHERE run = 1"});
    const auto scale = [&](const char* what, const char* values) {
        cases.push_back({std::string("input scale: ") + what, Harm::run,
                         std::string("UPDATE input_scale SET ") + values + " WHERE run = 1"});
    };
    scale("empty", "mean = x'', divisor = x''");
    scale("of 3 channels", "mean = zeroblob(12), divisor = zeroblob(12)");
    scale("a divisor of 0", "divisor = zeroblob(4)");
    scale("NaN", "mean = x'0000c07f'");
    scale("64 MB", "mean = zeroblob(67108864)");
    cases.push_back(
        {"outcomes of 7 classes", Harm::run, "UPDATE outcome SET classes = 7 WHERE run = 1"});
    cases.push_back({"outcomes of 2^31 - 1 classes", Harm::run,
                     "UPDATE outcome SET classes = 2147483647 WHERE run = 1"});
    cases.push_back({"outcomes of training images", Harm::run,
                     "UPDATE outcome SET split = 1 WHERE run = 1 AND split = 2"});
    cases.push_back({"channels all too long", Harm::run,
                     "UPDATE channel_stats SET mean_activation = zeroblob(40000),"
                     " goodness_share = zeroblob(40000), dead_fraction = zeroblob(40000)"
                     " WHERE run = 1"});
    add("channels of layer 7", "UPDATE channel_stats SET layer = 7 WHERE run = 1 AND layer = 1");
    add("channels of a layer missing", "DELETE FROM channel_stats WHERE run = 1 AND layer = 1");
    add("channels of epoch 2e9",
        "INSERT INTO channel_stats SELECT run, 2000000000, layer, mean_activation, goodness_share,"
        " dead_fraction FROM channel_stats WHERE run = 1 AND epoch = 1");
    cases.push_back({"channels that are NaN", Harm::none,
                     "UPDATE channel_stats SET mean_activation = CAST(x'0000c07f'"
                     " || substr(mean_activation, 5) AS BLOB) WHERE run = 1"});
    cases.push_back({"maps that are NaN and infinite", Harm::none,
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
         "DELETE FROM outcome WHERE run = 1;"
         "DELETE FROM epoch WHERE run = 1; UPDATE run SET last_epoch = 0,"
         " best_epoch = 0, images_per_second = NULL WHERE id = 1"});
    cases.push_back(
        {"a gap of 90,000 epochs", Harm::none,
         "UPDATE run SET epochs = 100000, last_epoch = 90000, best_epoch = 1 WHERE id = 1;"
         "UPDATE epoch SET epoch = 90000 WHERE run = 1 AND epoch = 2;"
         "UPDATE epoch_value SET epoch = 90000 WHERE run = 1 AND epoch = 2;"
         "UPDATE outcome SET epoch = 90000 WHERE run = 1 AND epoch = 2;"
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
    add("one image too many", "UPDATE probe_images SET count = count + 1 WHERE run = 1");
    add("images with 0 channels", "UPDATE probe_images SET channels = 0 WHERE run = 1");
    add("images of height -1", "UPDATE probe_images SET height = -1 WHERE run = 1");
    add("images whose size overflows",
        "UPDATE probe_images SET width = 2147483647, height = 2147483647,"
        " channels = 4 WHERE run = 1");
    add("2,000 empty images", "UPDATE probe_images SET count = 2000, width = 0, pixels = x'',"
                              " labels = zeroblob(8000), indices = zeroblob(8000) WHERE run = 1");
    add("labels that are not a class",
        "UPDATE probe_images SET labels ="
        " CAST(x'63000000' || substr(labels, 5) AS BLOB) WHERE run = 1");
    add("label -1", "UPDATE probe_images SET labels = CAST(x'ffffffff' || substr(labels, 5)"
                    " AS BLOB) WHERE run = 1");
    add("index -1", "UPDATE probe_images SET indices = CAST(x'ffffffff' || substr(indices, 5)"
                    " AS BLOB) WHERE run = 1");
    add("labels truncated", "UPDATE probe_images SET labels = x'00' WHERE run = 1");
    add("no pixels", "UPDATE probe_images SET pixels = x'' WHERE run = 1");
    add("no images", "DELETE FROM probe_images WHERE run = 1");
    cases.push_back({"an empty set of images", Harm::none,
                     "UPDATE probe_images SET count = 0, channels = 0, height = 0, width = 0,"
                     " pixels = x'', labels = x'', indices = x'' WHERE run = 1"});
}

} // namespace

std::vector<HostileCase> hostileShapes() {
    Cases cases;
    addLayers(cases);
    addMaps(cases);
    addImages(cases);
    return cases;
}

} // namespace asge::test
