// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/experiment.h"

#include "core/experiment/experiment_json.h"
#include "tests/core/data/scratch.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using scratch::messageOf;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kLayers = R"("network": {"layers": "32 64M"})";

Experiment parse(const std::string& json) {
    return parseExperiment(json, "some.json");
}

std::string parseErrorOf(const std::string& json) {
    const std::string message = messageOf([&] { parse(json); });
    EXPECT_TRUE(scratch::isOneLine(message)) << message;
    return message;
}

/// The error for a document with valid layers and a `section` that has this content.
std::string sectionError(const std::string& section, const std::string& inside) {
    return parseErrorOf("{" + kLayers + ", \"" + section + "\": {" + inside + "}}");
}

TEST(ParseExperiment, FillsInDefaults) {
    Experiment expected;
    expected.network.layers = {{32, false}, {64, true}};
    EXPECT_EQ(parse("{" + kLayers + "}"), expected);
}

TEST(ParseExperiment, ReadsEverySetting) {
    const Experiment e = parse(R"({
        "method": "mean-goodness",
        "data": {"name": "mnist", "path": "/da/ta", "limit": 100, "test_limit": 50,
                 "validation": 7, "size": 64, "centre_crop": 0.875, "classes": "cat, #3",
                 "labels": "coarse", "memory": 100},
        "augment": {"zoom": 0.5, "zoom_of": "photograph", "crop": 2, "flip": 0.25, "jitter": 0.125, "grey": 1,
                    "cutout": 8, "erase": 0.75},
        "network": {"layers": "8, 16M", "alpha": 0.5, "patch_rule": "root", "goodness": "sum",
                    "normalization": "rms", "pooling": "max", "dropout": 0.25},
        "projection": {"distribution": "normal", "gain": 3, "training": "trained"},
        "optimizer": {"name": "sgd", "learning_rate": 0.25, "layer_rates": "1, 0.5",
                      "weight_decay": 0.125, "momentum": 0.5, "schedule": "constant",
                      "warmup": 1.5},
        "train": {"epochs": 3, "batch": 4, "seed": 9007199254740992, "order": "greedy",
                  "label_smoothing": 0.125, "patience": 9, "freeze_patience": 8,
                  "on_nonfinite": "rollback"},
        "device": "cuda:1", "threads": 6,
        "probe": {"samples": 2, "batch": 5, "budget": 0.5}})");
    Experiment expected;
    expected.method = "mean-goodness";
    expected.data = {"mnist", "/da/ta", 100, 50, 7, 64, Labels::coarse, 100, 0.875, "cat, #3"};
    expected.augment = {0.5, 2, 0.25, 0.125, 1.0, 8, 0.75, ZoomOf::photograph};
    expected.network = {{{8, false}, {16, true}},
                        0.5,
                        PatchRule::root,
                        Goodness::sum,
                        Normalization::rms,
                        Pooling::max,
                        0.25};
    expected.projection = {ProjectionDistribution::normal, 3.0, ProjectionTraining::trained};
    expected.optimizer = {OptimizerKind::sgd, 0.25, {1.0, 0.5}, 0.125, 0.5,
                          Schedule::constant, 1.5};
    expected.train = {3, 4, 9007199254740992,     UpdateOrder::greedy, 0.125,
                      9, 8, OnNonfinite::rollback};
    expected.device = "cuda:1";
    expected.threads = 6;
    expected.probe = {2, 5, 0.5};
    EXPECT_EQ(e, expected);
}

TEST(ParseExperiment, RequiresLayers) {
    for (const char* json : {"{}", R"({"network": {}})", R"({"network": {"alpha": 1}})"}) {
        EXPECT_THAT(parseErrorOf(json), StartsWith("some.json: network.layers: is required ("));
    }
}

TEST(ParseExperiment, SaysWhatANumberMustBe) {
    const std::string batch = "some.json: train.batch: must be a whole number from 1 to 65536, is ";
    for (const char* value : {"-3", "0", "65537", "64.0", "1.5", "1e3", "true", "null", "\"64\"",
                              "18446744073709551615"}) {
        EXPECT_EQ(sectionError("train", std::string("\"batch\": ") + value).substr(0, batch.size()),
                  batch);
    }
    EXPECT_EQ(sectionError("train", R"("batch": -3)"), batch + "-3");
    EXPECT_EQ(sectionError("train", R"("batch": 64.0)"), batch + "64.0");
    EXPECT_EQ(sectionError("train", R"("batch": "64")"), batch + "\"64\"");
    EXPECT_EQ(sectionError("train", R"("batch": {"a": 1})"), batch + "an object");
    EXPECT_EQ(sectionError("train", R"("batch": [1])"), batch + "a list");
    EXPECT_EQ(sectionError("train", R"("seed": 9007199254740993)"),
              "some.json: train.seed: must be a whole number from 0 to 9007199254740992, is "
              "9007199254740993");
    EXPECT_EQ(sectionError("probe", R"("budget": 1.01)"),
              "some.json: probe.budget: must be a number from 0 to 1, is 1.01");
    EXPECT_EQ(sectionError("projection", R"("gain": 0)"),
              "some.json: projection.gain: must be a number above 0 and at most 1000000, is 0");
}

