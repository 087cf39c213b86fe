// SPDX-License-Identifier: GPL-3.0-or-later

// The built command line program: its output and its exit status.
#include "core/experiment/experiment_json.h"
#include "core/experiment/layers.h"
#include "tests/e2e/asge_fixture.h"

#include <gmock/gmock.h>

#include <random>
#include <thread>

namespace asge {
namespace {

using nlohmann::json;
using test::Ended;
using test::execute;
using test::integrity;
using test::jsonLines;

class Asge : public test::AsgeFixture {};

TEST_F(Asge, BenchPrintsTheTimePerPhase) {
    const Ended ended = test::run(
        {ASGE_BINARY, "bench", file(), "--steps", "5", "--json", "--set", "train.batch=30"});
    ASSERT_EQ(ended.status, 0) << ended.error;
    const json result = jsonLines(ended.out).at(0);
    EXPECT_EQ(result["steps"], 5);
    EXPECT_EQ(result["batch"], 30);
    for (const char* key : {"images_per_second", "step_seconds", "floor_seconds", "peak_bytes"}) {
        EXPECT_GT(result[key], 0) << key;
    }
    for (const char* phase : {"data", "forward", "goodness", "gradient", "optimizer", "next_input",
                              "probe", "store", "other"}) {
        EXPECT_TRUE(result["phases"].contains(phase)) << phase;
    }
    EXPECT_EQ(runs().size(), 0U) << "a benchmark creates no run";
    EXPECT_THAT(test::run({ASGE_BINARY, "bench", file(), "--steps", "5"}).out,
                testing::HasSubstr("times that"));
    EXPECT_EQ(test::run({ASGE_BINARY, "bench", file(), "--steps", "0"}).status, 2);
}

TEST_F(Asge, TrainsAndReportsInJson) {
    const Ended ended =
        asge({"train", file(), "--json", "--name", "first", "--set", "train.epochs=2"});
    ASSERT_EQ(ended.status, 0) << ended.error;
    const auto lines = jsonLines(ended.out);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0]["epoch"], 1);
    EXPECT_EQ(lines[1]["epoch"], 2);
    EXPECT_TRUE(lines[0]["wait_share"] > 0.0 && lines[0]["wait_share"] < 1.0);
    const json& last = lines[2];
    EXPECT_EQ(last["status"], "finished");
    EXPECT_EQ(last["epochs"], 2);
    EXPECT_GT(last["images_per_second"], 0);
    ASSERT_EQ(last["layers"].size(), 3U);
    EXPECT_EQ(last["accuracy"]["last"], last["layers"][2]["accuracy"]);
    for (const char* strategy : {"last", "fusion", "best"}) {
        EXPECT_GE(last["accuracy"][strategy], 0);
        EXPECT_LE(last["accuracy"][strategy], 1);
    }
    const json listed = runs();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0]["name"], "first");
    EXPECT_EQ(listed[0]["run"], last["run"]);
    EXPECT_EQ(listed[0]["accuracy"], last["accuracy"]);
    EXPECT_THAT(std::string(listed[0]["created"]), testing::MatchesRegex("20..-..-..T..:..:..Z"));
}

TEST_F(Asge, EvaluatesTheCheckpointToTheSameValues) {
    const json last = jsonLines(asge({"train", file(), "--json"}).out).back();
    const std::string id = std::to_string(last["run"].get<int>());
    const json all = json::parse(asge({"eval", id, "--json"}).out);
    EXPECT_EQ(all["accuracy"], last["accuracy"]);
    EXPECT_EQ(all["layers"], last["layers"]);
    const json one = json::parse(asge({"eval", id, "--strategy", "fusion", "--json"}).out);
    EXPECT_EQ(one["accuracy"], last["accuracy"]["fusion"]);
}

