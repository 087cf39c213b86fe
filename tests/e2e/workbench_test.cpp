// SPDX-License-Identifier: GPL-3.0-or-later

// asge-workbench without a display: the pictures of --grab.
#include "core/base/text.h"
#include "core/store/run_export.h"
#include "core/store/run_reader.h"
#include "tests/e2e/process.h"
#include "tests/e2e/store_file.h"
#include "tests/support/tiny_data.h"

#include <QImage>

#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace asge {
namespace {

using test::Ended;

class Workbench : public testing::Test {
  protected:
    Workbench() {
        test::writeTinyFiles(folder_.path() / "data");
        Experiment experiment = test::tinyExperiment();
        experiment.data.path = (folder_.path() / "data").string();
        std::ofstream(file("tiny.json")) << toJson(experiment);
    }

    std::string file(const std::string& name) const { return (folder_.path() / name).string(); }
    Ended workbench(std::vector<std::string> words) const {
        words.insert(words.begin(), WORKBENCH_BINARY);
        words.insert(words.end(), {"--store", file("runs.sqlite")});
        return test::run(words);
    }

    static void expectBadInput(const Ended& ended, const std::string& named) {
        EXPECT_EQ(ended.status, 2) << named;
        EXPECT_THAT(ended.error, testing::StartsWith("asge-workbench: "));
        EXPECT_THAT(ended.error, testing::HasSubstr(named));
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
    }

    static void expectFailure(const Ended& ended, const std::string& named) {
        EXPECT_NE(ended.status, 0);
        EXPECT_THAT(ended.error, testing::HasSubstr(named));
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
    }

    /// The number of colours on a coarse grid; an empty window has few.
    std::size_t colorsOf(const std::string& picture) const {
        const QImage image(QString::fromStdString(file("pictures/" + picture + ".png")));
        EXPECT_EQ(image.width(), 1440) << picture;
        EXPECT_EQ(image.height(), 900) << picture;
        std::set<QRgb> colors;
        for (int y = 0; y < image.height(); y += 4) {
            for (int x = 340; x < image.width(); x += 4) {
                colors.insert(image.pixel(x, y));
            }
        }
        return colors.size();
    }

    test::TemporaryFolder folder_;
};

TEST_F(Workbench, GrabsEveryViewOfATrainingAndFinishesIt) {
    const Ended ended = workbench({"--grab", file("pictures"), "--train", file("tiny.json")});
    ASSERT_EQ(ended.status, 0) << ended.error;
    for (const char* view : {"window", "curves", "goodness", "channels"}) {
        EXPECT_GT(colorsOf(view), 60U) << view << " has content";
    }
    EXPECT_GT(colorsOf("runs"), 5U);
    EXPECT_GT(colorsOf("compare"), 1U);
    const auto runs = RunReader(file("runs.sqlite")).runs();
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].status, RunStatus::finished);
    EXPECT_EQ(runs[0].name, "tiny");
}

TEST_F(Workbench, PrintsWhyATrainingFailed) {
    std::filesystem::remove(file("data/t10k-labels-idx1-ubyte"));
    const Ended ended = workbench({"--grab", file("pictures"), "--train", file("tiny.json")});
    EXPECT_EQ(ended.status, 2) << "missing data are bad input";
    EXPECT_THAT(ended.error, testing::HasSubstr("t10k-labels"));
    EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
}

TEST_F(Workbench, GrabsAStoredRun) {
    ASSERT_EQ(workbench({"--grab", file("first"), "--train", file("tiny.json")}).status, 0);
    ASSERT_EQ(workbench({"--grab", file("pictures"), "--run", "1"}).status, 0);
    EXPECT_GT(colorsOf("goodness"), 60U);
    EXPECT_GT(colorsOf("channels"), 60U);
}

/// All files of a folder and their contents.
std::map<std::string, std::string> filesIn(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        std::ostringstream bytes;
        bytes << file.rdbuf();
        files[entry.path().filename().string()] = bytes.str();
    }
    return files;
}

