// SPDX-License-Identifier: GPL-3.0-or-later

// `asge train --resume` after kills at any time, and `asge train --branch`.
#include "tests/e2e/asge_fixture.h"
#include "tests/support/small_disk.h"

#include <gmock/gmock.h>

#include <random>
#include <thread>

namespace asge {
namespace {

using nlohmann::json;
using test::Ended;
using test::jsonLines;
using testing::HasSubstr;

class ResumeProgram : public test::AsgeFixture {
  protected:
    static constexpr const char* kEpochs = "train.epochs=150";

    /// The result of a query as one text.
    std::string found(const std::string& sql, std::int64_t run) const {
        std::string query = "SELECT group_concat(line, ';') FROM (" + sql + ")";
        query.replace(query.find('?'), 1, std::to_string(run));
        return test::firstCell(store(), query);
    }
    /// Every number of a run, bit for bit, and the digests of its checkpoints.
    std::string allOf(std::int64_t run) const {
        return found("SELECT step || hex(scores) AS line FROM step WHERE run = ? ORDER BY step",
                     run) +
               found("SELECT epoch || ' ' || split || ' ' || metric || ' ' || hex(value) AS line"
                     " FROM epoch_value WHERE run = ? AND part <> 1" // measured times
                     " ORDER BY epoch, split, metric, part",
                     run) +
               found("SELECT epoch || ' ' || sha256 AS line FROM checkpoint WHERE run = ?"
                     " ORDER BY step",
                     run);
    }
};

TEST_F(ResumeProgram, AMissingRelativeDataFolderIsNamedWithTheRemedy) {
    const auto inFolder = [&](const std::string& folder, const std::vector<std::string>& words) {
        std::vector<std::string> all = {"/usr/bin/env", "-C", folder};
        const auto program = command(words);
        all.insert(all.end(), program.begin(), program.end());
        return test::run(all);
    };
    const std::string home = folder_.path().string();
    std::filesystem::create_directory(home + "/other");
    ASSERT_EQ(
        inFolder(home, {"train", file(), "--set", "data.path=data", "--set", "train.epochs=1"})
            .status,
        0);
    const std::string said =
        "data.path: " + home +
        "/other/data: there is no such folder; data is relative to the folder in which the "
        "program was started: start it where the run began, or give another path with --set "
        "data.path=FOLDER (for a run of the store with asge train --branch ID)\n";
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"eval", "1"}, {"train", "--branch", "1", "--set", "train.epochs=2"}}) {
        const Ended ended = inFolder(home + "/other", words);
        EXPECT_EQ(ended.status, 2) << words[0];
        EXPECT_THAT(ended.error, testing::EndsWith(said)) << words[0];
    }
    EXPECT_EQ(inFolder(home, {"eval", "1"}).status, 0);
    const Ended branch =
        inFolder(home + "/other", {"train", "--branch", "1", "--set", "train.epochs=2", "--set",
                                   "data.path=" + home + "/data"});
    EXPECT_EQ(branch.status, 0) << branch.error;
}

TEST_F(ResumeProgram, ARunKilledAtAnyTimeContinuesBitForBit) {
    ASSERT_EQ(asge({"train", file(), "--set", kEpochs}).status, 0);
    const std::string whole = allOf(1);
    ASSERT_THAT(whole, HasSubstr("150 3 1 "));
    std::mt19937 random(20);
    constexpr int kMost = 50; // some kills come before LibTorch is loaded
    {
        // A checkpoint after each step, so that runs are resumed within epochs too.
        test::Process first(command(
            {"train", file(), "--set", kEpochs, "--json", "--set", "checkpoint.minutes=1e-6"}));
        ASSERT_TRUE(first.readUntil(
            [](const std::string& out) { return out.find("\"epoch\":1,") != std::string::npos; },
            60000));
        first.kill(SIGKILL);
        first.wait();
    }
    EXPECT_EQ(runs()[0]["status"], "interrupted");
    int kills = 1;
    for (; kills < kMost && runs()[0]["status"] != "finished"; ++kills) {
        test::Process process(command({"train", "--resume", "2"}));
        std::this_thread::sleep_for(std::chrono::milliseconds(100 + random() % 900));
        process.kill(kills % 3 == 0 ? SIGINT : SIGKILL);
        process.wait();
        ASSERT_EQ(test::integrity(store()), "ok");
    }
    const Ended last = asge({"train", "--resume", "2", "--json"});
    if (last.status == 0) {
        EXPECT_EQ(jsonLines(last.out).back()["status"], "finished");
    } else {
        EXPECT_THAT(last.error, HasSubstr("run 2: is finished")) << kills;
    }
    EXPECT_GT(kills, 3) << "the training is too short for this test";
    EXPECT_TRUE(allOf(2) == whole) << "after " << kills << " kills";
    EXPECT_EQ(runs()[0]["epochs"], 150);
}