TEST_F(Asge, PrintsTop5AccuraciesForManyClasses) {
    const std::string data = (folder_.path() / "many").string();
    test::writeTinyFiles(data, 12);
    const auto lines =
        jsonLines(asge({"train", file(), "--json", "--set", "data.path=" + data}).out);
    ASSERT_EQ(lines.size(), 4U);
    for (const json& line : lines) {
        for (const char* prediction : {"last", "fusion", "best"}) {
            EXPECT_GE(line["top5"][prediction], line["accuracy"][prediction]);
            EXPECT_LE(line["top5"][prediction], 1);
        }
    }
    for (const json& layer : lines[2]["layers"]) {
        EXPECT_GE(layer["top5"], layer["accuracy"]);
    }
    EXPECT_EQ(lines[2]["train"][0].count("top5"), 0) << "it is not measured on training images";
    EXPECT_GT(lines[2]["train"][0]["gradient_norm"], 0);
    EXPECT_EQ(lines[3]["top5"], lines[2]["top5"]) << "the run has the values of its last epoch";
    EXPECT_EQ(runs()[0]["top5"], lines[2]["top5"]);
    const json shown = json::parse(asge({"runs", "show", "1", "--json"}).out);
    EXPECT_EQ(shown["history"][0]["top5"], lines[0]["top5"]);
    const json measured = json::parse(asge({"eval", "1", "--json"}).out);
    EXPECT_EQ(measured["top5"], lines[2]["top5"]);
    EXPECT_EQ(measured["layers"], lines[2]["layers"]) << "with the top-5 accuracies";
    const json one = json::parse(asge({"eval", "1", "--strategy", "best", "--json"}).out);
    EXPECT_EQ(one["top5"], lines[2]["top5"]["best"]);

    const auto percent = [&](const char* prediction) {
        char text[16];
        std::snprintf(text, sizeof text, "%.2f", 100 * lines[2]["top5"][prediction].get<double>());
        return std::string(text);
    };
    EXPECT_THAT(asge({"eval", "1"}).out,
                testing::ContainsRegex("fusion +[0-9.]+ %  top-5 +" + percent("fusion") + " %  "));
    const std::string table = asge({"runs", "show", "1"}).out;
    EXPECT_THAT(table,
                testing::HasSubstr("best layer %  top-5: last %  fus. %  best layer %  wait %"));
    EXPECT_THAT(table, testing::ContainsRegex(" +" + percent("last") + " +" + percent("fusion") +
                                              " +" + percent("best") + "  "));
    EXPECT_THAT(asge({"train", file(), "--set", "data.path=" + data}).out,
                testing::HasSubstr(")  top-5 last " + percent("last") + " %  fusion " +
                                   percent("fusion") + " %  best layer " + percent("best") +
                                   " %  layers "));
}

TEST_F(Asge, NamesTheQuantitiesOfForwardForward) {
    const Ended ended = asge(
        {"train", file(), "--json", "--set", "method=forward-forward", "--set", "train.epochs=1"});
    ASSERT_EQ(ended.status, 0) << ended.error;
    const json epoch = jsonLines(ended.out).at(0);
    EXPECT_EQ(epoch["train"][0].count("accuracy"), 0) << "it is not the test images' accuracy";
    EXPECT_GE(epoch["train"][0]["positive_negative_accuracy"], 0);
    EXPECT_GE(epoch["train"][0]["positive_negative_loss"], 0);
    EXPECT_GE(epoch["layers"][0]["accuracy"], 0);
    const json shown = json::parse(asge({"runs", "show", "1", "--json"}).out);
    EXPECT_EQ(shown["history"][0]["train"], epoch["train"]);
}

TEST_F(Asge, ReadoutsThatNeverLearnedAreNoResults) {
    const Ended ended =
        asge({"train", file(), "--json", "--set", "method=backprop", "--set", "train.epochs=1"});
    ASSERT_EQ(ended.status, 0) << ended.error;
    const auto lines = jsonLines(ended.out);
    for (const json& each : lines) {
        EXPECT_TRUE(each["accuracy"]["last"].is_number());
        EXPECT_TRUE(each["accuracy"]["fusion"].is_null());
        EXPECT_TRUE(each["accuracy"]["best"].is_null());
        EXPECT_EQ(each["layers"][0]["untrained_readout"], true);
        EXPECT_EQ(each["layers"][2].count("untrained_readout"), 0);
    }
    EXPECT_EQ(runs()[0]["accuracy"], lines[0]["accuracy"]);
    const json measured = json::parse(asge({"eval", "1", "--json"}).out);
    EXPECT_TRUE(measured["accuracy"]["fusion"].is_null());
    const json asked = json::parse(asge({"eval", "1", "--strategy", "fusion", "--json"}).out);
    EXPECT_TRUE(asked["accuracy"].is_number());
    EXPECT_EQ(asked["untrained_readout"], true) << "a number that is asked for is labelled";
    const std::string last = asge({"runs", "list", "--columns", "last,fusion,layer1"}).out;
    EXPECT_THAT(last, testing::ContainsRegex("[0-9] +– +–"));
    EXPECT_THAT(asge({"runs", "list"}).out, testing::ContainsRegex("[0-9][0-9] +– +– "));
    EXPECT_THAT(asge({"runs", "show", "1"}).out, testing::HasSubstr("never learned"));
    const json outcomes = json::parse(asge({"outcomes", "1", "--json"}).out);
    EXPECT_EQ(outcomes["layers"][0]["untrained_readout"], true);
    EXPECT_EQ(outcomes["fusion"]["untrained_readout"], true);
    EXPECT_EQ(outcomes["best_range_on_validation"]["from"], 3);
}

