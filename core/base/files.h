// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace asge {

/// A file's name for messages: always one line, even if the name contains control characters.
std::string shownName(const std::filesystem::path& file);

/// The size of a regular file in bytes. Throws BadInput "FILE: no such file", "FILE: is a
/// directory" and the like. Pipes and devices are refused, because reading them could block or
/// never end.
std::uintmax_t regularFileSize(const std::filesystem::path& file);

/// The contents of a file of at most 1 MiB. Throws BadInput like regularFileSize, or "FILE: is
/// larger than 1 MiB, too large for WHAT".
std::string readSmallFile(const std::filesystem::path& file, const std::string& what);

/// The path, made absolute by the folder in which the program was started, without "." and "..". An
/// empty path stays empty.
std::string absolutePath(const std::string& path);

} // namespace asge
