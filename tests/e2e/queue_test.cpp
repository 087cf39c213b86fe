// SPDX-License-Identifier: GPL-3.0-or-later

// The queue of experiments at the command line.
#include "core/store/run_reader.h"
#include "tests/e2e/asge_fixture.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace asge {
namespace {

using test::Ended;
using test::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class QueueCommand : public test::AsgeFixture {
  protected:
    json entries() const { return json::parse(asge({"queue", "--json"}).out); }
    std::vector<std::string> each(const char* key) const {
        std::vector<std::string> values;
        for (const json& entry : entries()) {
            values.push_back(entry[key].is_string() ? entry[key].get<std::string>()
                                                    : entry[key].dump());
        }
        return values;
    }
    Ended add(std::vector<std::string> words) const {
        words.insert(words.begin(), {"queue", "add", file()});
        return asge(words);
    }
    void addThree() const {
        ASSERT_EQ(add({"--name", "one", "--set", "train.epochs=1"}).status, 0);
        ASSERT_EQ(add({"--name", "two", "--set", "data.path=/no/such/folder"}).status, 0);
        ASSERT_EQ(add({"--name", "three", "--tag", "last", "--set", "train.epochs=2"}).status, 0);
    }
};

TEST_F(QueueCommand, IsEmptyWithoutAStore) {
    EXPECT_EQ(asge({"queue", "--json"}).out, "[]\n");
    EXPECT_THAT(asge({"queue"}).out, StartsWith("the queue is empty"));
    EXPECT_EQ(asge({"queue", "run"}).status, 0);
    EXPECT_EQ(asge({"queue", "clear"}).out, "0 entries removed\n");
    const Ended ended = asge({"queue", "remove", "1"});
    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.error, StartsWith("asge: the queue is empty: there is no store at "));
    EXPECT_FALSE(std::filesystem::exists(store()));
}

TEST_F(QueueCommand, IsListedAndChanged) {
    addThree();
    const json first = entries()[0];
    EXPECT_EQ(first["entry"], 1);
    EXPECT_EQ(first["position"], 1);
    EXPECT_EQ(first["name"], "one");
    EXPECT_EQ(first["tags"], json::array());
    EXPECT_EQ(first["status"], "waiting");
    EXPECT_TRUE(first["run"].is_null());
    EXPECT_EQ(first["reason"], "");
    EXPECT_EQ(first["added"].get<std::string>().size(), 20U);
    EXPECT_EQ(entries()[2]["tags"], json::array({"last"}));
    EXPECT_THAT(asge({"queue", "move", "3", "1"}).out, HasSubstr("three"));
    EXPECT_THAT(each("name"), ElementsAre("three", "one", "two"));
    EXPECT_THAT(each("position"), ElementsAre("1", "2", "3"));
    EXPECT_EQ(asge({"queue", "remove", "1", "3"}).out, "2 entries removed\n");
    EXPECT_THAT(each("name"), ElementsAre("two"));
    EXPECT_EQ(asge({"queue", "remove", "1"}).error, "asge: queue entry 1: no such entry\n");
    EXPECT_EQ(asge({"queue", "move", "2", "0"}).error,
              "asge: '0' is not a position, which is a whole number from 1 up\n");
    EXPECT_EQ(asge({"queue", "remove", "2", "x"}).error,
              "asge: 'x' is not the number of a queue entry, which is a whole number from 1 up\n");
    EXPECT_EQ(asge({"queue", "list", "--json"}).out, asge({"queue", "--json"}).out);
}

TEST_F(QueueCommand, RefusesWhatCanNeverBeTrained) {
    Ended ended = add({"--set", "train.epochs=-1"});
    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.error, HasSubstr("train.epochs"));
    EXPECT_EQ(asge({"queue", "add"}).status, 2);
    EXPECT_EQ(asge({"queue", "add", "--run", "7"}).status, 2);
    EXPECT_EQ(asge({"queue", "add", file(), "--run", "7"}).status, 2);
    EXPECT_FALSE(std::filesystem::exists(store()));
}

