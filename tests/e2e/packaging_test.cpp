// The scripts of packaging, called as users call them.
#include "tests/e2e/process.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using test::Ended;
namespace fs = std::filesystem;

const fs::path kScripts = fs::path(SOURCE_FOLDER) / "packaging";

/// A variable of the shell can lead a `cd` elsewhere, and let it print where to.
TEST(Packaging, FindsItsFolderWhateverCdpathSays) {
    const Ended ended =
        test::run({"/bin/bash", "-c",
                   "cd \"$1/..\" && export CDPATH=.:/usr && . packaging/lib.sh && echo \"$root\"",
                   "bash", kScripts.string()});
    EXPECT_EQ(ended.status, 0) << ended.error;
    EXPECT_EQ(ended.out, fs::canonical(SOURCE_FOLDER).string() + "\n");
}

TEST(Packaging, ALinkToAScriptWorks) {
    const test::TemporaryFolder folder;
    const fs::path links = folder.path() / "my programs";
    fs::create_directory(links);
    for (const char* script : {"run", "test"}) {
        const fs::path link = links / script;
        fs::create_symlink(kScripts / script, link);
        const Ended ended = test::run({link.string(), "--help"});
        EXPECT_EQ(ended.status, 0) << ended.error;
        EXPECT_THAT(ended.out, testing::StartsWith("Usage: packaging/"));
        EXPECT_EQ(ended.error, "");
    }
}

/// Not every compiler takes the headers of every LibTorch: that is said before anything is built.
TEST(Packaging, ACompilerThatCantIsRefusedAtOnce) {
    const std::string clang = "/usr/bin/clang++";
    if (access(clang.c_str(), X_OK) != 0) {
        GTEST_SKIP() << "there is no other compiler";
    }
    const test::TemporaryFolder folder;
    const Ended ended =
        test::run({CMAKE_PROGRAM, "-S", SOURCE_FOLDER, "-B", folder.path().string(),
                   "-DASGE_GUI=OFF", "-DASGE_TESTS=OFF", "-DCMAKE_CXX_COMPILER=" + clang});
    if (ended.status != 0) {
        EXPECT_THAT(ended.error,
                    testing::ContainsRegex("Clang [0-9.]+ cannot compile the headers of"));
        EXPECT_THAT(ended.error, testing::HasSubstr("CXX=g++"));
    }
}

} // namespace
} // namespace asge
