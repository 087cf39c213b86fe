// SPDX-License-Identifier: GPL-3.0-or-later

// `asge sweep`, and the tags of runs.
#include "core/query/text_table.h"
#include "tests/core/store/version1_store.h"
#include "tests/e2e/asge_fixture.h"
#include "tests/support/small_disk.h"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <thread>

namespace asge {
namespace {

using nlohmann::json;
using test::Ended;
using test::jsonLines;
using testing::HasSubstr;

/// Two rows with three seeds each: six cells.
class AsgeSweep : public test::AsgeFixture {
  protected:
    AsgeSweep() { write(""); }

    std::string sweep() const { return (folder_.path() / "sweeps" / "rates.json").string(); }
    void write(const std::string& more) const {
        std::filesystem::create_directories(folder_.path() / "sweeps");
        std::ofstream(sweep()) << R"({"name": "rates", "base": "../tiny.json", "seeds": [1, 2, 3],
            "grid": {"optimizer.learning_rate": [0.01, 0.02]})"
                               << more << "}";
    }
    std::set<int> finished() const {
        std::set<int> ids;
        for (const json& run : runs()) {
            if (run["status"] == "finished") {
                ids.insert(run["run"].get<int>());
            }
        }
        return ids;
    }
    std::string table() const { return asge({"sweep", sweep(), "--table", "--format", "csv"}).out; }
    static int linesOf(const std::string& text) {
        return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
    }
};

TEST_F(AsgeSweep, TrainsEachCellOnceAndEndsWithATable) {
    const Ended ended = asge({"sweep", sweep(), "--format", "markdown", "--layers"});
    ASSERT_EQ(ended.status, 0) << ended.error;
    EXPECT_THAT(ended.out, HasSubstr("sweep rates: 6 cells, 0 done\n"));
    EXPECT_THAT(ended.out,
                HasSubstr("cell 4 of 6: run 4: rates: optimizer.learning_rate=0.02 seed=2: "
                          "finished  test: last "));
    EXPECT_THAT(ended.out, HasSubstr("6 of 6 done, kept in " + store()));
    EXPECT_THAT(ended.out, HasSubstr("\n\n| optimizer.learning_rate | n | validation % | last % | "
                                     "fusion % | best layer % | layer 1 % |"));
    EXPECT_THAT(ended.out, HasSubstr("\n| 0.01 | 3 | "));
    EXPECT_THAT(ended.out, HasSubstr("\n| 0.02 | 3 | "));
    const json all = runs();
    ASSERT_EQ(all.size(), 6U);
    for (const json& run : all) {
        EXPECT_EQ(run["tags"], json::array({"sweep:rates"}));
    }
    EXPECT_EQ(all[5]["name"], "rates: optimizer.learning_rate=0.01 seed=1") << "the first cell";

    const Ended again = asge({"sweep", sweep(), "--json"});
    EXPECT_EQ(again.status, 0);
    EXPECT_EQ(again.out, "") << "all cells were trained already";
    EXPECT_EQ(runs(), all);
}

TEST_F(AsgeSweep, TheTableNeedsTheStoreAlone) {
    EXPECT_EQ(linesOf(table()), 3) << "also without a store";
    EXPECT_FALSE(std::filesystem::exists(store()));
    ASSERT_EQ(asge({"sweep", sweep(), "--json"}).status, 0);
    double sum = 0;
    for (const json& run : runs()) {
        if (run["name"].get<std::string>().find("=0.02") != std::string::npos) {
            sum += run["accuracy"]["fusion"].get<double>();
        }
    }
    const std::string mean = "," + dataNumber(sum / 3) + ","; // a fraction
    const std::string csv = table();
    EXPECT_THAT(csv.substr(csv.find("\n0.02,3,")), HasSubstr(mean));
    EXPECT_EQ(runs().size(), 6U);
}

TEST_F(AsgeSweep, ContinuesWhereItWasKilled) {
    std::set<int> before;
    for (int round = 0; round < 3; ++round) {
        test::Process process(command({"sweep", sweep(), "--json"}));
        const auto enough = [](const std::string& out) { return linesOf(out) >= 1; };
        ASSERT_TRUE(process.readUntil(enough, 60000));
        std::this_thread::sleep_for(std::chrono::milliseconds(7 * round));
        process.kill(SIGKILL);
        ASSERT_EQ(process.wait().signal, SIGKILL);
        const std::set<int> now = finished();
        EXPECT_TRUE(std::includes(now.begin(), now.end(), before.begin(), before.end()));
        EXPECT_GT(now.size(), before.size());
        before = now;
    }
    const std::size_t done = before.size();
    const Ended ended = asge({"sweep", sweep(), "--json"});
    ASSERT_EQ(ended.status, 0) << ended.error;
    EXPECT_EQ(jsonLines(ended.out).size(), 6 - done) << "no finished cell was trained again";
    EXPECT_EQ(finished().size(), 6U);
    for (const json& line : jsonLines(ended.out)) {
        EXPECT_EQ(line["cells"], 6);
        EXPECT_EQ(before.count(line["run"].get<int>()), 0U);
    }
    EXPECT_THAT(table(), HasSubstr("\n0.01,3,"));
    EXPECT_THAT(table(), HasSubstr("\n0.02,3,"));
    EXPECT_EQ(test::integrity(store()), "ok");
}

TEST_F(AsgeSweep, TwoAtOnceShareTheCells) {
    test::Process one(command({"sweep", sweep(), "--json"}));
    test::Process other(command({"sweep", sweep(), "--json"}));
    const Ended ended[] = {one.wait(), other.wait()};
    EXPECT_EQ(ended[0].status, 0) << ended[0].error;
    EXPECT_EQ(ended[1].status, 0) << ended[1].error;
    EXPECT_EQ(linesOf(ended[0].out) + linesOf(ended[1].out), 6);
    EXPECT_EQ(runs().size(), 6U) << "no cell was started twice";
    EXPECT_EQ(finished().size(), 6U);
}

TEST_F(AsgeSweep, WaitsForRoomAndTrainsTheOtherCells) {
    const test::SmallDisk disk(folder_.path() / "disk");
    if (!disk.isThere()) {
        GTEST_SKIP() << "only root can mount a small disk";
    }
    const std::string small = (disk.folder() / "runs.sqlite").string();
    test::Process process({ASGE_BINARY, "sweep", sweep(), "--store", small});
    ASSERT_TRUE(process.readUntil(
        [](const std::string& text) { return text.find("cell 1 of 6") != std::string::npos; },
        60000));
    disk.fill();
    ASSERT_TRUE(process.readErrorUntil(
        [](const std::string& text) { return text.find("waits") != std::string::npos; }, 60000));
    ASSERT_TRUE(disk.grow());
    const Ended ended = process.wait();
    EXPECT_EQ(ended.status, 0) << ended.error;
    EXPECT_THAT(ended.out, HasSubstr("6 of 6 done"));
    EXPECT_EQ(test::firstCell(small, "SELECT count(*) FROM run WHERE status = 'finished'"), "6");
}

TEST_F(AsgeSweep, CtrlCStopsTheRunAndTheSweep) {
    test::Process process(command({"sweep", sweep(), "--set", "train.epochs=100000"}), 120);
    ASSERT_TRUE(process.readUntil(
        [](const std::string& out) { return out.find("ETA") != std::string::npos; }, 60000));
    process.kill(SIGINT);
    const Ended ended = process.wait();
    EXPECT_EQ(ended.status, 130);
    EXPECT_THAT(ended.out, HasSubstr("\033[Kcell 1 of 6  epoch "));
    EXPECT_THAT(ended.out, HasSubstr("0 of 6 done, 1 to be resumed, kept in"));
    const json all = runs();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0]["status"], "stopped");
    const auto cells = jsonLines(
        asge({"sweep", sweep(), "--dry-run", "--json", "--set", "train.epochs=100000"}).out);
    ASSERT_EQ(cells.size(), 6U);
    EXPECT_EQ(cells[0]["state"], "resumable");
    EXPECT_EQ(cells[0]["run"], all[0]["run"]);
    EXPECT_EQ(cells[0]["epochs"], 100000);
    EXPECT_GT(cells[0]["step"], 0);
    EXPECT_EQ(cells[1]["state"], "open");
    EXPECT_EQ(cells[1]["run"], nullptr);
}