TEST_F(QueueCommand, AFailureDoesNotStopTheRest) {
    addThree();
    const Ended ended = asge({"queue", "run"});
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.error, HasSubstr("asge: queue entry 2: two: data.path: /no/such/folder"));
    EXPECT_THAT(ended.out, HasSubstr("epoch"));
    EXPECT_THAT(ended.out, HasSubstr("run 2: finished after 2 epochs"));
    EXPECT_THAT(ended.out, HasSubstr("\nqueue: 2 finished, 1 failed, 0 waiting\n"));
    EXPECT_THAT(each("status"), ElementsAre("finished", "failed", "finished"));
    EXPECT_THAT(each("run"), ElementsAre("1", "null", "2"));
    EXPECT_THAT(entries()[1]["reason"].get<std::string>(), StartsWith("data.path: "));
    EXPECT_EQ(runs()[0]["name"], "three");
    EXPECT_EQ(runs()[0]["tags"], json::array({"last"}));
    EXPECT_EQ(asge({"queue", "run"}).out, "the queue has no waiting entries\n");
    EXPECT_EQ(asge({"queue", "clear"}).out, "2 entries removed\n");
    EXPECT_THAT(each("name"), ElementsAre("two"));
}

TEST_F(QueueCommand, PrintsJson) {
    ASSERT_EQ(add({"--set", "train.epochs=1"}).status, 0);
    const Ended ended = asge({"queue", "run", "--json"});
    EXPECT_EQ(ended.status, 0) << ended.error;
    const auto lines = test::jsonLines(ended.out);
    ASSERT_EQ(lines.size(), 3U) << ended.out;
    EXPECT_EQ(lines[0]["epoch"], 1);
    EXPECT_EQ(lines[1]["status"], "finished");
    EXPECT_EQ(lines[1]["epochs"], 1);
    EXPECT_EQ(lines[2]["entry"], 1);
    EXPECT_EQ(lines[2]["run"], 1);
    EXPECT_EQ(lines[2]["status"], "finished");
}

TEST_F(QueueCommand, ASignalLeavesTheEntryForTheNextCall) {
    ASSERT_EQ(add({"--name", "long", "--set", "train.epochs=200"}).status, 0);
    ASSERT_EQ(add({"--name", "next", "--set", "train.epochs=1"}).status, 0);
    const Ended whole = asge({"train", file(), "--set", "train.epochs=200"});
    ASSERT_EQ(whole.status, 0);
    {
        test::Process process(command({"queue", "run"}));
        ASSERT_TRUE(process.readUntil(
            [](const std::string& out) { return out.find("epoch") != std::string::npos; }, 60000));
        process.kill(SIGINT);
        const Ended ended = process.wait();
        EXPECT_EQ(ended.status, 130);
        EXPECT_THAT(ended.out, HasSubstr("run 2: stopped after "));
        EXPECT_THAT(ended.out, HasSubstr("2 waiting; 'asge queue run' continues the queue"));
    }
    EXPECT_THAT(each("status"), ElementsAre("waiting", "waiting"));
    EXPECT_THAT(each("run"), ElementsAre("2", "null"));
    const Ended rest = asge({"queue", "run"});
    EXPECT_EQ(rest.status, 0) << rest.error;
    EXPECT_THAT(rest.out, StartsWith("entry 1: long: resumes run 2\n"));
    EXPECT_THAT(each("status"), ElementsAre("finished", "finished"));
    EXPECT_THAT(each("run"), ElementsAre("2", "3"));
    const RunReader reader(store());
    EXPECT_EQ(reader.detail(2).epochs.size(), 200U);
    EXPECT_EQ(reader.lastEpoch(2)->accuracy().last, reader.lastEpoch(1)->accuracy().last)
        << "as if it had not been interrupted";
}

