// SPDX-License-Identifier: GPL-3.0-or-later

// asge predict, asge inspect, and the ranges of asge eval.
#include "core/data/png.h"
#include "tests/e2e/asge_fixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace asge {
namespace {

using test::Ended;
using test::json;
using testing::HasSubstr;

class Predict : public test::AsgeFixture {
  protected:
    Predict() {
        EXPECT_EQ(asge({"train", file(), "--json"}).status, 0);
        for (int i = 0; i < 6; ++i) {
            Picture picture{1, 12, 12, {}, {}};
            const auto first = tests_.pixels.begin() + i * 144;
            picture.pixels.assign(first, first + 144);
            writePng(png(i), picture);
        }
    }

    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
    std::string png(int index) const { return at("test" + std::to_string(index) + ".png"); }
    std::string idx() const { return at("data/t10k-images-idx3-ubyte"); }
    std::vector<json> predicted(std::vector<std::string> words) const {
        words.insert(words.begin(), {"predict", "1", "--json"});
        const Ended ended = asge(words);
        EXPECT_EQ(ended.status, 0) << ended.error;
        return test::jsonLines(ended.out);
    }
    /// The fraction of the test images whose most probable class is their label.
    double accuracy(const std::string& strategy) const {
        const auto lines = predicted({idx(), "--strategy", strategy});
        EXPECT_EQ(lines.size(), 60U);
        int correct = 0;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            EXPECT_EQ(lines[i]["index"], i);
            correct += lines[i]["top"][0]["label"] == tests_.labels[i] ? 1 : 0;
        }
        return correct / 60.0;
    }

    const ImageSet tests_ = test::tinyImages(60, 3);
};

TEST_F(Predict, AgreesWithEvalForEachStrategy) {
    const json all = json::parse(asge({"eval", "1", "--json"}).out);
    for (const char* strategy : {"last", "fusion", "best"}) {
        EXPECT_NEAR(accuracy(strategy), all["accuracy"][strategy], 1e-9) << strategy;
    }
    for (const char* range : {"range:1-1", "range:1-2", "range:2-3", "range:1-3"}) {
        const json one = json::parse(asge({"eval", "1", "--strategy", range, "--json"}).out);
        EXPECT_EQ(one["strategy"], range);
        EXPECT_NEAR(accuracy(range), one["accuracy"], 1e-9) << range;
    }
}

TEST_F(Predict, EvalOfARangeCountsTheLayersThatItNeeds) {
    const auto evaluated = [&](const std::string& strategy) {
        return json::parse(asge({"eval", "1", "--strategy", strategy, "--json"}).out);
    };
    const json whole = evaluated("range:1-3");
    EXPECT_EQ(whole["accuracy"], evaluated("fusion")["accuracy"]);
    EXPECT_EQ(whole["parameters"], evaluated("fusion")["parameters"]);
    // 4 8M 12: 4 · 9 + 4, 8 · 4 · 9 + 8, 12 · 8 · 9 + 12 weights.
    EXPECT_EQ(evaluated("range:1-1")["parameters"], 40);
    EXPECT_EQ(evaluated("range:2-2")["parameters"], 40 + 296);
    EXPECT_EQ(whole["parameters"], 40 + 296 + 876);
    EXPECT_THAT(asge({"eval", "1", "--strategy", "range:1-2"}).out,
                testing::MatchesRegex("range:1-2 +[0-9.]+ %  336 weights\n"));
    const Ended outside = asge({"eval", "1", "--strategy", "range:2-4"});
    EXPECT_EQ(outside.status, 2);
    EXPECT_EQ(outside.error, "asge: --strategy range:2-4: the network has 3 layers\n");
}

