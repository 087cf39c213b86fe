// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <string>

namespace asge {

/// A file's name, quoted for a POSIX shell.
std::string shellQuoted(const std::filesystem::path& file);

/// What an archive is, and how to unpack it. It is recognised by its first bytes, otherwise by its
/// extension.
struct Archive {
    /// "an archive", "a ZIP archive, though its name ends in .gz"; empty if the file is no archive.
    std::string what;
    std::string command; ///< the command that unpacks it into a folder; of a file packed twice, the
                         ///< outer packing
};
Archive archiveOf(const std::filesystem::path& file, const std::filesystem::path& folder);

} // namespace asge