TEST(ParseExperiment, SaysWhatATextMustBe) {
    EXPECT_EQ(sectionError("optimizer", R"("schedule": "Cosine")"),
              R"(some.json: optimizer.schedule: must be "constant" or "cosine", is "Cosine")");
    EXPECT_EQ(
        sectionError("projection", R"("distribution": 3)"),
        R"(some.json: projection.distribution: must be "uniform", "normal" or "orthogonal", is 3)");
    EXPECT_EQ(sectionError("data", R"("name": "")"), "some.json: data.name: must not be empty");
    EXPECT_EQ(sectionError("data", R"("path": 3)"), "some.json: data.path: must be text, is 3");
    EXPECT_THAT(sectionError("data", R"("path": "a\nb")"), HasSubstr("without control characters"));
    EXPECT_THAT(sectionError("data", R"("path": "a\u0000b")"), HasSubstr("without control"));
    EXPECT_EQ(sectionError("data", "\"name\": \"" + std::string(101, 'x') + "\""),
              "some.json: data.name: must be text of at most 100 bytes, has 101");
    EXPECT_EQ(
        parseErrorOf(R"({"method": "sgd"})"),
        R"(some.json: method: must be "asge", "backprop", "deep-supervision", "channel-competition", )"
        R"("mean-goodness" or "forward-forward", is "sgd")");
}

TEST(ParseExperiment, SaysWhichLayerIsWrong) {
    EXPECT_EQ(parseErrorOf(R"({"network": {"layers": "32 12x"}})"),
              "some.json: network.layers: '12x' is not a number of channels, optionally followed "
              "by M");
    EXPECT_EQ(parseErrorOf(R"({"network": {"layers": [32, 64]}})"),
              R"(some.json: network.layers: must be text such as "32 64M 128M 256M", is a list)");
}

TEST(ParseExperiment, KnowsDevices) {
    for (const std::string device : {"auto", "cpu", "cuda", "cuda:0", "cuda:7", "cuda:127"}) {
        EXPECT_EQ(parse("{" + kLayers + ", \"device\": \"" + device + "\"}").device, device);
    }
    for (const std::string device : {"", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:01", "cuda:+1",
                                     "cuda:1 ", "cuda:128", "cuda:99999999999", "cuda:x"}) {
        EXPECT_EQ(
            parseErrorOf("{" + kLayers + ", \"device\": \"" + device + "\"}"),
            "some.json: device: must be \"auto\", \"cpu\", \"cuda\" or \"cuda:N\" with N from 0 "
            "to 127, is \"" +
                device + "\"");
    }
}

TEST(ParseExperiment, SuggestsWhatAnUnknownKeyMeans) {
    EXPECT_EQ(sectionError("train", R"("bach": 64)"),
              "some.json: train.bach: no such setting; did you mean train.batch?");
    EXPECT_EQ(sectionError("train", R"("gain": 64)"), // the right key in the wrong section
              "some.json: train.gain: no such setting; did you mean projection.gain?");
    EXPECT_EQ(parseErrorOf(R"({"epochs": 3})"),
              "some.json: epochs: no such setting; did you mean train.epochs?");
    EXPECT_EQ(parseErrorOf(R"({"learningRate": 3})"),
              "some.json: learningRate: no such setting; did you mean optimizer.learning_rate?");
    EXPECT_EQ(parseErrorOf(R"({"colour": 3})"), "some.json: colour: no such setting");
    EXPECT_EQ(parseErrorOf(R"({"": 3})"), R"(some.json: "": no such setting)");
}

TEST(ParseExperiment, ExplainsSections) {
    EXPECT_EQ(parseErrorOf(R"({"train": 3})"),
              "some.json: train: must be an object with train.epochs, "
              "train.batch, train.seed, train.order, train.label_smoothing, train.patience, "
              "train.freeze_patience and train.on_nonfinite");
    EXPECT_EQ(parseErrorOf(R"({"train.batch": 3})"),
              "some.json: train.batch: settings of a section "
              R"(belong into an object: "train": {"batch": …})");
}

TEST(ParseExperiment, RequiresAnObject) {
    EXPECT_EQ(parseErrorOf("[1]"), "some.json: must be a JSON object of settings, is a list");
    EXPECT_EQ(parseErrorOf("3"), "some.json: must be a JSON object of settings, is a single value");
    EXPECT_EQ(parseErrorOf("null"),
              "some.json: must be a JSON object of settings, is a single value");
}

