// SPDX-License-Identifier: GPL-3.0-or-later

// `asge control`: steering a training in another process.
#include "core/run/command.h"
#include "tests/e2e/asge_fixture.h"
#include "tests/e2e/store_file.h"

#include <gmock/gmock.h>

#include <chrono>
#include <map>
#include <random>
#include <sstream>
#include <thread>
#include <tuple>

namespace asge {
namespace {

using nlohmann::json;
using test::Ended;
using test::Process;
using testing::HasSubstr;

class Control : public test::AsgeFixture {
  protected:
    /// A command that trains without output, which nobody would read while a test waits.
    std::vector<std::string> silent(const std::vector<std::string>& words) const {
        std::vector<std::string> all{"/bin/sh", "-c", "exec \"$@\" >/dev/null", "sh"};
        const auto program = command(words);
        all.insert(all.end(), program.begin(), program.end());
        return all;
    }
    std::vector<std::string> trainCommand(int epochs) const {
        return silent({"train", file(), "--json", "--set", "network.layers=4 8M 12 6", "--set",
                       "train.epochs=" + std::to_string(epochs), "--set",
                       "checkpoint.minutes=0.001"});
    }
    /// Waits until the run has begun and has been resumed `resumes` times.
    bool hasBegun(int run = 1, std::size_t resumes = 0) const {
        return becomes("SELECT count(*) FROM segment WHERE run = " + std::to_string(run),
                       std::to_string(resumes + 1), std::chrono::minutes(1)) &&
               becomes("SELECT count(*) > 0 FROM step WHERE run = " + std::to_string(run), "1",
                       std::chrono::minutes(1));
    }
    /// Waits until a query's result is `wanted`.
    bool becomes(const std::string& query, const std::string& wanted,
                 std::chrono::milliseconds patience) const {
        const auto end = std::chrono::steady_clock::now() + patience;
        while (test::firstCell(store(), query) != wanted) {
            if (std::chrono::steady_clock::now() > end) {
                return false;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return true;
    }
    Ended control(const std::string& words, bool asJson = true) const {
        std::vector<std::string> all{"control", "1"};
        std::istringstream parts(words);
        for (std::string part; parts >> part;) {
            all.push_back(part);
        }
        if (asJson) {
            all.emplace_back("--json");
        }
        return asge(all);
    }
    json answerTo(const std::string& words) const {
        const Ended ended = control(words);
        EXPECT_EQ(ended.error, "") << words;
        return json::parse(ended.out);
    }
    json events() const { return json::parse(asge({"runs", "show", "1", "--json"}).out)["events"]; }
    std::string statusOfRun() const {
        return json::parse(asge({"runs", "show", "1", "--json"}).out)["status"];
    }
    /// Every number of a run, bit for bit, and the digests of its checkpoints.
    std::string allOf(int run) const {
        const std::string id = std::to_string(run);
        return test::firstCell(store(), "SELECT group_concat(step || hex(scores)) FROM step"
                                        " WHERE run = " +
                                            id) +
               test::firstCell(store(), "SELECT group_concat(epoch || metric || hex(value)) FROM"
                                        " (SELECT * FROM epoch_value WHERE part <> 1 AND run = " +
                                            id + " ORDER BY epoch, split, metric, part)") +
               test::firstCell(store(),
                               "SELECT group_concat(sha256) FROM checkpoint WHERE run = " + id);
    }
};

TEST_F(Control, TheScriptOfASession) {
    Process training(trainCommand(100000));
    ASSERT_TRUE(hasBegun());
    std::int64_t before = 0;
    for (const auto& [words, kind, layer, value] :
         {std::tuple("freeze 1", "freeze", json(1), json(nullptr)),
          std::tuple("rate 2 0.5", "rate", json(2), json(0.5)),
          std::tuple("reset 3", "reset", json(3), json(nullptr)),
          std::tuple("redraw 4", "redraw", json(4), json(nullptr)),
          std::tuple("weight-decay 0.01", "weight_decay", json(nullptr), json(0.01)),
          std::tuple("pause", "pause", json(nullptr), json(nullptr)),
          std::tuple("step", "step", json(nullptr), json(nullptr))}) {
        const json answer = answerTo(words);
        EXPECT_EQ(answer["run"], 1);
        EXPECT_EQ(answer["command"], kind);
        EXPECT_EQ(answer["layer"], layer);
        EXPECT_EQ(answer["value"], value);
        EXPECT_EQ(answer["status"], "applied") << answer;
        EXPECT_GE(answer["step"], before);
        before = answer["step"];
    }
    const json epoch = answerTo("epoch");
    EXPECT_EQ(epoch["step"], before + 1) << "one step was taken";
    EXPECT_TRUE(becomes("SELECT status FROM run", "paused", std::chrono::seconds(30)))
        << "after the epoch";
    EXPECT_EQ(answerTo("resume")["status"], "applied");
    EXPECT_EQ(answerTo("stop")["status"], "applied");
    EXPECT_EQ(training.wait().status, 130);
    EXPECT_EQ(statusOfRun(), "stopped");

    std::vector<std::string> kinds;
    for (const json& event : events()) {
        if (event["source"] == "terminal") {
            kinds.push_back(event["kind"]);
            EXPECT_THAT(std::string(event["time"]), testing::MatchesRegex("2[0-9-]+T[0-9:]+Z"));
            EXPECT_GE(event["epoch"], 1);
        }
    }
    EXPECT_EQ(kinds, (std::vector<std::string>{"freeze", "rate", "reset", "redraw", "weight_decay",
                                               "pause", "step", "epoch", "resume", "stop"}));
    EXPECT_EQ(control("pause").status, 1);
    const json expired = json::parse(control("pause").out);
    EXPECT_EQ(expired["status"], "expired");
    EXPECT_EQ(expired["reason"], "the run is stopped");
}

TEST_F(Control, RefusesAndExplains) {
    Process training(trainCommand(100000));
    ASSERT_TRUE(hasBegun());
    const Ended refused = control("freeze 5");
    EXPECT_EQ(refused.status, 2);
    EXPECT_EQ(json::parse(refused.out)["status"], "refused");
    EXPECT_EQ(json::parse(refused.out)["reason"],
              "freeze: there is no layer 5: the network has 4 layers");
    const Ended spoken = control("thaw 1", false);
    EXPECT_EQ(spoken.status, 2);
    EXPECT_EQ(spoken.error, "asge: run 1: thaw 1: refused: layer 1 is not frozen\n");
    EXPECT_EQ(spoken.out, "");
    for (const auto& [words, said] :
         {std::pair("", "control: a command is missing; it is one of pause, resume"),
          std::pair("melt 1", "control: there is no command 'melt'; there are pause, resume"),
          std::pair("rate", "control: use: rate [LAYER] FACTOR"),
          std::pair("rate 2 fast", "rate: 'fast' is not a number; use: rate [LAYER] FACTOR"),
          std::pair("freeze 1.5", "freeze: a layer is a whole number from 1 up, not 1.5"),
          std::pair("freeze 1 2", "control: use: freeze LAYER")}) {
        const Ended ended = control(words);
        EXPECT_EQ(ended.status, 2) << words;
        EXPECT_THAT(ended.error, HasSubstr(said));
        EXPECT_EQ(ended.out, "");
    }
    for (const json& event : events()) {
        EXPECT_NE(event["source"], "terminal") << "nothing was changed";
    }
    const json state = answerTo("--list");
    EXPECT_EQ(state["layers"].size(), 4U);
    EXPECT_EQ(state["commands"].size(), 2U);
    EXPECT_EQ(asge({"control", "9", "pause"}).error, "asge: run 9: no such run\n");
}

/// A process that dies leaves no command waiting.
TEST_F(Control, ACommandToADeadProcessExpires) {
    Process training(trainCommand(100000));
    ASSERT_TRUE(hasBegun());
    training.kill(SIGSTOP);
    Process waiting(command({"control", "1", "freeze", "1", "--json"}));
    // If the process was stopped while it wrote, the command can't be added before its end.
    becomes("SELECT count(*) FROM command", "1", std::chrono::seconds(3));
    training.kill(SIGKILL);
    training.wait();
    const Ended ended = waiting.wait();
    EXPECT_EQ(ended.status, 1);
    EXPECT_EQ(json::parse(ended.out)["status"], "expired");
    EXPECT_EQ(control("freeze 1 --timeout 1").status, 1);
}

/// A run that is steered, and killed at random places, ends as one that had the same commands at
/// the same steps and was not killed after any of them.
TEST_F(Control, AKilledRunEndsBitForBitLikeAnotherWithTheSameCommands) {
    constexpr int kEpochs = 500;
    std::mt19937 random(7);
    const std::vector<std::string> script{"freeze 1", "rate 2 0.5",  "reset 3",
                                          "redraw 4", "dropout 0.1", "reset 3"};
    for (std::size_t i = 0; i < script.size(); ++i) {
        Process training(i == 0 ? trainCommand(kEpochs)
                                : silent({"train", "--resume", "1", "--json"}));
        ASSERT_TRUE(hasBegun(1, i));
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 100));
        EXPECT_EQ(answerTo(script[i])["status"], "applied") << script[i];
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 50));
        if (i + 1 < script.size()) {
            training.kill(SIGKILL);
        }
        training.wait();
    }
    ASSERT_EQ(statusOfRun(), "finished");

