// SPDX-License-Identifier: GPL-3.0-or-later

// What `asge runs` does with the store: bin, notes, copies, checks.
#include "tests/e2e/asge_fixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include <sys/stat.h>

namespace asge {
namespace {

using nlohmann::json;
using test::Ended;
using test::execute;
using test::jsonLines;
using testing::HasSubstr;

class Runs : public test::AsgeFixture {
  protected:
    void trainOne() const {
        ASSERT_EQ(asge({"train", file(), "--json", "--set", "train.epochs=2"}).status, 0);
    }
    std::string at(const char* name) const { return (folder_.path() / name).string(); }
    json asJson(std::vector<std::string> words) const {
        words.insert(words.end(), "--json");
        const Ended ended = asge(words);
        EXPECT_EQ(ended.error, "");
        return json::parse(ended.out);
    }
};

TEST_F(Runs, TheBinKeepsDeletedRuns) {
    trainOne();
    EXPECT_THAT(asge({"runs", "delete", "1"}).out, HasSubstr("asge runs restore 1"));
    EXPECT_TRUE(runs().empty());
    EXPECT_EQ(asge({"runs", "show", "1"}).status, 2);
    EXPECT_EQ(asJson({"runs", "list", "--bin"}).size(), 1U);
    EXPECT_EQ(asge({"runs", "restore", "1"}).status, 0);
    EXPECT_EQ(runs().size(), 1U);
    EXPECT_TRUE(asJson({"runs", "list", "--bin"}).empty());

    asge({"runs", "delete", "1"});
    EXPECT_EQ(asJson({"runs", "purge"})["deleted"], 1);
    EXPECT_EQ(asge({"runs", "restore", "1"}).status, 2);
    trainOne();
    EXPECT_EQ(asJson({"runs", "delete", "2", "--now"})["deleted"], true);
    EXPECT_TRUE(asJson({"runs", "list", "--bin"}).empty());
}

TEST_F(Runs, ATypoCreatesNoStore) {
    const auto there = [&](std::vector<std::string> words, const std::string& store) {
        words.insert(words.begin(), ASGE_BINARY);
        words.insert(words.end(), {"--store", store});
        return test::run(words);
    };
    const std::string typo = at("typo") + "/runs.sqlite";
    const std::string empty = at("empty.sqlite");
    const std::string pipe = at("pipe.sqlite");
    std::ofstream{empty};
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    for (const auto& words : std::vector<std::vector<std::string>>{{"train", "--resume", "1"},
                                                                   {"train", "--branch", "1@2"},
                                                                   {"runs", "show", "1"},
                                                                   {"runs", "tag", "1", "+a"},
                                                                   {"runs", "delete", "1"},
                                                                   {"runs", "notes", "1", "x"},
                                                                   {"runs", "check"},
                                                                   {"runs", "export", "1", "x"},
                                                                   {"runs", "export", "--all", "x"},
                                                                   {"eval", "1"}}) {
        for (const std::string& store : {typo, empty, pipe}) {
            const Ended ended = there(words, store);
            EXPECT_EQ(ended.status, 2) << words[1] << ' ' << store << ": " << ended.error;
            EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
        }
    }
    EXPECT_FALSE(std::filesystem::exists(at("typo")));
    EXPECT_TRUE(std::filesystem::is_empty(empty));
    EXPECT_EQ(there({"runs", "import", empty}, typo).status, 2);
    EXPECT_FALSE(std::filesystem::exists(at("typo")));
}

TEST_F(Runs, ReadingAnExportDoesNotChangeIt) {
    trainOne();
    const std::string out = at("all.asge");
    ASSERT_EQ(asge({"runs", "export", "--all", out}).status, 0);
    const auto bytes = [&] {
        std::ifstream stream(out, std::ios::binary);
        return std::string{std::istreambuf_iterator<char>(stream), {}};
    };
    const std::string before = bytes();
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"runs", "list"}, {"runs", "show", "1"}, {"runs", "check"}, {"eval", "1"}}) {
        std::vector<std::string> command = words;
        command.insert(command.begin(), ASGE_BINARY);
        command.insert(command.end(), {"--store", out});
        EXPECT_EQ(test::run(command).status, 0) << words[0];
    }
    EXPECT_EQ(bytes(), before);
    EXPECT_FALSE(std::filesystem::exists(out + "-wal"));
    EXPECT_EQ(asge({"runs", "export", "--all", out, "--force"}).status, 0);
}

TEST_F(Runs, FreeTheirSpace) {
    trainOne();
    execute(store(), "INSERT INTO checkpoint VALUES (1, 9999, 2, 20000000, '', 0, 1);"
                     "INSERT INTO checkpoint_part VALUES (1, 9999, 0, zeroblob(20000000))");
    EXPECT_GT(std::filesystem::file_size(store()), 20'000'000U);
    EXPECT_EQ(asge({"runs", "delete", "1", "--now"}).status, 0);
    EXPECT_LT(std::filesystem::file_size(store()), 1'000'000U);
}

