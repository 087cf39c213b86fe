// SPDX-License-Identifier: GPL-3.0-or-later

// Checks the built and the installed binaries with `readelf`: where they search for libraries, and
// whether an optimised build is hardened.
#include "tests/e2e/process.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <sstream>

namespace asge {
namespace {

using test::Ended;
using testing::HasSubstr;
namespace fs = std::filesystem;

class Hardening : public testing::Test {
  protected:
    void SetUp() override {
        if (access(ASGE_READELF, X_OK) != 0) {
            GTEST_SKIP() << "there is no readelf";
        }
        const Ended ended = test::run({CMAKE_PROGRAM, "--install", BUILD_FOLDER, "--prefix",
                                       (folder_.path() / "to").string()});
        ASSERT_EQ(ended.status, 0) << ended.error;
    }

    static std::string readelf(const char* what, const fs::path& file) {
        return test::run({ASGE_READELF, what, "--wide", file.string()}).out;
    }

    /// The programs and libraries of the build and of the installation.
    std::vector<fs::path> binaries() const {
        std::vector<fs::path> files;
        for (const fs::path& folder :
             {fs::path(BUILD_FOLDER) / "bin", fs::path(LIBRARY_FOLDER), folder_.path() / "to"}) {
            for (const auto& entry : fs::recursive_directory_iterator(folder)) {
                const std::string name = entry.path().filename().string();
                const bool ours =
                    name == "asge" || name == "asge-workbench" || name.starts_with("libasge_");
                if (ours && entry.path().extension() != ".a" &&
                    readelf("--file-header", entry.path()).find("ELF") != std::string::npos) {
                    files.push_back(entry.path());
                }
            }
        }
        return files;
    }

    /// The elements of the run paths, also empty ones.
    static std::vector<std::string> runPath(const fs::path& file) {
        std::vector<std::string> elements;
        std::istringstream lines(readelf("--dynamic", file));
        for (std::string line; std::getline(lines, line);) {
            if (line.find("(RUNPATH)") == std::string::npos &&
                line.find("(RPATH)") == std::string::npos) {
                continue;
            }
            const std::size_t begin = line.find('[') + 1;
            std::istringstream path(line.substr(begin, line.rfind(']') - begin) + ':');
            for (std::string element; std::getline(path, element, ':');) {
                elements.push_back(element);
            }
        }
        return elements;
    }

    test::TemporaryFolder folder_;
};

TEST_F(Hardening, NoLibraryIsSearchedInTheCurrentFolder) {
    const auto files = binaries();
    ASSERT_GE(files.size(), 6U);
    for (const fs::path& file : files) {
        for (const std::string& element : runPath(file)) {
            EXPECT_TRUE(element.starts_with('/') || element == "$ORIGIN" ||
                        element.starts_with("$ORIGIN/"))
                << file << " searches in '" << element << "'";
        }
    }
}

#ifdef ASGE_HARDENED
TEST_F(Hardening, AnOptimisedBuildIsHardened) {
    for (const fs::path& file : binaries()) {
        EXPECT_THAT(readelf("--file-header", file), HasSubstr("DYN "))
            << file << ": must be position-independent";
        EXPECT_THAT(readelf("--dynamic", file), HasSubstr("NOW")) << file;
        const std::string segments = readelf("--program-headers", file);
        EXPECT_THAT(segments, HasSubstr("GNU_RELRO")) << file;
        EXPECT_THAT(segments, testing::ContainsRegex("GNU_STACK[ 0-9a-fx]+ RW +0x")) << file;
        const std::string symbols = readelf("--dyn-syms", file);
        EXPECT_THAT(symbols, HasSubstr("__stack_chk_fail")) << file;
        if (file.filename() == "libasge_base.so") { // calls functions with fortified variants
            EXPECT_THAT(symbols, testing::ContainsRegex("__[a-z]+_chk@")) << file;
        }
    }
}
#endif

} // namespace
} // namespace asge
