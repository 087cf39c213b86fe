// SPDX-License-Identifier: GPL-3.0-or-later

// The programs after `cmake --install`: they find their libraries there, and report missing ones.
#include "tests/e2e/process.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

namespace asge {
namespace {

using test::Ended;
using testing::HasSubstr;

class Installed : public testing::Test {
  protected:
    Installed() {
        const Ended ended =
            test::run({CMAKE_PROGRAM, "--install", BUILD_FOLDER, "--prefix", prefix().string()});
        EXPECT_EQ(ended.status, 0) << ended.error;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(prefix())) {
            if (entry.path().stem() == "libasge_learn") {
                engine_ = entry.path();
            }
        }
        EXPECT_FALSE(engine_.empty());
        test::writeTinyFiles(folder_.path() / "data");
        Experiment experiment = test::tinyExperiment();
        experiment.data.path = (folder_.path() / "data").string();
        std::ofstream(experimentFile()) << toJson(experiment);
    }

    std::filesystem::path prefix() const { return folder_.path() / "moved" / "here"; }
    std::string experimentFile() const { return (folder_.path() / "tiny.json").string(); }
    Ended asge(std::vector<std::string> words) const {
        words.insert(words.begin(), (prefix() / "bin" / "asge").string());
        words.insert(words.end(), {"--store", (folder_.path() / "runs.sqlite").string()});
        return test::run(words);
    }
    void expectOneLineAboutTheEngine() const {
        const Ended ended = asge({"train", experimentFile()});
        EXPECT_EQ(ended.status, 1);
        EXPECT_THAT(ended.error, HasSubstr("asge: LibTorch can't be loaded: " + engine_.string()));
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
        EXPECT_EQ(asge({"runs", "list"}).status, 0) << "listing needs no engine";
    }

    test::TemporaryFolder folder_;
    std::filesystem::path engine_;
};

TEST_F(Installed, TrainsFromAnyPrefix) {
    const Ended ended = asge({"train", experimentFile()});
    EXPECT_EQ(ended.status, 0) << ended.error;
    EXPECT_THAT(ended.out, HasSubstr("finished"));
    EXPECT_EQ(asge({"train", experimentFile(), "--set", "device=cuda:55"}).status, 2);
}

TEST_F(Installed, ReportsAMissingEngine) {
    std::filesystem::remove(engine_);
    expectOneLineAboutTheEngine();
}

TEST_F(Installed, ReportsABrokenEngine) {
    std::ofstream(engine_) << "not a library";
    expectOneLineAboutTheEngine();
}

#ifdef ASGE_GUI
/// The line "KEY=…" of the desktop entry.
std::string entryOf(const std::filesystem::path& file, const std::string& key) {
    std::ifstream entry(file);
    for (std::string line; std::getline(entry, line);) {
        if (line.starts_with(key + "=")) {
            return line.substr(key.size() + 1);
        }
    }
    return {};
}

TEST_F(Installed, TheDesktopFindsTheWindowsEntry) {
    const auto folder = prefix() / "share" / "applications";
    const auto files = std::filesystem::directory_iterator(folder);
    ASSERT_EQ(std::distance(begin(files), end(files)), 1);
    const auto file = std::filesystem::directory_iterator(folder)->path();
    const std::string id = file.stem().string();
    EXPECT_EQ(entryOf(file, "StartupWMClass"), id);
    EXPECT_EQ(entryOf(file, "Icon"), id);
    EXPECT_TRUE(std::filesystem::exists(prefix() / "bin" / entryOf(file, "Exec")));
    EXPECT_TRUE(std::filesystem::exists(prefix() / "share" / "metainfo" / (id + ".metainfo.xml")));
}

TEST_F(Installed, TheWindowOpensAndReportsAMissingEngine) {
    const std::string workbench = (prefix() / "bin" / "asge-workbench").string();
    const std::string store = (folder_.path() / "runs.sqlite").string();
    EXPECT_EQ(test::run({workbench, "--quit-when-shown", "--store", store}).status, 0);
    std::filesystem::remove(engine_);
    const Ended ended = test::run({workbench, "--grab", folder_.path().string(), "--train",
                                   experimentFile(), "--store", store});
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.error, HasSubstr("LibTorch can't be loaded: " + engine_.string()));
}
#endif

} // namespace
} // namespace asge