TEST_F(Predict, PrintsTheClassesOfFilesAndFolders) {
    const auto single = predicted({png(1), png(0)});
    ASSERT_EQ(single.size(), 2U);
    EXPECT_EQ(single[0]["file"], png(1));
    EXPECT_EQ(single[0]["index"], 0);
    const auto fromIdx = predicted({idx()});
    EXPECT_EQ(single[0]["top"], fromIdx[1]["top"]);
    EXPECT_EQ(single[1]["top"], fromIdx[0]["top"]);
    double sum = 0;
    double last = 1;
    ASSERT_EQ(single[0]["top"].size(), 3U) << "there are three classes";
    for (const json& each : single[0]["top"]) {
        EXPECT_EQ(each["class"], std::to_string(each["label"].get<int>()));
        EXPECT_LE(each["probability"], last);
        last = each["probability"];
        sum += last;
    }
    EXPECT_NEAR(sum, 1, 1e-5);
    std::filesystem::create_directory(at("some"));
    std::filesystem::copy_file(png(2), at("some/b.png"));
    std::filesystem::copy_file(png(3), at("some/a.png"));
    const auto folder = predicted({at("some"), "--top", "1"});
    ASSERT_EQ(folder.size(), 2U);
    EXPECT_EQ(folder[0]["file"], at("some/a.png"));
    EXPECT_EQ(folder[0]["top"].size(), 1U);
    EXPECT_EQ(folder[1]["top"][0], fromIdx[2]["top"][0]);

    const std::string text = asge({"predict", "1", png(0), "--top", "2"}).out;
    EXPECT_THAT(text, testing::MatchesRegex("image +class 1 +class 2\n.*test0.png  [0-2] +"
                                            "[0-9.]+ %  [0-2] +[0-9.]+ %\n"));
    const std::string csv = asge({"predict", "1", png(0), "--csv", "--top", "1"}).out;
    EXPECT_THAT(csv, testing::MatchesRegex("run,epoch,file,index,rank,class,label,probability\r\n"
                                           "1,3,.*test0.png,0,1,[0-2],[0-2],0\\.[0-9]+\r\n"));
}

TEST_F(Predict, ABadFileAmongOthersIsReported) {
    std::ofstream(at("bad.png")) << "no image";
    const Ended some = asge({"predict", "1", png(0), at("bad.png"), png(1), "--json"});
    EXPECT_EQ(some.status, 1);
    EXPECT_EQ(test::jsonLines(some.out).size(), 2U);
    EXPECT_EQ(some.error, "asge: " + at("bad.png") + ": is neither a JPEG nor a PNG file\n");
    const Ended none = asge({"predict", "1", at("bad.png")});
    EXPECT_EQ(none.status, 2);
    EXPECT_EQ(none.out, "");
    const Ended missing = asge({"predict", "1", at("nowhere.png")});
    EXPECT_EQ(missing.status, 2);
    EXPECT_EQ(missing.error, "asge: " + at("nowhere.png") + ": no such file or folder\n");
}

TEST_F(Predict, BadArgumentsAreOneLine) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
        {{"predict"}, "give the ID of a run"},
        {{"predict", "1"}, "name images"},
        {{"predict", "9", png(0)}, "run 9: no such run"},
        {{"predict", "1", png(0), "--strategy", "worst"}, "--strategy worst: must be"},
        {{"predict", "1", png(0), "--strategy", "range:1-4"}, "the network has 3 layers"},
        {{"predict", "1", png(0), "--epoch", "8"}, "run 1: has no checkpoint of epoch 8"},
        {{"predict", "1", png(0), "--json", "--csv"}, "can't be given with"},
        {{"inspect", "1"}, "--image N or --file FILE"},
        {{"inspect", "1", "--image", "60"}, "--image 60: there are 60 test images"},
        {{"inspect", "1", "--image", "-1"}, "--image"},
        {{"inspect", "1", "--image", "0", "--class", "x"}, "--class: there is no class 'x'"},
        {{"inspect", "1", "--image", "0", "--class", "1", "--against", "1"}, "--against: must be"},
        {{"inspect", "1", "--image", "0", "--file", png(0)}, "can't be given with"},
        {{"inspect", "1", "--file", at("none.png")}, "none.png: no such file"},
    };
    for (const auto& [words, named] : cases) {
        const Ended ended = asge(words);
        EXPECT_EQ(ended.status, 2) << named;
        EXPECT_THAT(ended.error, HasSubstr(named));
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
        EXPECT_EQ(ended.out, "");
    }
}