TEST_F(Runs, ARunThatMayBeTrainedElsewhereIsOnlyTakenByForce) {
    trainOne();
    execute(store(), "UPDATE run SET status = 'running', heartbeat = 5, epochs = 2,"
                     " owner = '5 6 other-boot pid:[1] elsewhere'");
    EXPECT_EQ(runs()[0]["status"], "running");
    EXPECT_EQ(asge({"runs", "delete", "1"}).status, 2);
    EXPECT_EQ(asge({"train", "--force", file()}).status, 2) << "--force needs --resume";
    const Ended forced = asge({"train", "--resume", "1", "--force", "--json"});
    EXPECT_EQ(forced.status, 0) << forced.error;
    EXPECT_EQ(runs()[0]["status"], "finished");
}

TEST_F(Runs, NotesAndArchive) {
    trainOne();
    EXPECT_EQ(asge({"runs", "notes", "1"}).out, "");
    EXPECT_EQ(asge({"runs", "notes", "1", "two\nlines"}).status, 0);
    EXPECT_EQ(asge({"runs", "notes", "1"}).out, "two\nlines\n");
    EXPECT_EQ(asge({"runs", "notes", "1", "--at", "30", "a drop"}).status, 0);
    EXPECT_EQ(asge({"runs", "notes", "1"}).out, "two\nlines\n@30 a drop\n");
    EXPECT_EQ(asge({"runs", "notes", "1", "--at", "-1", "x"}).status, 2);
    EXPECT_EQ(asge({"runs", "notes", "1", "--at", "30"}).status, 2);
    EXPECT_EQ(asge({"runs", "notes", "9", "x"}).status, 2);
    EXPECT_TRUE(asJson({"runs", "list", "--archived"}).empty());
    EXPECT_EQ(asge({"runs", "archive", "1"}).status, 0);
    EXPECT_EQ(asJson({"runs", "list", "--archived"}).size(), 1U);
    EXPECT_THAT(asge({"runs", "list"}).out, HasSubstr("(archived)"));
    EXPECT_EQ(asge({"runs", "unarchive", "1"}).status, 0);
    EXPECT_EQ(runs()[0]["archived"], false);
    const std::string shown = asge({"runs", "show", "1"}).out;
    EXPECT_THAT(shown, HasSubstr("notes     two\n          lines\n"));
    EXPECT_THAT(shown, HasSubstr("segment   from step 1, "));
    EXPECT_THAT(shown, HasSubstr("kept at   epoch 2, step "));
}

TEST_F(Runs, ABranchShowsItsOrigin) {
    trainOne();
    ASSERT_EQ(asge({"train", "--branch", "1", "--set", "train.epochs=3", "--json"}).status, 0);
    EXPECT_THAT(asge({"runs", "show", "2"}).out,
                HasSubstr("branch    of run 1 (tiny), after epoch 2, step "));
    EXPECT_THAT(asge({"runs", "show", "2"}).out, HasSubstr("train.epochs: 2 -> 3"));
    const json parent = asJson({"runs", "show", "1"});
    const json child = asJson({"runs", "show", "2"});
    EXPECT_EQ(child["lineage"]["parent_uid"], parent["uid"]);
    EXPECT_EQ(child["lineage"]["changes"][0]["path"], "train.epochs");
    EXPECT_TRUE(parent["lineage"].is_null());
    EXPECT_EQ(parent["checkpoints"].back()["epoch"], 2);
    EXPECT_EQ(parent["segments"].size(), 1U);
}

TEST_F(Runs, AreCopiedFromStoreToStore) {
    trainOne();
    const std::string out = at("run.asge");
    EXPECT_EQ(asge({"runs", "export", "1", out}).status, 0);
    const Ended again = asge({"runs", "export", "1", out});
    EXPECT_EQ(again.status, 2);
    EXPECT_THAT(again.error, HasSubstr(out + ": already exists"));
    EXPECT_EQ(asge({"runs", "export", "1", out, "--force"}).status, 0);
    const auto there = [&](std::vector<std::string> words) {
        words.insert(words.begin(), ASGE_BINARY);
        words.insert(words.end(), {"--store", at("other.sqlite")});
        return test::run(words);
    };
    const Ended imported = there({"runs", "import", out, "--json"});
    ASSERT_EQ(imported.status, 0) << imported.error;
    EXPECT_EQ(json::parse(imported.out)["imported"], true);
    const json here = asJson({"runs", "show", "1"});
    EXPECT_EQ(json::parse(there({"runs", "show", "1", "--json"}).out), here);
    EXPECT_EQ(jsonLines(there({"eval", "1", "--json"}).out).at(0)["accuracy"], here["accuracy"]);
    const Ended twice = there({"runs", "import", out});
    EXPECT_EQ(twice.status, 2);
    EXPECT_THAT(twice.error, HasSubstr("run 1 is already the same run"));
    EXPECT_EQ(test::run({ASGE_BINARY, "runs", "show", "1", "--store", out}).status, 0);
    EXPECT_EQ(there({"runs", "import", at("nowhere")}).status, 2);
    EXPECT_EQ(there({"runs", "import", out, "--run", "4"}).status, 2);
}