TEST_F(Asge, PrintsNoTop5AccuraciesForFewClasses) {
    EXPECT_THAT(asge({"train", file(), "--json"}).out, testing::Not(testing::HasSubstr("top5")));
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"train", file()}, {"runs", "show", "1"}, {"eval", "1"}}) {
        const std::string out = asge(words).out;
        EXPECT_THAT(out, testing::HasSubstr("fus"));
        EXPECT_THAT(out, testing::Not(testing::HasSubstr("top-5"))) << words[0];
    }
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"runs", "show", "1", "--json"},
                                               {"runs", "list", "--json"},
                                               {"eval", "1", "--json"}}) {
        EXPECT_THAT(asge(words).out, testing::Not(testing::HasSubstr("top5"))) << words[1];
    }
}

TEST_F(Asge, ShowsAndDeletesARun) {
    asge({"train", file(), "--json"});
    const json shown = json::parse(asge({"runs", "show", "1", "--json"}).out);
    EXPECT_EQ(shown["history"].size(), 3U);
    EXPECT_EQ(shown["experiment"]["network"]["layers"], "4 8M 12");
    EXPECT_EQ(asge({"runs", "delete", "1"}).status, 0);
    EXPECT_TRUE(runs().empty());
}

TEST_F(Asge, BadInputIsOneLineAndExitStatus2) {
    std::ofstream(folder_.path() / "broken.json") << "{\"train\": {\"bach\": 3}}";
    Experiment deep = loadExperiment(file());
    deep.network.layers = parseLayers("4M 4M 4M 4M 4M");
    std::ofstream(folder_.path() / "deep.json") << toJson(deep);
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
        {{"train", "nowhere.json"}, "nowhere.json"},
        {{"train", (folder_.path() / "broken.json").string()}, "train.bach"},
        {{"train", file(), "--set", "train.batch=-3"}, "train.batch"},
        {{"train", file(), "--set", "train.epochs"}, "train.epochs"},
        {{"train", file(), "--set", "data.path=/nowhere"},
         "--set data.path=/nowhere: /nowhere: there is no such folder"},
        {{"train", file(), "--set", "device=cuda:55"}, "--set device=cuda:55: "},
        {{"train", file(), "--set", "network.layers=4M 4M 4M 4M 4M"}, "layer 4"},
        {{"train", file(), "--set", "data.limit=5", "--set", "data.validation=9999"},
         "--set data.validation=9999: "},
        {{"train", (folder_.path() / "deep.json").string()}, "deep.json: network.layers: "},
        {{"train", file(), "--name", "two\nlines"}, "--name: holds a control"},
        {{"train", file(), "--name", "\x1b[2Jclear"}, "--name: holds a control"},
        {{"train", file(), "--name", "\xff"}, "--name: is not UTF-8"},
        {{"train", file(), "--name", ""}, "--name: is blank"},
        {{"train", file(), "--name", "  "}, "--name: is blank"},
        {{"train", file(), "--name", std::string(120000, 'x')}, "--name: is longer than 200"},
        {{"runs", "show", "99999999999999999999"}, "'99999999999999999999' is not a run's number"},
        {{"runs", "show", ""}, "'' is not a run's number"},
        {{"runs", "delete", "x"}, "'x' is not a run's number"},
        {{"eval", "0x1"}, "'0x1' is not a run's number"},
        {{"eval", "0"}, "'0' is not a run's number"},
        {{"runs", "bogus"}, "'bogus'"},
        {{"runs", "show", "99"}, "run 99"},
        {{"runs", "delete", "99"}, "run 99"},
        {{"eval", "99"}, "run 99"},
        {{"eval", "1", "--strategy", "worst"}, "strategy"},
        {{"train"}, "experiment"},
    };
    for (const auto& [words, named] : cases) {
        const Ended ended = asge(words);
        EXPECT_EQ(ended.status, 2) << words.back();
        EXPECT_THAT(ended.error, testing::HasSubstr(named));
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
        EXPECT_EQ(ended.out, "");
    }
}

TEST_F(Asge, NamesUnknownCommandsAndMissingStores) {
    for (const auto& [words, named] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{ASGE_BINARY, "bogus"}, "'bogus'"},
             {{ASGE_BINARY, "bo\x1bgus"}, "'bo?gus'"},
             {{ASGE_BINARY, "--bogus"}, "'--bogus'"},
             {{ASGE_BINARY}, "name a command"},
             {{ASGE_BINARY, "runs", "list", "--store", ""}, "--store: "},
             {{ASGE_BINARY, "train", file(), "--store", ""}, "--store: "},
         }) {
        const Ended ended = test::run(words);
        EXPECT_EQ(ended.status, 2) << named;
        EXPECT_THAT(ended.error, testing::HasSubstr(named));
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
    }
}