TEST_F(AsgeSweep, AFailedCellIsReportedAndTheOthersAreTrained) {
    // With a decay of 10 × 1 each update multiplies every weight by −9.
    write(R"(, "cells": [{}, {"optimizer.weight_decay": 1, "train.epochs": 20}],
        "set": {"optimizer.schedule": "constant"})");
    const Ended ended = asge({"sweep", sweep(), "--set", "train.seed=1"});
    EXPECT_EQ(ended.status, 2) << "seeds can't be set; they vary";
    std::ofstream(sweep()) << R"({"name": "rates", "base": "../tiny.json", "cells": [
        {"optimizer.weight_decay": 1, "optimizer.learning_rate": 10, "train.epochs": 20}, {}],
        "set": {"optimizer.schedule": "constant"}})";
    const Ended failing = asge({"sweep", sweep()});
    EXPECT_EQ(failing.status, 1);
    EXPECT_THAT(failing.error, testing::StartsWith("asge: cell 1 of 2: rates: "));
    EXPECT_EQ(linesOf(failing.error), 1) << failing.error;
    EXPECT_THAT(failing.out, HasSubstr("1 of 2 done, 1 failed"));
    ASSERT_EQ(runs().size(), 2U);
    EXPECT_EQ(runs()[1]["status"], "failed");
    EXPECT_EQ(runs()[0]["status"], "finished");
    const Ended again = asge({"sweep", sweep()});
    EXPECT_EQ(again.status, 1);
    EXPECT_THAT(again.error, testing::MatchesRegex("asge: cell 1 of 2: rates: .*: run 1 failed: "
                                                   ".*not finite.*; it would fail again.*\n"));
    EXPECT_EQ(runs().size(), 2U) << "the failed cell is not trained again";
    EXPECT_THAT(asge({"sweep", sweep(), "--dry-run"}).out,
                testing::MatchesRegex(" +1 +failed \\(run 1\\).*\n"
                                      " +2 +done \\(run 2\\).*\n"));
    EXPECT_THAT(asge({"sweep", sweep(), "--table"}).out, HasSubstr("\n1 of 2 done, 1 failed\n"));
    ASSERT_EQ(asge({"runs", "delete", "1"}).status, 0);
    EXPECT_EQ(asge({"sweep", sweep()}).status, 1);
    EXPECT_EQ(runs().size(), 2U) << "runs in the bin do not count";
}