TEST_F(ResumeProgram, WaitsWhileTheDiskIsFullAndLosesNothing) {
    ASSERT_EQ(asge({"train", file(), "--set", kEpochs}).status, 0);
    const std::string whole = allOf(1);
    const test::SmallDisk disk(folder_.path() / "disk", "400k");
    if (!disk.isThere()) {
        GTEST_SKIP() << "a file system can't be mounted here";
    }
    const std::string small = (folder_.path() / "disk" / "runs.sqlite").string();
    test::Process process({ASGE_BINARY, "train", file(), "--set", kEpochs, "--store", small});
    ASSERT_TRUE(process.readErrorUntil(
        [](const std::string& text) { return text.find('\n') != std::string::npos; }, 60000));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    ASSERT_TRUE(disk.grow());
    const Ended ended = process.wait();
    EXPECT_EQ(ended.status, 0);
    EXPECT_EQ(ended.error,
              "asge: " + small +
                  ": disk is full; the training waits, and continues when it can write again\n"
                  "asge: the store can be written again; the training continues\n");
    EXPECT_EQ(test::integrity(small), "ok");
    std::filesystem::copy_file(small, store(), std::filesystem::copy_options::overwrite_existing);
    EXPECT_TRUE(allOf(1) == whole);
}

TEST_F(ResumeProgram, EndsIfStoppedWhileTheDiskIsFull) {
    const test::SmallDisk disk(folder_.path() / "disk", "400k");
    if (!disk.isThere()) {
        GTEST_SKIP() << "a file system can't be mounted here";
    }
    const std::string small = (folder_.path() / "disk" / "runs.sqlite").string();
    test::Process process({ASGE_BINARY, "train", file(), "--set", kEpochs, "--store", small});
    ASSERT_TRUE(process.readErrorUntil(
        [](const std::string& text) { return text.find("waits") != std::string::npos; }, 60000));
    process.kill(SIGINT);
    const Ended ended = process.wait();
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.error, testing::EndsWith("asge: " + small + ": disk is full\n"));
    EXPECT_EQ(test::integrity(small), "ok");
    EXPECT_GT(std::stoi(test::firstCell(small, "SELECT count(*) FROM epoch")), 0);
    ASSERT_TRUE(disk.grow());
    ASSERT_EQ(test::run({ASGE_BINARY, "train", "--resume", "1", "--store", small}).status, 0);
    EXPECT_EQ(test::firstCell(small, "SELECT count(*) FROM epoch"), "150");
}

TEST_F(ResumeProgram, BranchesTwice) {
    ASSERT_EQ(asge({"train", file(), "--set", "checkpoint.keep=3"}).status, 0);
    const Ended ended = asge({"train", "--branch", "1@2", "--set", "train.epochs=4", "--set",
                              "optimizer.learning_rate=0.001", "--json"});
    ASSERT_EQ(ended.status, 0) << ended.error;
    const auto lines = jsonLines(ended.out);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0]["epoch"], 3);
    ASSERT_EQ(asge({"train", "--branch", "2", "--set", "train.epochs=5", "--name", "b"}).status, 0);
    EXPECT_EQ(found("SELECT l.run || '<' || p.id || '@' || l.epoch AS line FROM lineage l"
                    " JOIN run p ON p.uid = l.parent_uid WHERE l.run > ? ORDER BY l.run",
                    0),
              "2<1@2;3<2@4");
    EXPECT_EQ(runs()[0]["name"], "b");
    EXPECT_EQ(runs()[1]["name"], "tiny branch at epoch 2") << "without a name";
}

TEST_F(ResumeProgram, ImpossibleResumesAndBranchesAreOneLine) {
    ASSERT_EQ(asge({"train", file()}).status, 0);
    const auto refusal = [&](const std::vector<std::string>& words) {
        const Ended ended = asge(words);
        EXPECT_EQ(ended.status, 2);
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
        return ended.error;
    };
    EXPECT_THAT(refusal({"train", "--resume", "1"}), HasSubstr("run 1: is finished"));
    EXPECT_THAT(refusal({"train", "--resume", "7"}), HasSubstr("run 7: no such run"));
    EXPECT_THAT(refusal({"train", "--resume", "1", "--set", "train.epochs=9"}), HasSubstr("--set"));
    EXPECT_THAT(refusal({"train", "--branch", "1@x"}),
                HasSubstr("the @ must be followed by an epoch"));
    EXPECT_THAT(refusal({"train", "--branch", "1@9"}), HasSubstr("it has those of epochs"));
    EXPECT_THAT(refusal({"train", "--branch", "1", "--set", "train.epochs=3"}),
                HasSubstr("--set train.epochs=3: must be more than the 3"));
    EXPECT_THAT(refusal({"train", "--branch", "1", file()}), HasSubstr("--branch"));
    EXPECT_THAT(refusal({"train"}), HasSubstr("experiment"));
    EXPECT_EQ(runs().size(), 1U);
}

} // namespace
} // namespace asge