TEST(ParseExperiment, RefusesRepeatedKeys) {
    EXPECT_EQ(sectionError("train", R"("batch": 1, "seed": 2, "batch": 1)"),
              "some.json: train.batch: duplicate key");
    EXPECT_EQ(parseErrorOf("{" + kLayers + ", \"device\": \"cpu\", " + kLayers + "}"),
              "some.json: network: duplicate key");
    EXPECT_EQ(sectionError("probe", R"("batch": 64, "b\u0061tch": 64)"), // the same key, escaped
              "some.json: probe.batch: duplicate key");
}

TEST(ParseExperiment, AllowsAKeyInTwoSections) {
    const Experiment e =
        parse("{" + kLayers + R"(, "train": {"batch": 3}, "probe": {"batch": 30}})");
    EXPECT_EQ(e.train.batch, 3);
    EXPECT_EQ(e.probe.batch, 30);
}

TEST(ParseExperiment, GivesLineAndColumnOfASyntaxError) {
    EXPECT_THAT(parseErrorOf("{\n  \"device\": \"cpu\",\n  oops\n}"),
                StartsWith("some.json: line 3, column 3: syntax error"));
    EXPECT_THAT(parseErrorOf(""), StartsWith("some.json: line 1, column 1: syntax error"));
    EXPECT_THAT(parseErrorOf("{} {}"), StartsWith("some.json: line 1, column 4: syntax error"));
    EXPECT_THAT(parseErrorOf("{" + kLayers + ",}"), HasSubstr("line 1, column"));
}

TEST(ParseExperiment, TakesStandardJsonOnly) {
    for (const std::string value : {"NaN", "Infinity", "-Infinity", "nan", "0x10", "01", ".5", "+1",
                                    "1.", "'1'", "1 // comment", "/* comment */ 1"}) {
        EXPECT_THAT(sectionError("projection", "\"gain\": " + value + "\n"),
                    HasSubstr("syntax error"))
            << value;
    }
}

TEST(ParseExperiment, NamesTheFieldOfANumberThatIsTooLarge) {
    EXPECT_EQ(sectionError("projection", R"("gain": 1e999)"),
              "some.json: projection.gain: holds a number that is too large");
}

TEST(ParseExperiment, RefusesTextThatIsNotUtf8) {
    EXPECT_EQ(parseErrorOf("\xff\xfe{}"), "some.json: is not UTF-8 text (byte 1)");
    EXPECT_EQ(parseErrorOf("{\"\xc3\": 1}"), "some.json: is not UTF-8 text (byte 3)");
    EXPECT_NO_THROW(parse("\xEF\xBB\xBF{" + kLayers + "}")); // UTF-8 with a byte order mark
}

TEST(ParseExperiment, RefusesDeepNesting) {
    for (const char* open : {"[", "{\"train\":"}) {
        std::string deep;
        for (int i = 0; i < 200000; ++i) {
            deep += open;
        }
        EXPECT_EQ(parseErrorOf(deep), "some.json: is nested more than 32 levels deep");
    }
}

TEST(ParseExperiment, RefusesTooManyValues) {
    std::string list = "[0";
    for (int i = 0; i < 100000; ++i) {
        list += ",0";
    }
    EXPECT_EQ(parseErrorOf("{\"train\":" + list + "]}"), "some.json: holds more than 4096 values");
}

TEST(ParseExperiment, KeepsMessagesShortAndOnOneLine) {
    const std::string key(100000, 'k');
    EXPECT_LT(parseErrorOf("{\"" + key + "\": 1}").size(), 200U);
    EXPECT_LT(sectionError("train", "\"" + key + "\": 1").size(), 200U);
    EXPECT_LT(sectionError("train", "\"batch\": \"" + key + "\"").size(), 250U);
    EXPECT_LT(sectionError("train", "\"batch\": " + std::string(100000, '9') + "x").size(), 500U);
    EXPECT_THAT(parseErrorOf(R"({"a\nb\u001b[31m\u202e": 1})"), HasSubstr("a?b?[31m?: no such"));
    EXPECT_THAT(messageOf([] { parseExperiment("3", "two\nlines.json"); }),
                StartsWith("two?lines.json: must be"));
}

TEST(ParseExperiment, ComparesProbeSizes) {
    EXPECT_EQ(sectionError("probe", R"("samples": 30, "batch": 29)"),
              "some.json: probe.batch: must be at least probe.samples (30), is 29");
    EXPECT_NO_THROW(parse("{" + kLayers + R"(, "probe": {"samples": 30, "batch": 30}})"));
}

TEST(ParseExperiment, ReportsTheFirstProblemOfTheText) {
    EXPECT_THAT(parseErrorOf("{" + kLayers + R"(, "threads": -1, "device": "x"})"),
                StartsWith("some.json: threads: "));
    EXPECT_THAT(parseErrorOf("{" + kLayers + R"(, "device": "x", "threads": -1})"),
                StartsWith("some.json: device: "));
}

} // namespace
} // namespace asge