/// A sweep that is stopped or killed and continued.
class AsgeSweepContinues : public AsgeSweep {
  protected:
    static constexpr const char* kLong = "train.epochs=120";

    /// Two cells.
    AsgeSweepContinues() {
        std::ofstream(sweep()) << R"({"name": "rates", "base": "../tiny.json", "seeds": [1, 2]})";
    }

    std::string storeNamed(const std::string& name) const {
        return (folder_.path() / name).string();
    }
    /// The one-column result of a query as one text.
    static std::string allOf(const std::string& store, const std::string& sql) {
        return test::firstCell(store, "SELECT group_concat(line, ';') FROM (" + sql + ")");
    }
    /// Every number of a cell's run, and the digests of its checkpoints.
    static std::string resultOf(const std::string& store, int seed) {
        const std::string where =
            " JOIN run ON run.id = run WHERE experiment LIKE '%\"seed\": " + std::to_string(seed) +
            "%' ORDER BY run, ";
        return allOf(store, "SELECT step || hex(scores) AS line FROM step" + where + "step") + '|' +
               allOf(store, "SELECT epoch || ' ' || split || ' ' || metric || ' ' || hex(value)"
                            " AS line FROM (SELECT * FROM epoch_value WHERE part <> 1)" +
                                where + "epoch, split, metric, part") +
               '|' +
               allOf(store,
                     "SELECT epoch || ' ' || sha256 AS line FROM checkpoint" + where + "step");
    }
    int countOf(const std::string& sql) const {
        return std::filesystem::exists(store())
                   ? std::atoi(test::firstCell(store(), "SELECT count(*) FROM " + sql).c_str())
                   : 0;
    }
    /// Runs the sweep until the store has `most` rows of the table `sql`, and sends it a signal.
    Ended endAfter(int signal, const std::string& sql, int most,
                   const std::vector<std::string>& more) const {
        std::vector<std::string> words{"sweep", sweep(), "--json"};
        words.insert(words.end(), more.begin(), more.end());
        test::Process process(command(words));
        EXPECT_TRUE(
            process.readUntil([&](const std::string&) { return countOf(sql) >= most; }, 60000));
        process.kill(signal);
        return process.wait();
    }
    /// Changes the store as if all runs had been stopped after their first epoch.
    void stopAllAfterTheFirstEpoch() const {
        test::execute(store(), "PRAGMA foreign_keys = ON; UPDATE run SET status = 'stopped';"
                               "DELETE FROM checkpoint WHERE epoch > 1");
        ASSERT_EQ(countOf("checkpoint"), countOf("run"));
    }
};