TEST_F(Asge, AFileThatIsNotAStoreIsBadInputToEveryCommand) {
    const auto at = [&](const char* name) { return (folder_.path() / name).string(); };
    std::ofstream(at("text")) << std::string(2000, 'x');
    std::filesystem::create_directory(at("folder"));
    execute(at("other"), "CREATE TABLE t (x)");
    const std::vector<std::vector<std::string>> commands = {{"train", file()},
                                                            {"eval", "1"},
                                                            {"runs", "list"},
                                                            {"runs", "show", "1"},
                                                            {"runs", "delete", "1"}};
    for (const char* name : {"text", "folder", "other"}) {
        for (auto words : commands) {
            words.insert(words.begin(), ASGE_BINARY);
            words.insert(words.end(), {"--store", at(name)});
            const Ended ended = test::run(words);
            EXPECT_EQ(ended.status, 2) << words[1] << ' ' << name << ": " << ended.error;
            EXPECT_THAT(ended.error, testing::StartsWith("asge: " + at(name) + ": is "))
                << words[1];
        }
    }
}

TEST_F(Asge, LostOutputIsAFailureButTheRunIsKept) {
    const auto intoFull = [&](std::string command) {
        return test::run(
            {"/bin/sh", "-c",
             std::string(ASGE_BINARY) + ' ' + command + " --store '" + store() + "' >/dev/full"});
    };
    for (const std::string& command :
         {"train '" + file() + "' --json", "train '" + file() + "'", std::string("runs list"),
          std::string("runs list --json"), std::string("runs show 1"), std::string("eval 1")}) {
        const Ended ended = intoFull(command);
        EXPECT_EQ(ended.status, 1) << command;
        EXPECT_THAT(ended.error, testing::HasSubstr("the output could not be written"));
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
    }
    const json listed = runs();
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[0]["status"], "finished");
    EXPECT_EQ(listed[1]["status"], "finished");
}

TEST_F(Asge, LongNamesAreCutInTheListOnly) {
    const std::string name = std::string(150, 'n') + "end";
    ASSERT_EQ(asge({"train", file(), "--name", name, "--set", "train.epochs=1"}).status, 0);
    EXPECT_THAT(asge({"runs", "list"}).out, testing::Not(testing::HasSubstr("end")));
    EXPECT_THAT(asge({"runs", "show", "1"}).out, testing::HasSubstr(name));
    EXPECT_EQ(runs()[0]["name"], name);
}

/// The texts that were shown on a terminal's line before each redraw.
std::vector<std::string> drawings(const std::string& out) {
    std::vector<std::string> texts;
    const std::string erase = "\r\033[K";
    for (std::size_t at = 0; at != std::string::npos;) {
        const std::size_t next = out.find(erase, at);
        texts.push_back(out.substr(at, next == std::string::npos ? next : next - at));
        at = next == std::string::npos ? next : next + erase.size();
    }
    return texts;
}

TEST_F(Asge, TheBarShowsEveryLayerAndGivesWayToTheLastLine) {
    const auto words = command({"train", file(), "--set", "train.epochs=100000", "--set",
                                "network.layers=4 8M 12 12", "--name", std::string(200, 'n')});
    test::Process process(words, 80);
    const auto bars = [](const std::string& out) {
        std::size_t count = 0;
        for (std::size_t at = 0; (at = out.find("ETA", at)) != std::string::npos; ++at) {
            ++count;
        }
        return count > 5;
    };
    ASSERT_TRUE(process.readUntil(bars, 60000));
    process.kill(SIGINT);
    const Ended ended = process.wait();
    EXPECT_EQ(ended.status, 130);
    const auto texts = drawings(ended.out);
    EXPECT_EQ(texts.front().find(std::string(70, 'n')), std::string::npos) << "an elided name";
    for (const std::string& text : texts) {
        if (text.find("ETA") == std::string::npos) {
            continue;
        }
        EXPECT_THAT(text, testing::MatchesRegex(
                              "epoch .* img/s  ETA [0-9:]+  layers( [0-9]+(.[0-9])?){4} %"));
        EXPECT_EQ(text.find('\n'), std::string::npos);
    }
    EXPECT_THAT(texts.back(),
                testing::HasSubstr("run 1: stopped after")); // an epoch's line may precede it
}

