// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace asge {

/// What a type of file system, `f_type` of statfs, is called where it is one that several computers
/// can have at once; else empty. FUSE isn't: most of what it carries is a disk of this computer.
std::string_view networkFileSystem(long type);

/// The same for the file system that a file lies on; empty where there is no such file.
std::string_view networkFileSystemOf(const std::filesystem::path& file);

} // namespace asge