TEST_F(QueueCommand, AKilledProcessLeavesTheEntryForTheNextCall) {
    ASSERT_EQ(add({"--set", "train.epochs=200"}).status, 0);
    {
        test::Process process(command({"queue", "run"}));
        ASSERT_TRUE(process.readUntil(
            [](const std::string& out) { return out.find("epoch") != std::string::npos; }, 60000));
        EXPECT_THAT(each("status"), ElementsAre("running"));
        EXPECT_EQ(asge({"queue", "remove", "1"}).status, 2) << "it is being trained";
        EXPECT_EQ(asge({"queue", "run"}).out, "the queue has no waiting entries\n");
        process.kill(SIGKILL);
        process.wait();
    }
    EXPECT_THAT(each("status"), ElementsAre("interrupted"));
    EXPECT_EQ(asge({"queue", "run"}).status, 0);
    EXPECT_THAT(each("status"), ElementsAre("finished"));
    ASSERT_EQ(runs().size(), 1U) << "the run was resumed";
    EXPECT_EQ(runs()[0]["epochs"], 200);
}

TEST_F(QueueCommand, StoppingARunDoesNotStopTheQueue) {
    ASSERT_EQ(add({"--set", "train.epochs=100000"}).status, 0);
    ASSERT_EQ(add({"--set", "train.epochs=1"}).status, 0);
    test::Process process(command({"queue", "run"}));
    ASSERT_TRUE(process.readUntil(
        [](const std::string& out) { return out.find("epoch") != std::string::npos; }, 60000));
    EXPECT_EQ(asge({"control", "1", "stop"}).status, 0);
    EXPECT_EQ(process.wait().status, 1) << "not all are finished";
    EXPECT_THAT(each("status"), ElementsAre("stopped", "finished"));
    EXPECT_EQ(entries()[0]["reason"], "stopped by asge control");
}

TEST_F(QueueCommand, TwoProcessesShareIt) {
    for (int i = 0; i < 4; ++i) {
        ASSERT_EQ(add({"--set", "train.epochs=20"}).status, 0);
    }
    test::Process one(command({"queue", "run"}));
    test::Process two(command({"queue", "run"}));
    EXPECT_EQ(one.wait().status, 0);
    EXPECT_EQ(two.wait().status, 0);
    EXPECT_THAT(each("status"), ElementsAre("finished", "finished", "finished", "finished"));
    EXPECT_EQ(runs().size(), 4U);
}

TEST_F(QueueCommand, TakesSweepsAndSettingsOfRuns) {
    const std::string sweep = (folder_.path() / "sweep.json").string();
    std::ofstream(sweep) << R"({"name": "two", "base": "tiny.json", "set": {"train.epochs": 1},
                                "seeds": [1, 2]})";
    EXPECT_EQ(asge({"queue", "add", "--sweep", sweep}).status, 0);
    EXPECT_EQ(entries()[0]["tags"], json::array({"sweep:two"}));
    EXPECT_EQ(asge({"queue", "run"}).status, 0);
    EXPECT_THAT(asge({"sweep", sweep, "--dry-run"}).out, testing::Not(HasSubstr("open")))
        << "asge sweep knows the runs";
    EXPECT_EQ(asge({"queue", "clear"}).out, "2 entries removed\n");
    EXPECT_EQ(asge({"queue", "add", "--sweep", sweep}).out,
              "2 cells of 2 left out: with a run or in the queue already\n");
    EXPECT_TRUE(entries().empty());
    const Ended added = asge({"queue", "add", "--run", "1", "--set", "train.seed=9", "--json"});
    EXPECT_EQ(added.status, 0);
    EXPECT_EQ(test::jsonLines(added.out)[0]["name"], runs()[1]["name"]);
    EXPECT_EQ(asge({"queue", "run"}).status, 0);
    EXPECT_THAT(RunReader(store()).runs()[0].experimentJson, HasSubstr("\"seed\": 9"));
}

} // namespace
} // namespace asge
