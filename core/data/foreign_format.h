// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace asge {

/// Describes a file that may hold images in an unsupported format, with the remedy: "is a NumPy
/// archive: write …". It is recognised by its first bytes, otherwise by its name. Empty for any
/// other file, and if the file can't be read.
std::string foreignFormat(const std::filesystem::path& file);

/// The same for a file's first bytes, of which at least 16 are needed if the file has them.
std::string foreignContents(const std::vector<std::uint8_t>& start);

/// Describes the first file in `folder`, or a few levels below, that foreignFormat recognises:
/// "FILE is …". Empty if there is none.
std::string foreignFileIn(const std::filesystem::path& folder);

} // namespace asge