TEST_F(Asge, AHangUpEndsItLikeCtrlC) {
    test::Process process(command({"train", file(), "--json", "--set", "train.epochs=100000"}));
    ASSERT_TRUE(process.readUntil(
        [](const std::string& out) { return out.find("{\"epoch\":1,") != std::string::npos; },
        60000));
    process.kill(SIGHUP);
    const Ended ended = process.wait();
    EXPECT_EQ(ended.status, 130);
    EXPECT_EQ(jsonLines(ended.out).back()["status"], "stopped");
}

TEST_F(Asge, CtrlCMayComeBeforeTheFirstBatch) {
    test::Process process(command({"train", file(), "--json", "--set", "train.epochs=100000"}));
    ASSERT_TRUE(test::catches(process.pid(), SIGINT, 30000));
    process.kill(SIGINT);
    const Ended ended = process.wait();
    EXPECT_EQ(ended.status, 130) << ended.error;
    EXPECT_EQ(ended.error, "asge: stopped before the first batch; no run was created\n");
    EXPECT_EQ(runs(), json::array());
}

TEST_F(Asge, ListingCreatesNoStore) {
    EXPECT_EQ(runs(), json::array());
    EXPECT_FALSE(std::filesystem::exists(store()));
}

TEST_F(Asge, PrintsItsVersion) {
    const Ended ended = asge({"--version"});
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.out, testing::MatchesRegex("asge [0-9.]+, LibTorch [0-9.]+.*\n"));
}

TEST_F(Asge, LoadsLibTorchOnlyToCompute) {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"--version"}, {"runs", "list"}, {"train", "nowhere.json"}}) {
        const Ended ended = test::runListingLibraries(command(words));
        EXPECT_THAT(ended.error, testing::HasSubstr("libasge_base")) << words.back();
        EXPECT_THAT(ended.error, Not(testing::HasSubstr("libtorch"))) << words.back();
    }
    const Ended ended = test::runListingLibraries(command({"train", file()}));
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.error, testing::HasSubstr("libtorch"));
}

TEST_F(Asge, ThreadsThatWaitDoNotSpin) {
    const Ended ended = test::runShowingOpenMpSettings(command({"train", file()}));
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.error, testing::HasSubstr("GOMP_SPINCOUNT = '0'"));
}

TEST_F(Asge, CtrlCStopsAfterTheBatchSavesAndExitsWith130) {
    test::Process process(command({"train", file(), "--json", "--set", "train.epochs=100000"}));
    ASSERT_TRUE(process.readUntil(
        [](const std::string& out) { return out.find("{\"epoch\":2,") != std::string::npos; },
        60000));
    process.kill(SIGINT);
    const Ended ended = process.wait();
    EXPECT_EQ(ended.status, 130);
    const auto lines = jsonLines(ended.out);
    EXPECT_EQ(lines.back()["status"], "stopped");
    EXPECT_EQ(lines.back()["epochs"], lines.size() - 1) << "every reported epoch is kept";
    const std::string id = std::to_string(lines.back()["run"].get<int>());
    EXPECT_EQ(asge({"eval", id}).status, 0) << "its checkpoint can be used";
}

TEST_F(Asge, KeepsEveryFinishedEpochWhenKilledTwentyTimes) {
    std::mt19937 random(20);
    for (int i = 0; i < 20; ++i) {
        test::Process process(command({"train", file(), "--json", "--set", "train.epochs=100000"}));
        ASSERT_TRUE(process.readUntil(
            [](const std::string& out) { return out.find("\"epoch\":1,") != std::string::npos; },
            60000));
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 400));
        process.kill(SIGKILL);
        const Ended ended = process.wait();
        ASSERT_EQ(ended.signal, SIGKILL);
        const auto reported = std::count(ended.out.begin(), ended.out.end(), '\n');

        ASSERT_EQ(integrity(store()), "ok");
        const json run = runs()[0];
        EXPECT_EQ(run["status"], "interrupted");
        EXPECT_GE(run["epochs"], reported);
        const std::string id = std::to_string(run["run"].get<int>());
        const json shown = json::parse(asge({"runs", "show", id, "--json"}).out);
        ASSERT_EQ(shown["history"].size(), run["epochs"]);
        for (std::size_t epoch = 0; epoch < shown["history"].size(); ++epoch) {
            EXPECT_EQ(shown["history"][epoch]["epoch"], epoch + 1);
            EXPECT_EQ(shown["history"][epoch]["layers"].size(), 3U);
        }
    }
    EXPECT_EQ(runs().size(), 20U);
}

} // namespace
} // namespace asge