TEST_F(Predict, InspectShowsTheEvidenceOfEachLayer) {
    const json shown = json::parse(asge({"inspect", "1", "--image", "4", "--json"}).out);
    EXPECT_EQ(shown["image"], 4);
    EXPECT_EQ(shown["label"], tests_.labels[4]);
    EXPECT_EQ(shown["class"], std::to_string(tests_.labels[4]));
    EXPECT_EQ(shown["class_names"].size(), 3U);
    ASSERT_EQ(shown["layers"].size(), 3U);
    std::vector<json> byClass;
    for (const char* each : {"0", "1", "2"}) {
        byClass.push_back(
            json::parse(asge({"inspect", "1", "--image", "4", "--class", each, "--json"}).out));
    }
    const auto predictions = [&](int layer) {
        const std::string range = "range:" + std::to_string(layer) + "-" + std::to_string(layer);
        return predicted({png(4), "--strategy", range})[0]["top"];
    };
    for (int i = 0; i < 3; ++i) {
        const json& layer = shown["layers"][static_cast<std::size_t>(i)];
        EXPECT_EQ(layer["layer"], i + 1);
        const auto map = layer["evidence"].get<std::vector<double>>();
        EXPECT_EQ(map.size(),
                  layer["patches"].get<std::size_t>() * layer["patches"].get<std::size_t>());
        EXPECT_NEAR(std::accumulate(map.begin(), map.end(), 0.0),
                    layer["logit"].get<double>() - layer["bias"].get<double>(), 1e-4);
        // The softmax of the classes' logits is the layer's prediction.
        double sum = 0;
        for (const json& each : byClass) {
            sum += std::exp(each["layers"][static_cast<std::size_t>(i)]["logit"].get<double>());
        }
        for (const json& each : predictions(i + 1)) {
            const auto label = each["label"].get<std::size_t>();
            const double logit =
                byClass[label]["layers"][static_cast<std::size_t>(i)]["logit"].get<double>();
            EXPECT_NEAR(std::exp(logit) / sum, each["probability"].get<double>(), 1e-4);
            EXPECT_NEAR(layer["probabilities"][label].get<double>(),
                        each["probability"].get<double>(), 1e-5);
        }
    }
    const json against = json::parse(
        asge({"inspect", "1", "--image", "4", "--class", "0", "--against", "2", "--json"}).out);
    EXPECT_EQ(against["against"], "2");
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(against["layers"][i]["logit"].get<double>(),
                    byClass[0]["layers"][i]["logit"].get<double>() -
                        byClass[2]["layers"][i]["logit"].get<double>(),
                    1e-6);
    }
}

TEST_F(Predict, InspectShowsFilesTextCsvAndPictures) {
    const json file = json::parse(asge({"inspect", "1", "--file", png(4), "--json"}).out);
    EXPECT_TRUE(file["image"].is_null());
    EXPECT_TRUE(file["label"].is_null());
    const json own =
        json::parse(asge({"inspect", "1", "--image", "4", "--class", file["class"], "--json"}).out);
    EXPECT_EQ(file["layers"], own["layers"]);
    EXPECT_EQ(predicted({png(4)})[0]["top"][0]["class"], file["class"]);

    const std::string text = asge({"inspect", "1", "--image", "4"}).out;
    EXPECT_THAT(text, HasSubstr("run 1, epoch 3, test image 4, label "));
    EXPECT_THAT(text, testing::ContainsRegex("\n    1    3 × 3 .* at [1-3],[1-3]"));
    const std::string csv = asge({"inspect", "1", "--image", "4", "--csv"}).out;
    EXPECT_THAT(
        csv, testing::StartsWith("run,epoch,layer,row,column,evidence,logit,bias\r\n1,3,1,0,0,"));
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 9 + 1 + 1);
    const Ended drawn = asge({"inspect", "1", "--image", "4", "--png", at("evidence.png")});
    EXPECT_EQ(drawn.status, 0) << drawn.error;
    EXPECT_EQ(drawn.out, "");
    EXPECT_GT(std::filesystem::file_size(at("evidence.png")), 1000U);
    const Ended nowhere = asge({"inspect", "1", "--image", "4", "--png", "/nowhere/e.png"});
    EXPECT_NE(nowhere.status, 0);
    EXPECT_THAT(nowhere.error, HasSubstr("/nowhere/e.png"));
}

