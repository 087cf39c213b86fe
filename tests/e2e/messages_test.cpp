// SPDX-License-Identifier: GPL-3.0-or-later

// The error messages of `asge`: one line that names the remedy.
#include "tests/e2e/asge_fixture.h"
#include "tests/support/small_disk.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using test::Ended;

class Messages : public test::AsgeFixture {
  protected:
    void expect(const std::vector<std::string>& words, const std::string& message,
                int status = 2) const {
        std::vector<std::string> whole{ASGE_BINARY};
        whole.insert(whole.end(), words.begin(), words.end());
        const Ended ended = test::run(whole);
        EXPECT_EQ(ended.status, status) << message;
        EXPECT_THAT(ended.error, testing::HasSubstr(message));
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
    }
    /// The fixture's kind of data with other class labels.
    std::string otherData(int classes) const {
        const auto folder = folder_.path() / ("classes" + std::to_string(classes));
        test::writeTinyFiles(folder);
        std::fstream labels(folder / "train-labels-idx1-ubyte",
                            std::ios::in | std::ios::out | std::ios::binary);
        labels.seekp(8);
        constexpr int kImages = 120; // as writeTinyFiles makes them
        for (int i = 0; i < kImages; ++i) {
            labels.put(static_cast<char>(i % classes));
        }
        return folder.string();
    }
};

TEST_F(Messages, NameWhatIsMissing) {
    expect({"train"}, "asge: name an experiment file, or give --resume ID or --branch ID\n");
    expect({"bench"}, "asge: name an experiment file\n");
    expect({"sweep"}, "asge: name a sweep file\n");
    expect({"queue", "add"}, "asge: name an experiment file, or give --sweep FILE or --run ID\n");
    expect({"queue", "move", "1"}, "asge: give the entry's new position\n");
    expect({"queue", "remove"}, "asge: give the numbers of entries; asge queue shows them\n");
    expect({"eval"}, "asge: give the ID of a run; asge runs list shows them\n");
    expect({"runs", "show"}, "asge: give the ID of a run");
    expect({"runs", "import"}, "asge: name a file\n");
    expect({"data", "stats"}, "asge: name a data set, a folder that holds one, or an experiment");
    expect({}, "asge: name a command: train, sweep, ");
    expect({"runs"}, "asge: name a command: list, show, ");
    expect({"train", "--resume"}, "asge: --resume: a value is missing\n");
    expect({"train", "--resume", "1", "--branch", "2"}, "can't be given with");
    expect({"train", file(), "--force"}, "asge: --force needs --resume\n");
}

TEST_F(Messages, GuessWhatWasMeant) {
    expect({"tain"}, "asge: no command 'tain'; did you mean train?\n");
    expect({"qwertz"}, "asge: no command 'qwertz'; see asge --help\n");
    expect({"runs", "shwo", "1"}, "asge: no command 'shwo' in asge runs; did you mean show?\n");
    expect({"data", "stat"}, "asge: no command 'stat' in asge data; did you mean stats?\n");
    expect({"train", "--reusme", "3"},
           "asge: no option '--reusme' in asge train; did you mean --resume?\n");
    expect({"train", file(), "--nmae=x"}, "no option '--nmae' in asge train; did you mean --name?");
    expect({"runs", "list", "--jsno"},
           "no option '--jsno' in asge runs list; did you mean --json?");
    expect({"--verison"}, "asge: no option '--verison'; did you mean --version?\n");
    expect({"--json", "runs", "list"}, "asge: '--json' must come after 'asge runs list'\n");
    expect({"train", file(), "extra"},
           "asge: 'extra' is an unexpected argument of asge train; see ");
    expect({"train", file(), "--set", "train.bach=3"},
           "--set train.bach=3: no such setting; did you mean train.batch?\n");
}

TEST_F(Messages, QuoteWhatWasTyped) {
    expect({"train", file(), "--set", "data.limit=1e3"},
           "--set data.limit=1e3: must be a whole number from 0 to 1000000000, is 1e3\n");
    expect({"train", file(), "--set", "train.batch=99999999999999999999"},
           "is 99999999999999999999\n");
    expect({"train", file(), "--set", "probe.batch=3"},
           "asge: --set probe.batch=3: must be at least probe.samples");
    expect({"data", "stats", file(), "--size", "12ab"}, "--size: 12ab is not in the range 1 to");
    expect({"data", "stats", "nowhere", "--labels", "coarse"}, "nowhere");
}

TEST_F(Messages, ARelativeFolderOfAStoredRunIsShownAbsolute) {
    ASSERT_EQ(asge({"train", file(), "--set", "train.epochs=1"}).status, 0);
    const std::string moved = "UPDATE run SET experiment = replace(experiment, '" +
                              (folder_.path() / "data").string() +
                              "', 'gone/data'), status = 'stopped'";
    test::execute(store(), moved.c_str());
    const auto tried = std::filesystem::current_path() / "gone/data";
    expect({"train", "--resume", "1", "--store", store()}, tried.string());
    expect({"eval", "1", "--store", store()}, tried.string());
    expect({"train", "--branch", "1", "--set", "train.epochs=2", "--store", store()},
           tried.string());
}

TEST_F(Messages, ABranchNeedsItsParentsClasses) {
    ASSERT_EQ(asge({"train", file(), "--set", "train.epochs=1"}).status, 0);
    expect({"train", "--branch", "1", "--set", "train.epochs=2", "--set",
            "data.path=" + otherData(7), "--store", store()},
           "data: these data have 7 classes, the parent's 3; a branch needs as many");
}

TEST_F(Messages, AFullDiskIsAFailureOfEveryCommand) {
    ASSERT_EQ(asge({"train", file(), "--set", "train.epochs=1"}).status, 0);
    const test::SmallDisk disk(folder_.path() / "small", "64k");
    if (!disk.isThere()) {
        GTEST_SKIP() << "only root can mount a small disk";
    }
    const auto at = [&](const char* name) { return (disk.folder() / name).string(); };
    disk.fill();
    const auto fails = [&](std::vector<std::string> words, const std::string& reason) {
        words.insert(words.end(), {"--store", store()});
        expect(words, reason, 1);
    };
    fails({"runs", "export", "1", at("x.sqlite")}, "disk is full");
    fails({"runs", "export", "--all", at("x.sqlite")}, "disk is full");
    fails({"runs", "checkpoint", "1", at("x.safetensors")}, "No space left on device");
    fails({"runs", "tensorboard", "1", at("boards")}, "No space left on device");
    fails({"runs", "check", "--salvage", at("s.sqlite")}, "disk is full");
    expect({"runs", "import", store(), "--store", at("i.sqlite")}, "disk is full", 1);
}

TEST_F(Messages, CountOneThingInTheSingular) {
    const Ended one =
        asge({"train", file(), "--set", "train.epochs=1", "--set", "network.layers=4"});
    ASSERT_EQ(one.status, 0) << one.error;
    EXPECT_THAT(one.out, testing::HasSubstr(", 1 layer, "));
    EXPECT_THAT(one.out, testing::HasSubstr("finished after 1 epoch, "));
    EXPECT_THAT(test::run({ASGE_BINARY, "bench", file(), "--steps", "1"}).out,
                testing::HasSubstr(" images/s over 1 step\n"));
    expect({"train", file(), "--set", "network.layers=4", "--set", "optimizer.layer_rates=1 2"},
           "must have one factor for the one layer, has 2");
}

} // namespace
} // namespace asge
