// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/locked_files.h"
#include "core/data/byte_source.h"
#include "tests/core/store/store_fixture.h"

#include <gmock/gmock.h>

#include <fstream>
#include <optional>

namespace asge {
namespace {

using testing::HasSubstr;

class LockedFilesTest : public test::StoreTest {
  protected:
    std::filesystem::path file(const std::string& name) {
        const auto path = this->path().parent_path() / name;
        std::ofstream(path) << "x";
        return path;
    }
};

TEST_F(LockedFilesTest, AreKnownByAnyNameWhileTheyAreLocked) {
    const auto store = file("a.sqlite");
    const auto log = file("a.sqlite-wal");
    const auto index = file("a.sqlite-shm");
    const auto other = file("b.sqlite");
    const auto link = store.parent_path() / "link";
    std::filesystem::create_symlink(store, link);
    const auto hard = store.parent_path() / "hard";
    std::filesystem::create_hard_link(index, hard);
    {
        const LockedFile locked(store);
        const LockedFile twice(store);
        for (const auto& each : {store, log, index, link, hard}) {
            EXPECT_TRUE(isLocked(each)) << each;
        }
        EXPECT_FALSE(isLocked(other));
        EXPECT_FALSE(isLocked(store.parent_path() / "missing"));
    }
    EXPECT_FALSE(isLocked(store));
}

TEST_F(LockedFilesTest, NothingThatReadsFilesOpensThem) {
    const auto store = file("a.sqlite");
    const LockedFile locked(store);
    for (const auto& read : std::vector<std::function<void()>>{
             [&] { readSmallFile(store, "an experiment"); }, [&] { ByteSource source(store); }}) {
        EXPECT_THAT(test::errorOf<BadInput>(read), HasSubstr("belongs to the store that is open"));
    }
}

} // namespace
} // namespace asge
