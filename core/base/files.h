#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace asge {

/// A file's name as messages show it: one line, whatever the name holds.
std::string shownName(const std::filesystem::path& file);

/// Size in bytes of a regular file. Throws BadInput "FILE: no such file", "FILE: is a directory"
/// and the like; in particular for pipes and devices, which could block or never end.
std::uintmax_t regularFileSize(const std::filesystem::path& file);

/// All of a file of at most 1 MiB. Throws BadInput as regularFileSize does, or "FILE: is larger
/// than 1 MiB, too large for WHAT".
std::string readSmallFile(const std::filesystem::path& file, const std::string& what);

} // namespace asge
