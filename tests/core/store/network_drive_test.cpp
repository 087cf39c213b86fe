// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/network_drive.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace asge {
namespace {

TEST(NetworkDrive, IsRecognisedByItsType) {
    EXPECT_EQ(networkFileSystem(0x6969), "NFS");
    EXPECT_EQ(networkFileSystem(0xFF534D42), "CIFS");
    EXPECT_EQ(networkFileSystem(static_cast<int>(0xFF534D42)), "CIFS")
        << "as a negative 32-bit number";
    EXPECT_EQ(networkFileSystem(0xFE534D42), "SMB");
    EXPECT_EQ(networkFileSystem(0x01021997), "9p");
    EXPECT_EQ(networkFileSystem(0xEF53), "") << "ext4";
    EXPECT_EQ(networkFileSystem(0x01021994), "") << "tmpfs";
    EXPECT_EQ(networkFileSystem(0x65735546), "") << "FUSE";
}

TEST(NetworkDrive, AMissingFileIsOnNone) {
    EXPECT_EQ(networkFileSystemOf("/nowhere/at/all"), "");
    EXPECT_EQ(networkFileSystemOf("/proc"), "");
}

} // namespace
} // namespace asge