TEST_F(Runs, AreCheckedAndSalvaged) {
    trainOne();
    trainOne();
    const Ended sound = asge({"runs", "check"});
    EXPECT_EQ(sound.status, 0);
    EXPECT_THAT(sound.out, HasSubstr("2 runs, sound"));
    execute(store(), "UPDATE checkpoint_part SET bytes = x'00' WHERE run = 2 AND step ="
                     " (SELECT max(step) FROM checkpoint WHERE run = 2)");
    const Ended damaged = asge({"runs", "check"});
    EXPECT_EQ(damaged.status, 1);
    EXPECT_THAT(damaged.out, HasSubstr("run 2: epoch 2: checkpoint: "));
    const json saved = asJson({"runs", "check", "--salvage", at("saved.sqlite")});
    EXPECT_EQ(saved["saved"], 2);
    EXPECT_EQ(saved["lost"].size(), 1U);
    EXPECT_EQ(test::run({ASGE_BINARY, "runs", "check", "--store", at("saved.sqlite")}).status, 0);
    EXPECT_EQ(test::run({ASGE_BINARY, "runs", "check", "--store", at("nowhere")}).status, 2);
}

TEST_F(Runs, AreSalvagedWithoutAHeader) {
    trainOne();
    std::fstream(store(), std::ios::in | std::ios::out | std::ios::binary)
        .write(std::string(100, 'x').data(), 100);
    const Ended list = asge({"runs", "list"});
    EXPECT_EQ(list.status, 1);
    EXPECT_EQ(list.error, "asge: " + store() +
                              ": is damaged (its header is destroyed); 'asge runs check --salvage "
                              "FILE' saves what is left of it\n");
    const Ended damaged = asge({"runs", "check"});
    EXPECT_EQ(damaged.status, 1);
    EXPECT_THAT(damaged.out, HasSubstr(store() + ": damaged; 'asge runs check --salvage FILE'"));
    EXPECT_EQ(asJson({"runs", "check", "--salvage", at("saved.sqlite")})["saved"], 1);
    EXPECT_EQ(test::run({ASGE_BINARY, "eval", "1", "--store", at("saved.sqlite")}).status, 0);
}

TEST_F(Runs, AStoreOfANewerVersionIsRead) {
    trainOne();
    execute(store(), "PRAGMA user_version = 99");
    const std::string note =
        "asge: note: " + store() + ": made by a newer program (version 99); it is only read\n";
    const Ended list = asge({"runs", "list", "--json"});
    EXPECT_EQ(list.status, 0);
    EXPECT_EQ(json::parse(list.out).size(), 1U);
    EXPECT_EQ(list.error, note);
    const Ended measured = asge({"eval", "1"});
    EXPECT_EQ(measured.status, 0);
    EXPECT_EQ(measured.error, note);
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"train", file()}, {"runs", "archive", "1"}, {"runs", "delete", "1"}}) {
        const Ended change = asge(words);
        EXPECT_EQ(change.status, 2);
        EXPECT_THAT(change.error, testing::StartsWith("asge: " + store() + ": is a run store of "));
        EXPECT_THAT(change.error, HasSubstr("can only read it"));
    }
}

TEST_F(Runs, WritesForTensorBoard) {
    ASSERT_EQ(asge({"train", file(), "--set", "train.epochs=1"}).status, 0);
    const std::string folder = (folder_.path() / "events").string();
    const auto ended = asge({"runs", "tensorboard", "1", folder, "--json"});
    ASSERT_EQ(ended.status, 0) << ended.error;
    const std::string written = test::jsonLines(ended.out).at(0)["file"];
    EXPECT_EQ(std::filesystem::path(written).parent_path(), folder + "/run-1");
    EXPECT_GT(std::filesystem::file_size(written), 500U);
    EXPECT_EQ(asge({"runs", "tensorboard", "9", folder}).status, 2);
    EXPECT_EQ(asge({"runs", "tensorboard", "1", file()}).status, 2)
        << "the target is a file, not a folder";
}

} // namespace
} // namespace asge
