// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/byte_source.h"

#include "tests/core/data/scratch.h"

#include <gmock/gmock.h>

#include <sys/stat.h>

namespace asge {
namespace {

using scratch::Bytes;
using testing::EndsWith;

TEST(ReadBytes, FillsAVectorThatKeepsItsMemory) {
    const scratch::Folder folder;
    const Bytes content{1, 0, 0, 2};
    const auto file = folder.write("four", content);
    const auto empty = folder.write("none", Bytes{});
    Bytes bytes(100, 9);
    const std::uint8_t* memory = bytes.data();
    readBytes(file, 4, bytes);
    EXPECT_EQ(bytes, content);
    readBytes(empty, 4, bytes);
    EXPECT_EQ(bytes, Bytes{});
    readBytes(file, 4, bytes);
    EXPECT_EQ(bytes, content);
    EXPECT_EQ(bytes.data(), memory);
    EXPECT_EQ(readBytes(file, 9), content);
    EXPECT_EQ(readStart(file, 2), (Bytes{1, 0}));
    EXPECT_EQ(readStart(file, 9), content);
}

TEST(ReadBytes, RefusesMissingAndTooLargeFiles) {
    const scratch::Folder folder;
    const auto refusal = [&](const std::filesystem::path& file) {
        Bytes bytes;
        const std::string message = scratch::messageOf([&] { readBytes(file, 3, bytes); });
        EXPECT_EQ(scratch::messageOf([&] { readBytes(file, 3); }), message);
        return message;
    };
    EXPECT_THAT(refusal(folder.write("four", Bytes{1, 2, 3, 4})),
                EndsWith("four: is too large: at most 3 bytes are read"));
    EXPECT_THAT(refusal(folder.path()), EndsWith(": is a directory, not a file"));
    EXPECT_THAT(refusal(folder.path() / "none"), EndsWith("none: no such file"));
    const auto pipe = folder.path() / "pipe";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_THAT(refusal(pipe), EndsWith("pipe: is not a regular file"));
    EXPECT_THAT(scratch::messageOf([&] { readStart(pipe, 3); }),
                EndsWith("pipe: is not a regular file"));
}

} // namespace
} // namespace asge