    Process other(trainCommand(kEpochs));
    ASSERT_TRUE(hasBegun(2));
    other.kill(SIGKILL);
    other.wait();
    test::execute(
        store(),
        "PRAGMA foreign_keys = ON; DELETE FROM checkpoint WHERE run = 2; DELETE FROM intervention "
        "WHERE run = 2;"
        "INSERT INTO intervention (run, step, seconds, kind, text, epoch, layer, value, source, "
        "time)"
        " SELECT 2, step, seconds, kind, text, epoch, layer, value, source, time"
        " FROM intervention WHERE run = 1 AND source = 'terminal' ORDER BY id");
    const Ended repeated = asge({"train", "--resume", "2", "--json"});
    EXPECT_EQ(repeated.status, 0) << repeated.error;
    EXPECT_FALSE(allOf(1).empty());
    EXPECT_TRUE(allOf(1) == allOf(2));
}

/// Two processes send a hundred random commands each: none is lost or taken twice.
TEST_F(Control, TakesEachOfTwoHundredCommandsOnce) {
    constexpr int kEach = 100;
    Process training(trainCommand(100000));
    ASSERT_TRUE(hasBegun());
    const auto send = [&](unsigned seed) {
        std::mt19937 random(seed);
        const std::vector<std::string> words{"freeze 1",    "thaw 1",   "freeze 2", "thaw 2",
                                             "rate 3 0.7",  "reset 4",  "redraw 2", "checkpoint",
                                             "dropout 0.2", "rate 0.9", "resume"};
        std::string loop;
        for (int i = 0; i < kEach; ++i) {
            loop += std::string(ASGE_BINARY) + " control 1 " + words[random() % words.size()] +
                    " --json --store " + store() + "\n";
        }
        return std::vector<std::string>{"/bin/sh", "-c", loop};
    };
    Process one(send(1));
    Process two(send(2));
    const Ended first = one.wait();
    const Ended second = two.wait();
    control("stop");
    EXPECT_EQ(training.wait().status, 130);
    EXPECT_EQ(first.error + second.error, "");
    std::map<std::string, int> outcomes;
    for (const json& answer : test::jsonLines(first.out + second.out)) {
        ++outcomes[answer["status"]];
    }
    EXPECT_EQ(outcomes["applied"] + outcomes["refused"], 2 * kEach);
    EXPECT_GT(outcomes["refused"], 0);
    EXPECT_EQ(test::firstCell(store(), "SELECT count(*) FROM command"),
              std::to_string(2 * kEach + 1));
    EXPECT_EQ(test::firstCell(store(), "SELECT count(*) FROM command WHERE status = 'applied'"),
              std::to_string(outcomes["applied"] + 1));
    EXPECT_EQ(
        test::firstCell(store(), "SELECT count(*) FROM intervention WHERE source = 'terminal'"),
        std::to_string(outcomes["applied"] + 1))
        << "one intervention per command that was applied";
}

