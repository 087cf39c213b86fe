// The command line as its users meet it: the built program, its output and its exit status.
#include "tests/e2e/process.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <thread>

namespace asge {
namespace {

using nlohmann::json;
using test::Ended;

std::vector<json> jsonLines(const std::string& text) {
    std::vector<json> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(json::parse(line));
    }
    return lines;
}

class Asge : public testing::Test {
  protected:
    Asge() {
        test::writeTinyFiles(folder_.path() / "data");
        Experiment experiment = test::tinyExperiment();
        experiment.data.path = (folder_.path() / "data").string();
        std::ofstream(file()) << toJson(experiment);
    }

    std::string file() const { return (folder_.path() / "tiny.json").string(); }
    std::string store() const { return (folder_.path() / "runs.sqlite").string(); }

    std::vector<std::string> command(std::vector<std::string> words) const {
        words.insert(words.begin(), ASGE_BINARY);
        if (words[1] != "--version") {
            words.insert(words.end(), {"--store", store()});
        }
        return words;
    }
    Ended asge(const std::vector<std::string>& words) const { return test::run(command(words)); }
    json runs() const { return json::parse(asge({"runs", "list", "--json"}).out); }

    test::TemporaryFolder folder_;
};

TEST_F(Asge, TrainsAndSaysSoInJson) {
    const Ended ended =
        asge({"train", file(), "--json", "--name", "first", "--set", "train.epochs=2"});
    ASSERT_EQ(ended.status, 0) << ended.error;
    const auto lines = jsonLines(ended.out);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0]["epoch"], 1);
    EXPECT_EQ(lines[1]["epoch"], 2);
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

TEST_F(Asge, EvaluatesTheCheckpointToTheSameFigures) {
    const json last = jsonLines(asge({"train", file(), "--json"}).out).back();
    const std::string id = std::to_string(last["run"].get<int>());
    const json all = json::parse(asge({"eval", id, "--json"}).out);
    EXPECT_EQ(all["accuracy"], last["accuracy"]);
    EXPECT_EQ(all["layers"], last["layers"]);
    const json one = json::parse(asge({"eval", id, "--strategy", "fusion", "--json"}).out);
    EXPECT_EQ(one["accuracy"], last["accuracy"]["fusion"]);
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
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
        {{"train", "nowhere.json"}, "nowhere.json"},
        {{"train", (folder_.path() / "broken.json").string()}, "train.bach"},
        {{"train", file(), "--set", "train.batch=-3"}, "train.batch"},
        {{"train", file(), "--set", "train.epochs"}, "train.epochs"},
        {{"train", file(), "--set", "data.path=/nowhere"}, "/nowhere"},
        {{"train", file(), "--set", "device=cuda:55"}, "cuda:55"},
        {{"train", file(), "--set", "network.layers=4M 4M 4M 4M 4M"}, "layer 4"},
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

TEST_F(Asge, ListingMakesNoStore) {
    EXPECT_EQ(runs(), json::array());
    EXPECT_FALSE(std::filesystem::exists(store()));
}

TEST_F(Asge, TellsItsVersion) {
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
    const Ended ended = test::runTellingOfThreads(command({"train", file()}));
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
    EXPECT_EQ(lines.back()["epochs"], lines.size() - 1) << "every epoch that was told is kept";
    const std::string id = std::to_string(lines.back()["run"].get<int>());
    EXPECT_EQ(asge({"eval", id}).status, 0) << "its checkpoint can be used";
}

std::string integrity(const std::string& file) {
    sqlite3* raw = nullptr;
    sqlite3_open(file.c_str(), &raw);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> store(raw, sqlite3_close);
    std::string answer;
    sqlite3_exec(
        store.get(), "PRAGMA integrity_check",
        [](void* text, int, char** values, char**) {
            *static_cast<std::string*>(text) += values[0];
            return 0;
        },
        &answer, nullptr);
    return answer;
}

TEST_F(Asge, KilledTwentyTimesKeepsEveryFinishedEpoch) {
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
        const auto told = std::count(ended.out.begin(), ended.out.end(), '\n');

        ASSERT_EQ(integrity(store()), "ok");
        const json run = runs()[0];
        EXPECT_EQ(run["status"], "interrupted");
        EXPECT_GE(run["epochs"], told);
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