TEST_F(AsgeSweepContinues, BitForBitAfterEveryStop) {
    const std::string whole = storeNamed("whole.sqlite");
    const std::vector<std::string> settings{"--set", kLong};
    ASSERT_EQ(test::run({ASGE_BINARY, "sweep", sweep(), "--store", whole, "--set", kLong}).status,
              0);
    ASSERT_THAT(resultOf(whole, 2), HasSubstr("120 3 ")) << "test images of the last epoch";

    EXPECT_EQ(endAfter(SIGINT, "epoch", 5, settings).status, 130);
    EXPECT_EQ(endAfter(SIGKILL, "epoch", 20, settings).signal, SIGKILL);
    EXPECT_EQ(endAfter(SIGTERM, "epoch", 60, settings).status, 130);
    EXPECT_EQ(countOf("run"), 1);
    const auto cells =
        jsonLines(asge({"sweep", sweep(), "--set", kLong, "--dry-run", "--json"}).out);
    ASSERT_EQ(cells.size(), 2U);
    EXPECT_EQ(cells[0]["state"], "resumable");
    EXPECT_GE(cells[0]["epoch"], 20);
    EXPECT_THAT(asge({"sweep", sweep(), "--set", kLong, "--dry-run"}).out,
                testing::MatchesRegex(" +1 +to be resumed \\(run 1, epoch [0-9]+ of 120\\).*\n"
                                      " +2 +open .*\n"));
    EXPECT_THAT(
        asge({"sweep", sweep(), "--set", kLong, "--table"}).out,
        HasSubstr("\n0 of 2 done, 1 to be resumed\n  rates: seed=1: to be resumed (run 1,"));
    EXPECT_EQ(endAfter(SIGKILL, "run", 2, settings).signal,
              SIGKILL); // at the beginning of the second cell
    EXPECT_EQ(endAfter(SIGINT, "epoch", 150, settings).status, 130);

    const Ended ended = asge({"sweep", sweep(), "--set", kLong});
    ASSERT_EQ(ended.status, 0) << ended.error;
    EXPECT_THAT(ended.out, HasSubstr("sweep rates: 2 cells, 1 done, 1 to be resumed\n"
                                     "cell 2 of 2: run 2 is resumed (epoch "));
    EXPECT_EQ(countOf("run"), 2) << "there is no additional run";
    EXPECT_EQ(countOf("run WHERE status = 'finished'"), 2);
    EXPECT_TRUE(resultOf(store(), 1) == resultOf(whole, 1));
    EXPECT_TRUE(resultOf(store(), 2) == resultOf(whole, 2));
    EXPECT_EQ(test::integrity(store()), "ok");
}

