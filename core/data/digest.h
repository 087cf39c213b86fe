#pragma once

#include <filesystem>
#include <string>

namespace asge {

/// SHA-256 of a file's contents, unpacked where it is gzip, in hexadecimal digits. Throws BadInput
/// where it can't be read.
std::string sha256Of(const std::filesystem::path& file);

} // namespace asge
