// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/verdict_cache.h"

#include "tests/core/data/scratch.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include <fstream>
#include <thread>

namespace asge {
namespace {

class VerdictCacheTest : public testing::Test {
  protected:
    std::filesystem::path file() const { return folder_.path() / "asge" / "images.sqlite"; }
    std::string image(int i) const {
        return (folder_.path() / ("image " + std::to_string(i) + ".jpg")).string();
    }
    static FileStamp stamp(int i) { return {100 + i, 5, 6, 7}; }
    static FileVerdict verdict(int i) {
        return {{3, 20 + i, 10}, true, i % 2 == 0 ? "" : "mended", {{1, 2}, {3, 4}, {5, 6}}};
    }
    static std::optional<FileVerdict> find(VerdictCache& cache, const std::string& file,
                                           const FileStamp& stamp, const std::string& cut = "64") {
        return cache.find({file}, {stamp}, cut).front();
    }
    void fill(int count = 3) const {
        VerdictCache cache(file());
        for (int i = 0; i < count; ++i) {
            cache.put(image(i), stamp(i), "64", verdict(i));
        }
    }
    void execute(const std::string& sql) const {
        SQLite::Database(file().string(), SQLite::OPEN_READWRITE).exec(sql);
    }
    bool isKnown(int i) const {
        VerdictCache cache(file());
        return find(cache, image(i), stamp(i)).has_value();
    }

    scratch::Folder folder_;
};

TEST_F(VerdictCacheTest, ReturnsWhatWasPut) {
    fill();
    VerdictCache cache(file());
    const auto found = find(cache, image(1), stamp(1));
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->isSound);
    EXPECT_EQ(found->info.width, 21);
    EXPECT_EQ(found->note, "mended");
    ASSERT_EQ(found->sums.size(), 3U);
    EXPECT_EQ(found->sums[2].squares, 6U);
    EXPECT_TRUE(find(cache, image(1), stamp(1), "32")->sums.empty())
        << "the sums belong to other images";
    EXPECT_FALSE(find(cache, image(9), stamp(9)));
}

TEST_F(VerdictCacheTest, AnyChangeOfTheStampInvalidatesTheVerdict) {
    fill();
    VerdictCache cache(file());
    for (std::int64_t FileStamp::*part :
         {&FileStamp::size, &FileStamp::modified, &FileStamp::changed}) {
        FileStamp other = stamp(0);
        ++(other.*part);
        EXPECT_FALSE(find(cache, image(0), other));
    }
    FileStamp other = stamp(0);
    ++other.inode;
    EXPECT_FALSE(find(cache, image(0), other));
    cache.put(image(0), other, "32", verdict(0));
    cache.flush();
    EXPECT_TRUE(find(cache, image(0), other));
    EXPECT_TRUE(find(cache, image(0), other)->sums.empty()) << "the sums belonged to the old file";
}

TEST_F(VerdictCacheTest, VerdictsOnRecentlyChangedFilesAreNotKept) {
    VerdictCache cache(file());
    const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    cache.put(image(0), {1, 2, now.count(), 3}, "64", verdict(0));
    cache.put(image(1), {1, now.count(), 2, 3}, "64", verdict(0));
    cache.flush();
    EXPECT_FALSE(find(cache, image(0), {1, 2, now.count(), 3}));
    EXPECT_FALSE(find(cache, image(1), {1, now.count(), 2, 3}));
}

TEST_F(VerdictCacheTest, ManyThreadsMayPut) {
    {
        VerdictCache cache(file());
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&, thread] {
                for (int i = thread; i < 400; i += 4) {
                    cache.put(image(i), stamp(i), "64", verdict(i));
                }
            });
        }
    }
    for (int i = 0; i < 400; i += 37) {
        EXPECT_TRUE(isKnown(i)) << i;
    }
}

TEST_F(VerdictCacheTest, TwoCachesMayWriteAtOnce) {
    VerdictCache one(file());
    VerdictCache other(file());
    for (int i = 0; i < 50; ++i) {
        one.put(image(2 * i), stamp(2 * i), "64", verdict(0));
        other.put(image(2 * i + 1), stamp(2 * i + 1), "64", verdict(0));
        one.flush();
        other.flush();
    }
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(isKnown(i)) << i;
    }
}

TEST_F(VerdictCacheTest, ALockedFileLosesNothingAndDelaysLittle) {
    fill(1);
    SQLite::Database holder(file().string(), SQLite::OPEN_READWRITE);
    VerdictCache cache(file());
    {
        holder.exec("BEGIN EXCLUSIVE");
        cache.put(image(5), stamp(5), "64", verdict(5));
        const auto begin = std::chrono::steady_clock::now();
        cache.flush();
        EXPECT_FALSE(find(cache, image(0), stamp(0)));
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
        holder.exec("COMMIT");
    }
    cache.flush();
    EXPECT_TRUE(find(cache, image(5), stamp(5)));
}