TEST_F(Predict, InspectListsTheNearestValidationImages) {
    const json shown =
        json::parse(asge({"inspect", "1", "--image", "4", "--neighbours", "3", "--json"}).out);
    std::string lines; // of the CSV
    for (std::size_t i = 0; i < 3; ++i) {
        const json& all = shown["layers"][i]["neighbours"];
        ASSERT_EQ(all.size(), 3U);
        double last = 0;
        for (std::size_t rank = 0; rank < 3; ++rank) {
            const json& each = all[rank];
            EXPECT_GE(each["distance"], last);
            last = each["distance"];
            const std::string position = std::to_string(each["position"].get<int>());
            const json own = json::parse(
                asge({"inspect", "1", "--image", position, "--split", "validation", "--json"}).out);
            EXPECT_EQ(each["label"], own["label"]);
            EXPECT_EQ(each["class"], std::to_string(own["label"].get<int>()));
            lines += "1,3," + std::to_string(i + 1) + ',' + std::to_string(rank + 1) + ',' +
                     position + ',' + each["class"].get<std::string>() + ',' +
                     each["class"].get<std::string>() + ",[0-9.]+\r\n";
        }
    }
    EXPECT_THAT(
        asge({"inspect", "1", "--image", "4", "--neighbours", "3", "--csv"}).out,
        testing::MatchesRegex("run,epoch,layer,rank,position,class,label,distance\r\n" + lines));
    // A validation image is its own nearest one.
    const json own = json::parse(asge({"inspect", "1", "--image", "7", "--split", "validation",
                                       "--neighbours", "1", "--json"})
                                     .out);
    EXPECT_EQ(own["layers"][1]["neighbours"][0]["position"], 7);
    EXPECT_NEAR(own["layers"][1]["neighbours"][0]["distance"].get<double>(), 0, 1e-5);
    const std::string text = asge({"inspect", "1", "--image", "4", "--neighbours", "2"}).out;
    EXPECT_THAT(text, testing::ContainsRegex("layer  rank  position  distance  class\n"
                                             "    1     1 +[0-9]+    0[.][0-9]{4}  [0-2]\n"));
    EXPECT_FALSE(
        json::parse(asge({"inspect", "1", "--image", "4", "--json"}).out)["layers"][0].contains(
            "neighbours"));
    const Ended none = asge({"inspect", "1", "--image", "4", "--neighbours", "0"});
    EXPECT_EQ(none.status, 2);
    EXPECT_THAT(none.error, HasSubstr("--neighbours"));
}

TEST_F(Predict, InspectReplacesNeitherAStoreNorItsImage) {
    const Ended onStore = asge({"inspect", "1", "--image", "0", "--png", store()});
    EXPECT_EQ(onStore.status, 2);
    EXPECT_THAT(onStore.error, HasSubstr("runs.sqlite: is a database"));
    EXPECT_EQ(asge({"runs", "show", "1"}).status, 0);
    const Ended onImage = asge({"inspect", "1", "--file", png(0), "--png", png(0)});
    EXPECT_EQ(onImage.status, 2);
    EXPECT_THAT(onImage.error, HasSubstr("is the image that is inspected"));
}

TEST_F(Predict, UsesTheCheckpointOfAnEpoch) {
    const auto first = predicted({png(0), "--epoch", "1"});
    const auto last = predicted({png(0)});
    EXPECT_NE(first[0]["top"], last[0]["top"]);
    EXPECT_EQ(
        json::parse(asge({"inspect", "1", "--image", "0", "--epoch", "1", "--json"}).out)["epoch"],
        1);
}

TEST_F(Predict, NeedsNoData) {
    const auto before = predicted({png(0), png(1)});
    std::filesystem::remove_all(at("data"));
    EXPECT_EQ(predicted({png(0), png(1)}), before);
    EXPECT_EQ(asge({"inspect", "1", "--file", png(0)}).status, 0);
    const Ended image = asge({"inspect", "1", "--image", "0"});
    EXPECT_EQ(image.status, 2);
    EXPECT_EQ(std::count(image.error.begin(), image.error.end(), '\n'), 1) << image.error;
}

TEST_F(Predict, ARunOfAnOldVersionNeedsItsData) {
    const auto before = predicted({png(0), png(1)});
    test::execute(store(), "DELETE FROM input_scale"); // which earlier versions did not keep
    EXPECT_EQ(predicted({png(0), png(1)}), before);
    std::filesystem::remove_all(at("data"));
    const Ended ended = asge({"predict", "1", png(0)});
    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.error, HasSubstr("run 1: data.path: "));
}

TEST_F(Predict, InspectRefusesAMethodWithoutEvidence) {
    asge({"train", file(), "--json", "--set", "method=forward-forward"});
    const Ended ended = asge({"inspect", "2", "--image", "0"});
    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.error, HasSubstr("run 2: Forward-forward"));
    EXPECT_EQ(asge({"predict", "2", png(0)}).status, 0);
}

} // namespace
} // namespace asge
