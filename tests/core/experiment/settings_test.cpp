// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/experiment.h"

#include "core/base/error.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/flat_settings.h"
#include "core/experiment/layers.h"
#include "core/experiment/problems.h"
#include "core/experiment/settings.h"
#include "tests/core/data/scratch.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

namespace asge {
namespace {

using scratch::messageOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::Field;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;

Experiment sound() {
    Experiment experiment;
    experiment.network.layers = {{32, false}, {64, true}};
    return experiment;
}

/// The fields of an experiment's problems.
std::vector<std::string> fieldsOf(const Experiment& experiment) {
    std::vector<std::string> fields;
    for (const Problem& problem : problems(experiment)) {
        fields.push_back(problem.field);
        EXPECT_TRUE(scratch::isOneLine(problem.what)) << problem.what;
    }
    return fields;
}

/// A number for a setting, often one of its bounds.
double drawNumber(const Setting& setting, std::mt19937_64& random) {
    switch (random() % 4) {
    case 0:
        return setting.aboveMin ? std::nextafter(setting.min, setting.max) : setting.min;
    case 1:
        return setting.max;
    default:
        return std::uniform_real_distribution<double>(setting.min, setting.max)(random);
    }
}

std::string drawText(std::mt19937_64& random) {
    const std::vector<std::string> parts{"a", "/", "\"", "\\", "é", "日", "😀", " ", "{", "%", "'"};
    std::string text = "x";
    for (std::uint64_t i = random() % 20; i > 0; --i) {
        text += parts[random() % parts.size()];
    }
    return text;
}

std::string drawLayers(std::uint64_t layers, std::mt19937_64& random) {
    std::string text;
    for (std::uint64_t i = 0; i < layers; ++i) {
        text += std::to_string(1 + random() % 4096) + (random() % 2 == 0 ? "M " : " ");
    }
    return text;
}

/// A valid value for a setting; lists have `layers` entries, or are empty if they may be.
nlohmann::json drawValue(const Setting& setting, std::uint64_t layers, std::mt19937_64& random) {
    switch (setting.kind) {
    case SettingKind::integer:
        return static_cast<std::int64_t>(std::floor(drawNumber(setting, random)));
    case SettingKind::number:
        return drawNumber(setting, random);
    case SettingKind::choice:
        return setting.choices[random() % setting.choices.size()].name;
    case SettingKind::text:
        return drawText(random);
    case SettingKind::layers:
        return drawLayers(layers, random);
    case SettingKind::factors: {
        std::string text;
        for (std::uint64_t i = random() % 2 == 0 ? layers : 0; i > 0; --i) {
            text += std::to_string(std::abs(drawNumber(setting, random))) + ",";
        }
        return text;
    }
    case SettingKind::device:
        return std::vector<std::string>{"auto", "cpu", "cuda", "cuda:12"}[random() % 4];
    }
    return {};
}

nlohmann::json& at(nlohmann::json& json, const std::string& path) {
    const std::size_t dot = path.find('.');
    return dot == std::string::npos ? json[path] : json[path.substr(0, dot)][path.substr(dot + 1)];
}

Experiment drawSound(std::mt19937_64& random) {
    const std::uint64_t layers = 1 + random() % 64;
    nlohmann::json json;
    for (const Setting& setting : settings()) {
        at(json, setting.path) = drawValue(setting, layers, random);
    }
    // Settings that must be consistent.
    json["probe"]["batch"] =
        std::max(json["probe"]["batch"].get<int>(), json["probe"]["samples"].get<int>());
    json["train"]["epochs"] =
        std::max(json["train"]["epochs"].get<int>(), static_cast<int>(layers));
    if (json["method"] == "backprop" || json["method"] == "deep-supervision") {
        json["train"]["order"] = "together";
    }
    return parseExperiment(json.dump(), "drawn");
}

TEST(ToJson, ReadsBackAsTheSameExperiment) {
    std::mt19937_64 random(7);
    for (int i = 0; i < 2000; ++i) {
        const Experiment experiment = drawSound(random);
        ASSERT_THAT(fieldsOf(experiment), IsEmpty());
        const std::string json = toJson(experiment);
        ASSERT_EQ(parseExperiment(json, "written"), experiment) << json;
        ASSERT_EQ(toJson(parseExperiment(json, "written")), json);
    }
}

TEST(ToJson, WritesEverySettingInTheTablesOrder) {
    std::vector<std::string> paths;
    for (const Setting& setting : settings()) {
        paths.push_back(setting.path);
    }
    std::vector<std::string> written;
    for (const auto& [path, value] : flatSettings(toJson(sound()))) {
        written.push_back(path);
    }
    EXPECT_EQ(written, paths);
}

TEST(ToJson, IsReadable) {
    EXPECT_THAT(toJson(sound()),
                StartsWith("{\n  \"method\": \"asge\",\n  \"data\": {\n    \"name\": "
                           "\"fashion-mnist\",\n    \"path\": \"\",\n"));
    EXPECT_THAT(toJson(sound()), testing::HasSubstr("\"layers\": \"32 64M\""));
    EXPECT_THAT(toJson(sound()), EndsWith("}\n"));
}

TEST(ToJson, WritesInvalidExperimentsToo) {
    Experiment experiment;
    experiment.data.path = "\xff";
    experiment.projection.gain = std::nan("");
    EXPECT_TRUE(nlohmann::json::accept(toJson(experiment)));
}

TEST(Settings, DescribeThemselves) {
    EXPECT_EQ(settings().size(), 53U);
    for (const Setting& setting : settings()) {
        EXPECT_EQ(findSetting(setting.path), &setting);
        EXPECT_FALSE(setting.description.empty()) << setting.path;
        EXPECT_TRUE(scratch::isOneLine(setting.description)) << setting.path;
        EXPECT_EQ(setting.required, setting.path == "network.layers");
        const bool hasChoices =
            setting.kind == SettingKind::choice || setting.kind == SettingKind::device;
        EXPECT_EQ(setting.choices.empty(), !hasChoices) << setting.path;
        EXPECT_TRUE(hasChoices || setting.min < setting.max) << setting.path;
    }
    EXPECT_EQ(findSetting("train"), nullptr);
    EXPECT_EQ(findSetting(""), nullptr);
    EXPECT_THAT(findSetting("network.goodness")->choices,
                ElementsAre(Field(&Choice::name, "mean"), Field(&Choice::name, "sum")));
}

/// Whether the parser refuses a valid experiment with one number changed. BadInput about another
/// setting fails the test.
bool isRefused(const Setting& setting, const nlohmann::json& value) {
    auto json = nlohmann::json::parse(toJson(sound()));
    json["probe"]["samples"] = 1; // so that each size of the probe can reach its bounds
    json["probe"]["batch"] = 65536;
    at(json, setting.path) = value;
    try {
        parseExperiment(json.dump(), "bounds");
    } catch (const BadInput& error) {
        EXPECT_THAT(error.what(), StartsWith("bounds: " + setting.path + ": must be"));
        return true;
    }
    return false;
}

TEST(Settings, AcceptWholeNumbersUpToTheirBounds) {
    for (const Setting& setting : settings()) {
        if (setting.kind == SettingKind::integer) {
            const auto low = static_cast<std::int64_t>(setting.min);
            const auto high = static_cast<std::int64_t>(setting.max);
            EXPECT_TRUE(isRefused(setting, low - 1)) << setting.path;
            EXPECT_FALSE(isRefused(setting, low)) << setting.path;
            EXPECT_FALSE(isRefused(setting, high)) << setting.path;
            EXPECT_TRUE(isRefused(setting, high + 1)) << setting.path;
        }
    }
}

TEST(Settings, AcceptNumbersUpToTheirBounds) {
    for (const Setting& setting : settings()) {
        if (setting.kind == SettingKind::number) {
            EXPECT_TRUE(isRefused(setting, std::nextafter(setting.min, -1.0))) << setting.path;
            EXPECT_EQ(isRefused(setting, setting.min), setting.aboveMin) << setting.path;
            EXPECT_FALSE(isRefused(setting, std::nextafter(setting.min, 1.0))) << setting.path;
            EXPECT_FALSE(isRefused(setting, setting.max)) << setting.path;
            EXPECT_TRUE(isRefused(setting, std::nextafter(setting.max, 1e9))) << setting.path;
        }
    }
}

TEST(Problems, FindsNoneInValidValues) {
    EXPECT_THAT(fieldsOf(sound()), IsEmpty());
}

TEST(Problems, FindsAll) {
    Experiment e;
    e.method = "other";
    e.data = {"", "a\nb", -1, -1, 0, -1, static_cast<Labels>(2), 0, 0.0, "a\nb"};
    e.augment = {0.0, -1, -0.1, 1.1, -0.1, -1, std::nan(""), static_cast<ZoomOf>(2)};
    e.network = {{},
                 0.0,
                 static_cast<PatchRule>(3),
                 static_cast<Goodness>(7),
                 static_cast<Normalization>(-1),
                 static_cast<Pooling>(3),
                 1.0};
    e.projection = {static_cast<ProjectionDistribution>(-1), 0.0,
                    static_cast<ProjectionTraining>(2)};
    e.optimizer = {static_cast<OptimizerKind>(2),
                   std::nan(""),
                   {-1.0},
                   std::numeric_limits<double>::infinity(),
                   1.0,
                   static_cast<Schedule>(2),
                   -1.0};
    e.train = {0, 0, -1, static_cast<UpdateOrder>(2), 0.6, -1, -1, static_cast<OnNonfinite>(3)};
    e.checkpoint = {-1, std::nan("")};
    e.compute = {static_cast<ComputePath>(5), static_cast<Precision>(-2)};
    e.device = "tpu";
    e.threads = -1;
    e.probe = {0, 0, -0.1};
    std::vector<std::string> paths;
    for (const Setting& setting : settings()) {
        paths.push_back(setting.path);
    }
    EXPECT_EQ(fieldsOf(e), paths);
}

TEST(Problems, RequiresOneFactorPerLayer) {
    Experiment e = sound();
    e.optimizer.layerRates = {1.0, 0.5, 2.0};
    ASSERT_THAT(fieldsOf(e), ElementsAre("optimizer.layer_rates"));
    EXPECT_EQ(problems(e)[0].what, "must have one factor for each of the 2 layers, has 3");
    e.optimizer.layerRates.pop_back();
    EXPECT_THAT(fieldsOf(e), IsEmpty());
}

TEST(Problems, RequiresAnEpochPerLayerForGreedyTraining) {
    Experiment e = sound();
    e.train.epochs = 1;
    EXPECT_THAT(fieldsOf(e), IsEmpty());
    e.train.order = UpdateOrder::greedy;
    ASSERT_THAT(fieldsOf(e), ElementsAre("train.epochs"));
    EXPECT_EQ(problems(e)[0].what,
              "must be at least one for each of the 2 layers with train.order greedy, is 1");
}

TEST(Problems, UsesTheParsersWords) {
    Experiment e = sound();
    e.train.batch = -3;
    ASSERT_EQ(problems(e).size(), 1U);
    EXPECT_EQ(problems(e)[0].field, "train.batch");
    EXPECT_EQ(problems(e)[0].what, "must be a whole number from 1 to 65536, is -3");
    EXPECT_EQ(messageOf([&] { parseExperiment(toJson(e), "some.json"); }),
              "some.json: train.batch: " + problems(e)[0].what);
    e = sound();
    e.optimizer.learningRate = std::nan("");
    EXPECT_EQ(problems(e)[0].what, "must be a number above 0 and at most 10, is nan");
    e = sound();
    e.network.layers = {{32, false}, {-5, true}};
    EXPECT_EQ(problems(e)[0].what, "'-5M' must have from 1 to 4096 channels");
}

TEST(Problems, ComparesProbeSizesIfBothAreValid) {
    Experiment e = sound();
    e.probe.batch = 23;
    EXPECT_THAT(fieldsOf(e), ElementsAre("probe.batch"));
    e.threads = -1; // a problem of another setting hides nothing
    EXPECT_THAT(fieldsOf(e), ElementsAre("threads", "probe.batch"));
    e.probe.samples = 2000;
    EXPECT_THAT(fieldsOf(e), ElementsAre("threads", "probe.samples"));
}

TEST(SettingText, IsWhatFlatSettingsWrites) {
    const Experiment experiment = sound();
    for (const auto& [path, text] : flatSettings(toJson(experiment))) {
        EXPECT_EQ(settingText(experiment, path), text) << path;
    }
    EXPECT_THROW(settingText(experiment, "train"), std::out_of_range);
}

TEST(FlatSettings, FlattensInOrder) {
    EXPECT_THAT(flatSettings(R"({"z": {"b": 64, "a": "text"}, "y": 0.5, "x": true, "w": null,
                                 "v": [1, "2"], "u": {}, "t": {"s": {"r": "\"q\""}}})"),
                ElementsAre(Pair("z.b", "64"), Pair("z.a", "text"), Pair("y", "0.5"),
                            Pair("x", "true"), Pair("w", "null"), Pair("v", "[1,\"2\"]"),
                            Pair("u", "{}"), Pair("t.s.r", "\"q\"")));
    EXPECT_THAT(flatSettings("{}"), IsEmpty());
}

TEST(FlatSettings, WritesNumbersAsADocumentDoes) {
    const std::string text =
        R"({"a": 1e-3, "b": -7, "c": 18446744073709551615, "d": 0.10, "e": 5.0,)"
        R"( "f": 1e400})";
    EXPECT_THAT(messageOf([&] { flatSettings(text); }), StartsWith("experiment: f: "));
    const auto shown = text.substr(0, text.find(", \"f\"")) + "}";
    // As elements of a list, the same values are written by the JSON library.
    auto listed = flatSettings("{\"list\": [], " + shown.substr(1));
    listed.erase(listed.begin());
    EXPECT_EQ(flatSettings(shown), listed);
    EXPECT_THAT(listed,
                ElementsAre(Pair("a", "0.001"), Pair("b", "-7"), Pair("c", "18446744073709551615"),
                            Pair("d", "0.1"), Pair("e", "5.0")));
}

TEST(FlatSettings, RefusesWhatIsNotAnObject) {
    for (const std::string text : {"", "{", "3", "[]", "\xff", "{\"a\":1,\"a\":2}",
                                   "{\"a\":{\"b\":1},\"a\":{\"c\":2}}", "{\"a\":1} x"}) {
        EXPECT_THAT(messageOf([&] { flatSettings(text); }), StartsWith("experiment: "));
    }
    EXPECT_THAT(messageOf([] { flatSettings(std::string(300000, '[')); }), EndsWith("levels deep"));
}

TEST(SetSetting, ReadsNumbersAsPeopleWriteThem) {
    Experiment experiment;
    for (const char* text : {".002", "0.002", "2e-3", " 0.002 ", "+.002", "0.2e-2"}) {
        experiment.optimizer.learningRate = 1;
        EXPECT_EQ(setSetting(experiment, "optimizer.learning_rate", text), std::nullopt) << text;
        EXPECT_EQ(experiment.optimizer.learningRate, 0.002) << text;
    }
    EXPECT_EQ(setSetting(experiment, "optimizer.learning_rate", "2."), std::nullopt);
    EXPECT_EQ(experiment.optimizer.learningRate, 2);
    EXPECT_EQ(setSetting(experiment, "train.batch", "+32"), std::nullopt);
    EXPECT_EQ(experiment.train.batch, 32);
}

TEST(SetSetting, ChangesNothingIfTheTextIsInvalid) {
    for (const Setting& setting : settings()) {
        for (const char* text : {"", " ", ".", "-", "+", "-.", "1e", "1e999", "0x10", "1 2 x",
                                 "nan", "[1]", "{}", "null", "true", "\xff", "--1", "1.2.3"}) {
            Experiment experiment;
            const auto wrong = setSetting(experiment, setting.path, text);
            if (wrong) {
                EXPECT_FALSE(wrong->empty());
                EXPECT_EQ(experiment, Experiment{}) << setting.path << '=' << text;
            } else {
                EXPECT_FALSE(setting.isNumeric()) << setting.path << '=' << text;
            }
        }
    }
}

TEST(SetSetting, ReadsWhatSettingTextWrites) {
    Experiment experiment;
    experiment.network.layers = parseLayers("8 16M");
    experiment.optimizer.layerRates = {1, 0.5};
    experiment.device = "cuda:1";
    Experiment copy;
    for (const Setting& setting : settings()) {
        EXPECT_EQ(setSetting(copy, setting.path, settingText(experiment, setting.path)),
                  std::nullopt)
            << setting.path;
    }
    EXPECT_EQ(copy, experiment);
}

TEST(SetSetting, ThrowsForAnUnknownPath) {
    Experiment experiment;
    EXPECT_THROW(setSetting(experiment, "train.bach", "1"), std::out_of_range);
}

} // namespace
} // namespace asge