TEST_F(VerdictCacheTest, ADamagedFileIsReplaced) {
    for (const std::string& damage : {std::string("garbage"), std::string(5000, 'x'),
                                      std::string("SQLite format 3\0cut", 19), std::string()}) {
        fill();
        std::ofstream(file(), std::ios::binary | std::ios::trunc) << damage;
        EXPECT_FALSE(isKnown(0));
        fill();
        EXPECT_TRUE(isKnown(0)) << damage.substr(0, 10);
    }
    fill();
    std::filesystem::resize_file(file(), std::filesystem::file_size(file()) / 2);
    isKnown(0);
    fill();
    EXPECT_TRUE(isKnown(0));
    execute("DROP TABLE sums");
    EXPECT_FALSE(isKnown(0));
    fill();
    EXPECT_TRUE(isKnown(0));
}

TEST_F(VerdictCacheTest, OtherRulesInvalidateAllVerdicts) {
    fill();
    execute("UPDATE reader SET text = 'other'");
    EXPECT_FALSE(isKnown(0));
    fill(1);
    EXPECT_TRUE(isKnown(0));
    EXPECT_FALSE(isKnown(1)) << "a verdict of the other rules";
}

TEST_F(VerdictCacheTest, ImplausibleValuesAreUnknown) {
    for (const char* sql : {"UPDATE image SET channels = 7", "UPDATE image SET width = -1",
                            "UPDATE image SET height = 100000000"}) {
        fill();
        execute(sql);
        EXPECT_FALSE(isKnown(0)) << sql;
    }
    for (const char* sql : {"UPDATE sums SET sum = 9000000000000000000",
                            "DELETE FROM sums WHERE "
                            "channel = 1",
                            "UPDATE sums SET squares = -1"}) {
        std::filesystem::remove(file());
        fill();
        execute(sql);
        VerdictCache cache(file());
        const auto found = find(cache, image(0), stamp(0));
        ASSERT_TRUE(found) << sql;
        EXPECT_TRUE(found->sums.empty()) << sql;
    }
}

TEST_F(VerdictCacheTest, ForgetsAFile) {
    fill();
    {
        VerdictCache cache(file());
        cache.forget(image(0));
        cache.forget(image(9)); // unknown to the cache
    }
    EXPECT_FALSE(isKnown(0));
    EXPECT_TRUE(isKnown(1));
    fill();
    EXPECT_TRUE(isKnown(0));
    EXPECT_THROW(execute("UPDATE sums SET sum = 'abc'"), SQLite::Exception);
}

TEST_F(VerdictCacheTest, StaysWithinItsSizeLimit) {
    constexpr std::uint64_t kBound = 256 << 10;
    for (int round = 0; round < 8; ++round) {
        const std::string folder = "folder " + std::to_string(round) + "/";
        std::filesystem::create_directories(folder_.path() / folder);
        VerdictCache cache(file(), kBound);
        for (int i = 0; i < 1000; ++i) {
            cache.put((folder_.path() / folder / std::to_string(i)).string(), stamp(i), "64",
                      verdict(i));
        }
    }
    EXPECT_LT(std::filesystem::file_size(file()), 3 * kBound);
    VerdictCache cache(file(), kBound);
    EXPECT_TRUE(find(cache, (folder_.path() / "folder 7" / "5").string(), stamp(5)));
    EXPECT_FALSE(find(cache, (folder_.path() / "folder 0" / "5").string(), stamp(5)));
}

TEST_F(VerdictCacheTest, WithoutAPathNothingIsRemembered) {
    for (const char* place : {"", "/dev/null/asge/images.sqlite"}) {
        VerdictCache cache(place);
        cache.put(image(0), stamp(0), "64", verdict(0));
        cache.putText("key", "text");
        cache.flush();
        EXPECT_FALSE(find(cache, image(0), stamp(0)));
        EXPECT_EQ(cache.text("key"), "");
    }
    std::filesystem::create_directories(file()); // a folder of that name
    fill();
    EXPECT_FALSE(isKnown(0));
}

TEST_F(VerdictCacheTest, KeepsTexts) {
    {
        VerdictCache cache(file());
        EXPECT_EQ(cache.text("key"), "");
        cache.putText("key", "text");
    }
    VerdictCache cache(file());
    EXPECT_EQ(cache.text("key"), "text");
}

TEST_F(VerdictCacheTest, IsInTheUsersCacheFolder) {
    const scratch::Variable home("HOME", "/home/someone");
    {
        const scratch::Variable cache("XDG_CACHE_HOME", "/caches");
        EXPECT_EQ(VerdictCache::defaultPath(), "/caches/asge/images.sqlite");
    }
    for (const std::optional<std::string>& value :
         {std::optional<std::string>(), std::optional<std::string>("relative")}) {
        const scratch::Variable cache("XDG_CACHE_HOME", value);
        EXPECT_EQ(VerdictCache::defaultPath(), "/home/someone/.cache/asge/images.sqlite");
    }
}

} // namespace
} // namespace asge