TEST_F(Workbench, PicturesDoNotChangeTheStore) {
    ASSERT_EQ(workbench({"--grab", file("first"), "--train", file("tiny.json")}).status, 0);
    std::filesystem::create_directory(file("alone"));
    exportRun(file("runs.sqlite"), 1, file("alone/out.sqlite"));
    const auto before = filesIn(file("alone"));
    const Ended ended = test::run({WORKBENCH_BINARY, "--grab", file("pictures"), "--run", "1",
                                   "--store", file("alone/out.sqlite")});
    EXPECT_EQ(ended.status, 0) << ended.error;
    EXPECT_GT(colorsOf("goodness"), 60U);
    EXPECT_TRUE(filesIn(file("alone")) == before) << "an exported run keeps its checksum";
    EXPECT_EQ(
        test::run({WORKBENCH_BINARY, "--grab", file("none"), "--store", file("alone/typo.sqlite")})
            .status,
        0);
    EXPECT_TRUE(filesIn(file("alone")) == before) << "pictures create no store";
}

TEST_F(Workbench, GrabsAStoreOfANewerVersion) {
    ASSERT_EQ(workbench({"--grab", file("first"), "--train", file("tiny.json")}).status, 0);
    std::fstream store(file("runs.sqlite"), std::ios::in | std::ios::out | std::ios::binary);
    store.seekp(60); // PRAGMA user_version
    store.write("\0\0\x03\xe8", 4);
    store.close();
    const Ended ended = workbench({"--grab", file("pictures"), "--run", "1"});
    EXPECT_EQ(ended.status, 0) << ended.error;
    EXPECT_GT(colorsOf("goodness"), 60U);
    expectFailure(workbench({"--grab", file("other"), "--train", file("tiny.json")}),
                  "made by a newer program");
}

TEST_F(Workbench, GrabsAReadOnlyStore) {
    if (geteuid() != 0) {
        GTEST_SKIP() << "only root can become another user";
    }
    ASSERT_EQ(workbench({"--grab", file("first"), "--train", file("tiny.json")}).status, 0);
    namespace fs = std::filesystem;
    fs::permissions(folder_.path(), fs::perms::all);
    fs::create_directory(file("moved"));
    fs::rename(file("runs.sqlite"), file("moved/runs.sqlite"));
    for (const auto mode : {0444U, 0644U}) {
        fs::permissions(file("moved/runs.sqlite"), static_cast<fs::perms>(mode));
        fs::permissions(file("moved"), static_cast<fs::perms>(0555));
        const std::vector<std::string> asNobody{"/usr/bin/setpriv", "--reuid=65534",
                                                "--regid=65534", "--clear-groups",
                                                WORKBENCH_BINARY};
        std::vector<std::string> words = asNobody;
        words.insert(words.end(), {"--grab", file("pictures"), "--run", "1", "--store",
                                   file("moved/runs.sqlite")});
        const Ended ended = test::run(words);
        EXPECT_EQ(ended.status, 0) << ended.error;
        EXPECT_GT(colorsOf("goodness"), 60U);
        words = asNobody;
        words.insert(words.end(), {"--grab", file("other"), "--train", file("tiny.json"), "--store",
                                   file("moved/runs.sqlite")});
        expectFailure(test::run(words), "runs.sqlite");
    }
    fs::permissions(file("moved"), fs::perms::all);
}

TEST_F(Workbench, PrintsItsErrorsAsReadableText) {
    const std::string name = "a\x1b[2J\x9b\u202e\nasge-workbench: forged";
    for (const auto& words :
         std::vector<std::vector<std::string>>{{"--grab", file("pictures"), "--run", "9"},
                                               {"--grab", file(name), "--train", file(name)},
                                               {"--grab", file("pictures"), "--theme", name},
                                               {"--grab", file("pictures"), "--compare", "1"},
                                               {"--" + name},
                                               {name}}) {
        std::vector<std::string> command{WORKBENCH_BINARY, "--store", file(name)};
        command.insert(command.end(), words.begin(), words.end());
        const Ended ended = test::run(command);
        EXPECT_EQ(ended.status, 2);
        EXPECT_EQ(severalLines(ended.error), ended.error);
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
    }
}

TEST_F(Workbench, NamesTheFaultOfARunThatItCannotGrab) {
    ASSERT_EQ(workbench({"--grab", file("pictures"), "--train", file("tiny.json")}).status, 0);
    test::execute(file("runs.sqlite"), "UPDATE run SET last_epoch = 2147483647");
    const Ended ended = workbench({"--grab", file("more"), "--run", "1"});
    EXPECT_NE(ended.status, 0);
    EXPECT_THAT(ended.error, testing::HasSubstr("run 1: "));
    EXPECT_THAT(ended.error, Not(testing::HasSubstr("no such run")));
    EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
}