TEST_F(AsgeSweepContinues, WithinAnEpochAndAfterTwoKillsWithoutACheckpoint) {
    const std::string whole = storeNamed("whole.sqlite");
    const std::vector<std::string> settings{"--set", "train.epochs=2", "--set", "train.batch=1"};
    std::vector<std::string> words{ASGE_BINARY, "sweep", sweep(), "--store", whole};
    words.insert(words.end(), settings.begin(), settings.end());
    ASSERT_EQ(test::run(words).status, 0);
    EXPECT_EQ(endAfter(SIGKILL, "run", 1, settings).signal, SIGKILL);
    EXPECT_EQ(endAfter(SIGKILL, "run", 1, settings).signal, SIGKILL);
    EXPECT_EQ(endAfter(SIGINT, "step", 1, settings).status, 130);
    words[4] = store();
    ASSERT_EQ(test::run(words).status, 0);
    EXPECT_EQ(countOf("run"), 2);
    EXPECT_TRUE(resultOf(store(), 1) == resultOf(whole, 1));
}

TEST_F(AsgeSweepContinues, TwoSweepsNeverContinueTheSameRun) {
    write("");
    ASSERT_EQ(asge({"sweep", sweep(), "--set", "checkpoint.keep=4"}).status, 0);
    for (int round = 0; round < 3; ++round) {
        stopAllAfterTheFirstEpoch();
        test::execute(store(), "DELETE FROM intervention");
        const auto words = command({"sweep", sweep(), "--json", "--set", "checkpoint.keep=4"});
        test::Process one(words);
        test::Process other(words);
        test::Process third(words);
        int lines = 0;
        for (test::Process* process : {&one, &other, &third}) {
            const Ended ended = process->wait();
            EXPECT_EQ(ended.status, 0) << ended.error;
            EXPECT_EQ(ended.error, "");
            lines += linesOf(ended.out);
            for (const json& line : jsonLines(ended.out)) {
                EXPECT_EQ(line["resumed"], true);
            }
        }
        EXPECT_EQ(lines, 6);
        EXPECT_EQ(countOf("intervention WHERE kind = 'resume'"), 6) << "each run was resumed once";
        EXPECT_EQ(countOf("run"), 6);
        EXPECT_EQ(finished().size(), 6U);
    }
}

TEST_F(AsgeSweepContinues, WithRunsThatFailed) {
    ASSERT_EQ(asge({"sweep", sweep(), "--set", "checkpoint.keep=3"}).status, 0);
    stopAllAfterTheFirstEpoch();
    test::execute(store(), "UPDATE run SET status = 'failed', reason = 'the disk is full'");
    const Ended ended = asge({"sweep", sweep(), "--set", "checkpoint.keep=3"});
    EXPECT_EQ(ended.status, 0) << ended.error;
    EXPECT_THAT(ended.out, HasSubstr("cell 1 of 2: run 1 is resumed (epoch 1 of 3)\n"));
    EXPECT_EQ(countOf("run WHERE status = 'finished'"), 2);
}