/// train.on_nonfinite decides what happens to a training that diverges.
TEST_F(Control, TheGuardNamesTheLayerAndActsAsTheExperimentSays) {
    const std::vector<std::string> diverging{"train",
                                             file(),
                                             "--json",
                                             "--set",
                                             "optimizer.name=sgd",
                                             "--set",
                                             "optimizer.learning_rate=10",
                                             "--set",
                                             "projection.gain=100"};
    const auto with = [&](const std::string& action) {
        auto words = diverging;
        words.insert(words.end(), {"--set", "train.on_nonfinite=" + action});
        return words;
    };
    const Ended stopped = asge(with("stop"));
    EXPECT_EQ(stopped.status, 1);
    EXPECT_THAT(stopped.error,
                testing::ContainsRegex("asge: epoch [0-9]+, step [0-9]+: layer [0-9]: "));
    EXPECT_EQ(statusOfRun(), "failed");
    bool found = false;
    for (const json& event : events()) {
        found = found || event["kind"] == "nonfinite";
    }
    EXPECT_TRUE(found);
    const std::string last = test::firstCell(store(), "SELECT max(step) FROM step WHERE run = 1");
    EXPECT_THAT(stopped.error, HasSubstr(", step " + last + ": ")) << "they show why it failed";
    EXPECT_LT(std::stol(test::firstCell(store(), "SELECT max(step) FROM checkpoint")),
              std::stol(last));
    EXPECT_EQ(asge({"runs", "check"}).status, 0);
    const Ended again = asge({"train", "--resume", "1"});
    EXPECT_EQ(again.status, 1) << "it fails at the same step";
    EXPECT_EQ(test::firstCell(store(), "SELECT max(step) FROM step WHERE run = 1"), last);
    EXPECT_EQ(test::firstCell(store(), "SELECT count(*) FROM step WHERE run = 1"), last)
        << "no step is missing";
    const Ended rolledBack = asge(with("rollback"));
    EXPECT_EQ(rolledBack.status, 0) << rolledBack.error;

    Process paused(command(with("pause")));
    EXPECT_TRUE(paused.readErrorUntil(
        [](const std::string& error) {
            return error.find("the training is paused") != std::string::npos;
        },
        60000));
    EXPECT_EQ(asge({"control", "3", "rate", "0.00001"}).status, 0);
    EXPECT_EQ(asge({"control", "3", "resume"}).status, 0);
    EXPECT_EQ(paused.wait().status, 0) << "with a lower rate it goes on from the last good step";
}

} // namespace
} // namespace asge