TEST_F(Workbench, GrabsTheEmptyWindow) {
    ASSERT_EQ(workbench({"--grab", file("pictures")}).status, 0);
    EXPECT_GT(colorsOf("window"), 1U) << "the empty state has text";
}

TEST_F(Workbench, StartsWithoutLibTorch) {
    const Ended ended = test::runListingLibraries(
        {WORKBENCH_BINARY, "--quit-when-shown", "--store", file("runs.sqlite")});
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.error, testing::HasSubstr("libasge_base"));
    EXPECT_THAT(ended.error, Not(testing::HasSubstr("libtorch")));
}

TEST_F(Workbench, BadInputIsOneLine) {
    std::ofstream(file("broken.json")) << "{\"network\": {\"layers\": \"4x\"}}";
    std::ofstream(file("store.txt")) << "no store at all, but text that is long enough to be read";
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
        {{"--grab", file("pictures"), "--run", "99"}, "run 99"},
        {{"--grab", file("pictures"), "--run", "first"}, "--run"},
        {{"--grab", file("pictures"), "--train", file("nowhere.json")}, "nowhere.json"},
        {{"--grab", file("pictures"), "--train", file("broken.json")}, "network.layers"},
        {{"--run", "1", "--train", file("tiny.json"), "--grab", file("pictures")}, "--train"},
        {{"--grab", file("pictures"), "--run", "99999999999999999999"}, "is not a run's number"},
        {{"--grab", file("store.txt")}, "store.txt is not a folder"},
        {{"--grab", ""}, "--grab"},
        {{"--grab", file("pictures"), "--size", "wide"}, "--size: 'wide'"},
        {{"--grab", file("pictures"), "--size", "1366x9"}, "1366x9"},
        {{"--size", "1366x768"}, "--grab"},
        {{"--bogus"}, "bogus"},
        {{"bogus"}, "'bogus'"},
    };
    for (const auto& [words, named] : cases) {
        expectBadInput(workbench(words), named);
    }
    std::filesystem::create_directory(file("folder"));
    for (const char* store : {"store.txt", "folder"}) {
        expectBadInput(
            test::run({WORKBENCH_BINARY, "--grab", file("pictures"), "--store", file(store)}),
            store);
    }
}

TEST_F(Workbench, PrintsItsNameAndVersion) {
    const Ended ended = workbench({"--version"});
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.out, testing::MatchesRegex("asge-workbench [0-9.]+, LibTorch [0-9.]+.*\n"));
    EXPECT_EQ(ended.error, "");
    const Ended help = workbench({"--help"});
    EXPECT_EQ(help.status, 0);
    EXPECT_THAT(help.out, testing::HasSubstr("--grab"));
}

TEST_F(Workbench, PicturesHaveTheSizeThatIsAskedFor) {
    const Ended ended = workbench({"--grab", file("pictures"), "--size", "1366x768"});
    ASSERT_EQ(ended.status, 0) << ended.error;
    EXPECT_EQ(QImage(file("pictures/window.png").c_str()).size(), QSize(1366, 768));
}

TEST_F(Workbench, PicturesPrintNothing) {
    const Ended ended = test::run({"/usr/bin/env", "-u", "XDG_RUNTIME_DIR", "-u", "QT_QPA_PLATFORM",
                                   "-u", "DISPLAY", "-u", "WAYLAND_DISPLAY", WORKBENCH_BINARY,
                                   "--grab", file("pictures"), "--store", file("runs.sqlite")});
    EXPECT_EQ(ended.status, 0);
    EXPECT_EQ(ended.error, "");
}

TEST_F(Workbench, AMissingDisplayIsOneLine) {
    const std::string line =
        "asge-workbench: no display can be opened; pictures (--grab) need none\n";
    const std::vector<std::vector<std::string>> settings = {
        {"-u", "DISPLAY", "-u", "WAYLAND_DISPLAY", "-u", "QT_QPA_PLATFORM"},
        {"-u", "QT_QPA_PLATFORM", "DISPLAY=:987"},
        {"QT_QPA_PLATFORM=nonsense"},
    };
    for (std::vector<std::string> words : settings) {
        words.insert(words.begin(), "/usr/bin/env");
        words.insert(words.end(), {WORKBENCH_BINARY, "--store", file("runs.sqlite")});
        const Ended ended = test::run(words);
        EXPECT_EQ(ended.status, 1) << words[2];
        EXPECT_EQ(ended.error, line) << words[2];
    }
}

} // namespace
} // namespace asge