TEST_F(AsgeSweepContinues, OnTheSweepsDeviceIfTheRunsOwnIsMissing) {
    ASSERT_EQ(asge({"sweep", sweep(), "--set", "checkpoint.keep=3"}).status, 0);
    stopAllAfterTheFirstEpoch();
    test::execute(store(),
                  "UPDATE run SET experiment ="
                  " replace(experiment, '\"device\": \"cpu\"', '\"device\": \"cuda:77\"')");
    ASSERT_EQ(countOf("run WHERE experiment LIKE '%cuda:77%'"), 2);
    const Ended ended = asge({"sweep", sweep(), "--set", "checkpoint.keep=3"});
    EXPECT_EQ(ended.status, 0) << ended.error;
    EXPECT_THAT(ended.error, HasSubstr("the run continues on 'cpu'\n"));
    EXPECT_EQ(countOf("run WHERE status = 'finished'"), 2);
}

TEST_F(AsgeSweepContinues, WithANewRunIfTheDataHaveChanged) {
    ASSERT_EQ(asge({"sweep", sweep(), "--set", "checkpoint.keep=3"}).status, 0);
    stopAllAfterTheFirstEpoch();
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / "data")) {
        std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(-1, std::ios::end);
        const int last = file.get();
        if (entry.path().filename().string().find("images") != std::string::npos) {
            file.seekp(-1, std::ios::end);
            file.put(static_cast<char>(last ^ 1));
        }
    }
    const Ended ended = asge({"sweep", sweep(), "--set", "checkpoint.keep=3"});
    EXPECT_EQ(ended.status, 0) << ended.error;
    EXPECT_THAT(ended.error, HasSubstr("asge: cell 1 of 2: rates: seed=1: the data of run 1 have "
                                       "changed: "));
    EXPECT_THAT(ended.error, HasSubstr("; the cell is trained from the beginning\n"));
    EXPECT_EQ(countOf("run WHERE status = 'stopped'"), 2);
    EXPECT_EQ(countOf("run WHERE status = 'finished'"), 2);
    EXPECT_EQ(asge({"sweep", sweep(), "--set", "checkpoint.keep=3", "--json"}).out, "");
}

TEST_F(AsgeSweepContinues, AnArchivedRunCountsAndOneInTheBinDoesNot) {
    ASSERT_EQ(asge({"sweep", sweep(), "--set", "checkpoint.keep=3"}).status, 0);
    stopAllAfterTheFirstEpoch();
    ASSERT_EQ(asge({"runs", "archive", "1"}).status, 0);
    ASSERT_EQ(asge({"runs", "delete", "2"}).status, 0);
    const Ended ended = asge({"sweep", sweep(), "--set", "checkpoint.keep=3", "--json"});
    EXPECT_EQ(ended.status, 0) << ended.error;
    const auto lines = jsonLines(ended.out);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0]["run"], 1);
    EXPECT_EQ(lines[0]["resumed"], true);
    EXPECT_EQ(lines[1]["run"], 3);
    EXPECT_EQ(lines[1]["resumed"], false);
}

TEST_F(AsgeSweepContinues, WithTheOtherCellsIfACheckpointIsDamaged) {
    ASSERT_EQ(asge({"sweep", sweep(), "--set", "checkpoint.keep=3"}).status, 0);
    stopAllAfterTheFirstEpoch();
    test::execute(store(), "UPDATE checkpoint SET sha256 = 'x' WHERE run = 1");
    const Ended ended = asge({"sweep", sweep(), "--set", "checkpoint.keep=3"});
    EXPECT_EQ(ended.status, 1);
    EXPECT_EQ(linesOf(ended.error), 1) << ended.error;
    EXPECT_THAT(ended.error, HasSubstr("run 1: its checkpoint of step "));
    EXPECT_THAT(ended.out, HasSubstr("1 of 2 done, 1 failed"));
}

