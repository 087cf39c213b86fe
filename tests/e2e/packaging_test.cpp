// SPDX-License-Identifier: GPL-3.0-or-later

// The packaging scripts, called as users call them.
#include "tests/e2e/process.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <fstream>

namespace asge {
namespace {

using test::Ended;
namespace fs = std::filesystem;

const fs::path kScripts = fs::path(SOURCE_FOLDER) / "packaging";

/// The variable CDPATH can send a `cd` to another folder, and make it print that folder.
TEST(Packaging, FindsItsFolderWithAnyCdpath) {
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

std::string testsIn(const fs::path& folder, const std::string& report) {
    const fs::path file = folder / "report.xml";
    std::ofstream(file) << report;
    const Ended ended =
        test::run({"/usr/bin/awk", "-f", (kScripts / "junit.awk").string(), file.string()});
    EXPECT_EQ(ended.status, 0) << ended.error;
    return ended.out;
}

TEST(Packaging, SkippedTestsAreNamedWithTheirReasons) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(testsIn(folder.path(), R"(<testsuites tests="2" failures="0">
    <testcase name="Opens" line="9" result="completed" classname="Idx">
    </testcase>
    <testcase name="Refuses" line="9" result="skipped" classname="Idx">
      <skipped message="/a/idx_test.cpp:100&#x0A;root&apos;s rights&#x0A;are &lt;all&gt; &amp; more"><![CDATA[/a/idx_test.cpp:100
root's rights]]></skipped>
    </testcase>
)"),
              "skipped\tIdx.Refuses\troot's rights are <all> & more\n");
    EXPECT_EQ(
        testsIn(folder.path(), R"(<testsuite tests="3">
	<testcase name="Mnist.IsWhole" classname="Mnist.IsWhole" status="notrun">
		<skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/>
		<system-out>[ RUN      ] Mnist.IsWhole
/a/real_data_test.cpp:112: Skipped
mnist isn't there
(set a folder)
[  SKIPPED ] Mnist.IsWhole (0 ms)
</system-out>
	</testcase>
	<testcase name="Idx.Opens" classname="Idx.Opens" status="run">
		<system-out>/a/b.cpp:1: Skipped
</system-out>
	</testcase>
	<testcase name="Idx.Off" classname="Idx.Off" status="disabled">
		<skipped message="Disabled"/>
	</testcase>
)"),
        "skipped\tMnist.IsWhole\tmnist isn't there (set a folder)\nskipped\tIdx.Off\tDisabled\n");
}

TEST(Packaging, FailedTestsAreNamedOnce) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(testsIn(folder.path(), R"(<testsuites tests="2" failures="1">
    <testcase name="Opens" line="9" result="completed" classname="Idx" />
    <testcase name="Refuses" line="9" result="completed" classname="Idx">
      <failure message="one" type=""></failure>
      <failure message="two" type=""></failure>
    </testcase>
)"),
              "failed\tIdx.Refuses\n");
    EXPECT_EQ(testsIn(folder.path(), R"(<testsuite tests="1" failures="1">
	<testcase name="Idx.Opens" classname="Idx.Opens" status="fail">
		<failure message="Failed"/>
	</testcase>
)"),
              "failed\tIdx.Opens\n");
}

/// If the compiler cannot compile LibTorch's headers, that is reported before anything is built.
TEST(Packaging, AnUnsuitableCompilerIsRefusedAtOnce) {
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
