// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace asge {

/// The name of a type of network file system (`f_type` of statfs); empty for all other types. FUSE
/// does not count as one, because most FUSE file systems are local.
std::string_view networkFileSystem(long type);

/// The name of the network file system that a file is on; empty if it is on another one, or
/// missing.
std::string_view networkFileSystemOf(const std::filesystem::path& file);

} // namespace asge