TEST_F(AsgeSweep, BadSweepsAreOneLineAndExitStatus2) {
    write(R"(, "set": {"train.bach": 1, "train.batch": 0})");
    for (const auto& words :
         std::vector<std::vector<std::string>>{{"sweep", sweep()},
                                               {"sweep", sweep(), "--table"},
                                               {"sweep", "nowhere.json"},
                                               {"sweep", sweep(), "--table", "--json"},
                                               {"sweep", sweep(), "--format", "latex"}}) {
        const Ended ended = asge(words);
        EXPECT_EQ(ended.status, 2) << words.back();
        EXPECT_EQ(linesOf(ended.error), 1) << ended.error;
        EXPECT_EQ(ended.out, "");
    }
    EXPECT_THAT(asge({"sweep", sweep()}).error,
                testing::AllOf(HasSubstr("train.bach"), HasSubstr("set.train.batch")));
    EXPECT_FALSE(std::filesystem::exists(store())) << "nothing was started";
}

TEST_F(AsgeSweep, ProblemsWithTheDataAreReportedBeforeTheFirstCell) {
    std::ofstream(sweep()) << R"({"base": "../tiny.json", "seeds": [1, 2], "cells": [
        {}, {"network.layers": "4M 4M 4M 4M 4M"}, {"data.path": "/nowhere"}]})";
    const Ended ended = asge({"sweep", sweep()});
    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.error, testing::StartsWith("asge: " + sweep() + ": network.layers: layer 4"));
    EXPECT_THAT(ended.error, HasSubstr("; " + sweep() + ": data.path: /nowhere: there is no such"));
    EXPECT_EQ(linesOf(ended.error), 1) << ended.error;
    EXPECT_EQ(runs().size(), 0U);
}

class AsgeTags : public test::AsgeFixture {};

TEST_F(AsgeTags, AreGivenListedAndChanged) {
    ASSERT_EQ(asge({"train", file(), "--tag", "first", "--tag", "both", "--set", "train.epochs=1"})
                  .status,
              0);
    ASSERT_EQ(asge({"train", file(), "--tag", "both", "--set", "train.epochs=1"}).status, 0);
    EXPECT_EQ(runs()[1]["tags"], json::array({"both", "first"}));
    const auto listed = [&](std::vector<std::string> words) {
        words.insert(words.begin(), {"runs", "list", "--json"});
        return json::parse(asge(words).out).size();
    };
    EXPECT_EQ(listed({"--tag", "both"}), 2U);
    EXPECT_EQ(listed({"--tag", "both", "--tag", "first"}), 1U);
    EXPECT_EQ(listed({"--tag", "bot"}), 0U);
    EXPECT_THAT(asge({"runs", "list"}).out, HasSubstr("tiny  [both, first]\n"));

    EXPECT_EQ(asge({"runs", "tag", "1", "+new", "-first", "-h"}).out, "run 1: tags both, new\n");
    EXPECT_EQ(jsonLines(asge({"runs", "tag", "1", "-new", "-both", "--json"}).out).at(0)["tags"],
              json::array());
    for (const auto& [words, named] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{"runs", "tag", "1"}, "tags: name at least one"},
             {{"runs", "tag", "1", "new"}, "'new' must begin with +"},
             {{"runs", "tag", "1", "+a,b"}, "run 1: tag 'a,b': holds"},
             {{"runs", "tag", "9", "+a"}, "run 9: no such run"},
             {{"runs", "list", "--tag", ""}, "--tag: is empty"},
             {{"train", file(), "--tag", "a b"}, "--tag: holds a blank"}}) {
        const Ended ended = asge(words);
        EXPECT_EQ(ended.status, 2) << named;
        EXPECT_THAT(ended.error, HasSubstr(named));
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
    }
}

TEST_F(AsgeTags, AStoreOfVersion1IsListedAndCopied) {
    test::execute(store(), test::kVersion1Store);
    EXPECT_EQ(runs().size(), 2U);
    EXPECT_FALSE(std::filesystem::exists(store() + ".v1-backup")) << "reading changes nothing";
    EXPECT_EQ(asge({"runs", "tag", "1", "+old"}).status, 0);
    EXPECT_TRUE(std::filesystem::exists(store() + ".v1-backup"));
    EXPECT_EQ(runs()[1]["tags"], json::array({"old"}));
}

} // namespace
} // namespace asge
