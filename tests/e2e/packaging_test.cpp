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

} // namespace
} // namespace asge
