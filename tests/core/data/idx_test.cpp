// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/idx.h"

#include "tests/core/data/idx_files.h"

#include <gmock/gmock.h>

#include <sys/stat.h>
#include <unistd.h>

#include <limits>

namespace asge {
namespace {

using scratch::Bytes;
using scratch::counting;
using scratch::gzip;
using scratch::idx;
using scratch::idxHeader;
using scratch::messageOf;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class Idx : public testing::Test {
  protected:
    std::string errorOf(const Bytes& bytes) const {
        const auto file = folder_.write("some.idx", bytes);
        const std::string message = messageOf([&] { readIdx(file); });
        EXPECT_THAT(message, StartsWith(file.string() + ": "));
        EXPECT_TRUE(scratch::isOneLine(message)) << message;
        return message;
    }

    scratch::Folder folder_;
};

TEST_F(Idx, ReadsEveryRank) {
    const std::vector<std::vector<std::uint32_t>> shapes{{24}, {4, 6}, {2, 3, 4}, {2, 3, 2, 2}};
    for (const auto& shape : shapes) {
        const IdxArray array = readIdx(folder_.write("a", idx(shape, counting(24))));
        EXPECT_THAT(array.shape, testing::ElementsAreArray(shape));
        EXPECT_EQ(array.bytes, counting(24));
    }
}

TEST_F(Idx, RecognisesGzipByContentNotByName) {
    const Bytes plain = idx({3, 300}, counting(900));
    EXPECT_EQ(readIdx(folder_.write("plain.gz", plain)).bytes, counting(900));
    EXPECT_EQ(readIdx(folder_.write("packed", gzip(plain))).bytes, counting(900));
}

TEST_F(Idx, ReadsGzipLargerThanItsBuffers) {
    Bytes elements(3U << 20U);
    std::uint32_t state = 1;
    for (std::uint8_t& element : elements) { // hard to compress, so that the input is refilled
        state = state * 1664525U + 1013904223U;
        element = static_cast<std::uint8_t>(state >> 24U);
    }
    const Bytes packed = gzip(idx({3, 1U << 20U}, elements));
    ASSERT_GT(packed.size(), 2U << 20U);
    EXPECT_EQ(readIdx(folder_.write("large", packed)).bytes, elements);
}

TEST_F(Idx, ReadsGzipOfSeveralMembers) {
    const Bytes plain = idx({900}, counting(900));
    Bytes packed;
    for (const auto& [first, last] : {std::pair{0, 3}, {3, 3}, {3, 500}, {500, 908}}) {
        const Bytes member = gzip({plain.begin() + first, plain.begin() + last});
        packed.insert(packed.end(), member.begin(), member.end());
    }
    EXPECT_EQ(readIdx(folder_.write("members", packed)).bytes, counting(900));
}

TEST_F(Idx, FollowsLinks) {
    folder_.write("target", idx({2}, {7, 8}));
    std::filesystem::create_symlink("target", folder_.path() / "link");
    EXPECT_THAT(readIdx(folder_.path() / "link").bytes, ElementsAre(7, 8));
}

TEST_F(Idx, SaysThatThereIsNoFile) {
    const auto file = folder_.path() / "none.idx";
    EXPECT_EQ(messageOf([&] { readIdx(file); }), file.string() + ": no such file");
    std::filesystem::create_symlink("nowhere", folder_.path() / "dangling");
    EXPECT_THAT(messageOf([&] { readIdx(folder_.path() / "dangling"); }),
                EndsWith("dangling: no such file"));
}

TEST_F(Idx, RefusesWhatIsNotARegularFile) {
    EXPECT_THAT(messageOf([&] { readIdx(folder_.path()); }),
                EndsWith("is a directory, not a file"));
    const auto pipe = folder_.path() / "pipe";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_THAT(messageOf([&] { readIdx(pipe); }), EndsWith("pipe: is not a regular file"));
    EXPECT_EQ(messageOf([&] { readIdx("/dev/zero"); }), "/dev/zero: is not a regular file");
}

TEST_F(Idx, SaysThatReadingIsNotPermitted) {
    if (geteuid() == 0) {
        GTEST_SKIP() << "root may read every file";
    }
    const auto file = folder_.write("locked", idx({1}, {1}));
    std::filesystem::permissions(file, std::filesystem::perms::none);
    EXPECT_THAT(messageOf([&] { readIdx(file); }), HasSubstr("permitted"));
}

TEST_F(Idx, KeepsTheMessageOneLineForAnyFileName) {
    const auto file = folder_.write("two\nlines\x1b[31m", Bytes{1, 2, 3, 4});
    const std::string message = messageOf([&] { readIdx(file); });
    EXPECT_TRUE(scratch::isOneLine(message)) << message;
    EXPECT_THAT(message, HasSubstr("two?lines?[31m: not an IDX file"));
}

TEST_F(Idx, SaysHowShortAHeaderIs) {
    const Bytes whole = idxHeader({5, 6, 7});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        const std::string needed = size < 4 ? "4" : "16";
        const std::string expected =
            "header: needs " + needed + " bytes, has " + std::to_string(size);
        EXPECT_THAT(errorOf(part), EndsWith(expected));
        EXPECT_THAT(errorOf(gzip(part)), EndsWith(expected));
    }
}

TEST_F(Idx, SaysWhatTheMagicIs) {
    EXPECT_THAT(
        errorOf({0x89, 'P', 'N', 'G', 0, 0}),
        EndsWith("not an IDX file: begins with 0x89504e47, expected 0x000008 and the rank"));
    EXPECT_THAT(errorOf({0, 1, 8, 1, 0, 0, 0, 1, 5}), HasSubstr("begins with 0x00010801"));
}

TEST_F(Idx, NamesElementTypesThatItDoesNotRead) {
    const std::vector<std::pair<std::uint8_t, const char*>> types{
        {0x09, "0x09 (signed byte)"},    {0x0B, "0x0b (16-bit integer)"},
        {0x0C, "0x0c (32-bit integer)"}, {0x0D, "0x0d (32-bit float)"},
        {0x0E, "0x0e (64-bit float)"},   {0x07, "0x07 (unknown)"}};
    for (const auto& [type, name] : types) {
        EXPECT_THAT(errorOf(idxHeader({1}, type)),
                    AllOf(HasSubstr("must be unsigned bytes (type 0x08)"), EndsWith(name)));
    }
}

TEST_F(Idx, RefusesRanksOutsideOneToFour) {
    EXPECT_THAT(errorOf({0, 0, 8, 0, 1}), EndsWith("rank must be from 1 to 4, is 0"));
    EXPECT_THAT(errorOf(idx({1, 1, 1, 1, 1}, {1})), EndsWith("rank must be from 1 to 4, is 5"));
}

TEST_F(Idx, RefusesADimensionOfZero) {
    EXPECT_THAT(errorOf(idxHeader({3, 0, 2})), EndsWith("has a dimension of zero: 3 × 0 × 2"));
}

TEST_F(Idx, RefusesSizesThatOverflowOrExceedTheLimit) {
    constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();
    const std::vector<std::vector<std::uint32_t>> shapes{
        {kMost, kMost, kMost, kMost},
        {65536, 65536, 65536, 65536}, // 2^64, which overflows to zero
        {1U << 31U},                  // within the limit, but not an int
        {8, 1U << 30U, 2},
        {(1U << 30U) + 1, 8}};
    for (const auto& shape : shapes) {
        EXPECT_THAT(errorOf(idxHeader(shape)), HasSubstr("is too large: "));
    }
}

TEST_F(Idx, AllocatesNoMemoryThatTheFileCanNotFill) {
    // 8 GiB is allowed, so these must be refused because of the file's size, before the allocation.
    const Bytes header = idxHeader({8, 1U << 30U});
    EXPECT_THAT(errorOf(header), EndsWith("is truncated: needs 8589934604 bytes, has 12"));
    const Bytes packed = gzip(header);
    EXPECT_THAT(errorOf(packed), EndsWith("is truncated: needs 8589934604 bytes, has at most " +
                                          std::to_string(packed.size() * 1032)));
}

TEST_F(Idx, AllocatesNoMemoryForTheClaimsOfACompressedFile) {
    Bytes bytes = idxHeader({1'500, 1'000'000});
    std::uint32_t state = 1;
    for (int i = 0; i < 2'000'000; ++i) { // incompressible
        state = state * 1664525U + 1013904223U;
        bytes.push_back(static_cast<std::uint8_t>(state >> 24U));
    }
    const Bytes packed = gzip(bytes);
    EXPECT_LT(scratch::peakGrowth([&] {
                  EXPECT_THAT(errorOf(packed),
                              EndsWith("is truncated: needs 1500000012 bytes, has 2000012"));
              }),
              200);
}

TEST_F(Idx, SaysHowMuchIsMissing) {
    Bytes bytes = idx({10, 10}, counting(100));
    bytes.pop_back();
    EXPECT_THAT(errorOf(bytes), EndsWith("is truncated: needs 112 bytes, has 111"));
    EXPECT_THAT(errorOf(gzip(bytes)), EndsWith("is truncated: needs 112 bytes, has 111"));
}

TEST_F(Idx, SaysHowMuchIsTooMuch) {
    Bytes bytes = idx({10, 10}, counting(100));
    bytes.push_back(0);
    EXPECT_THAT(errorOf(bytes), EndsWith("has bytes after its end: needs 112 bytes, has 113"));
    EXPECT_THAT(errorOf(gzip(bytes)),
                EndsWith("has bytes after its end: needs 112 bytes, has more"));
}

TEST_F(Idx, StopsDecompressingAtTheSizeInTheHeader) {
    Bytes bomb = idxHeader({100});
    bomb.resize(64U << 20U);
    const Bytes packed = gzip(bomb);
    ASSERT_LT(packed.size(), 100'000U);
    EXPECT_THAT(errorOf(packed), HasSubstr("needs 108 bytes, has more"));
}

TEST_F(Idx, NoticesEveryCutOfAGzipStream) {
    const Bytes packed = gzip(idx({300}, counting(300)));
    for (std::size_t size = 2; size < packed.size(); ++size) {
        const Bytes part(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_THAT(errorOf(part), EndsWith("its gzip stream is cut off")) << size;
    }
}

TEST_F(Idx, ChecksGzipsSumAndLength) {
    const Bytes packed = gzip(idx({300}, counting(300)));
    for (std::size_t fromEnd = 1; fromEnd <= 8; ++fromEnd) {
        Bytes damaged = packed;
        damaged[damaged.size() - fromEnd] ^= 1U;
        const char* check = fromEnd <= 4 ? "incorrect length check" : "incorrect data check";
        EXPECT_THAT(errorOf(damaged), EndsWith(std::string("gzip stream is damaged: ") + check));
    }
}

TEST_F(Idx, RefusesGarbageAfterTheGzipStream) {
    Bytes packed = gzip(idx({300}, counting(300)));
    packed.push_back(0);
    EXPECT_THAT(errorOf(packed), EndsWith("has bytes after its gzip stream"));
    packed.back() = 0x1F; // looks like the beginning of another stream
    EXPECT_THAT(errorOf(packed), EndsWith("its gzip stream is cut off"));
}

} // namespace
} // namespace asge
