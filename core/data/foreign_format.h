#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace asge {

/// What a file is that holds images or might, but isn't read, and the way out: "is a NumPy archive,
/// which is not read: write …". Told by its first bytes, else by its name. Empty for any other
/// file, and for one that can't be read.
std::string foreignFormat(const std::filesystem::path& file);

/// The same told by a file's first bytes alone, 16 or more if it has them.
std::string foreignContents(const std::vector<std::uint8_t>& start);

/// The first file in `folder`, or few levels below, that foreignFormat knows: "FILE is …". Empty if
/// there is none.
std::string foreignFileIn(const std::filesystem::path& folder);

} // namespace asge
